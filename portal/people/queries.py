"""People of the current tenant. Nothing here sees another tenant's accounts."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.people.choices import SignInName
from portal.people.identity import normalise
from portal.people.lookups import id_number_key, phone_key
from portal.people.models import User
from portal.people.phone import BadPhone, is_phone, normalise_phone
from portal.people.sign_in_models import SignInPage
from portal.tenants.remembering import remembered
from portal.tenants.scope import current_tenant, current_tenant_or_none

ONE_FORM = "one-form"
NETWORK = "account-network"


def people() -> QuerySet[User]:
    """Return the accounts of the current tenant, the disabled ones included."""
    return User.objects.filter(tenant=current_tenant())


def person_by_phone(phone: str) -> User | None:
    """Return the account with this number, however it is written; None for text that is no number."""
    try:
        return people().filter(phone_key=phone_key(phone)).first()
    except BadPhone:
        return None


def person_by_identity(id_type: str, id_number: str) -> User | None:
    """Return the account registered with this document; the number must be in its checked form."""
    if not id_number:
        return None
    return people().filter(id_type=id_type, id_number_key=id_number_key(id_number)).first()


def sign_in_page() -> SignInPage:
    """Return what the current tenant's sign-in asks for; what everybody's does where it says nothing of its own."""
    known: SignInPage | None = SignInPage.objects.first() if current_tenant_or_none() else None
    return known or SignInPage()


def has_one_form() -> bool:
    """Whether people sign in and register by one form (CY-04): each page asks, so the answer is remembered."""
    return remembered(ONE_FORM, lambda: sign_in_page().has_one_form)


def comes_by_network() -> bool:
    """Whether the current tenant's people come by an account network, and nobody has a password here (HZ-01, HZ-02)."""
    return current_tenant_or_none() is not None and remembered(NETWORK, lambda: bool(sign_in_page().network))


def is_vouched_for(user: User) -> bool:
    """Whether this account is one that the network lets in: everybody of such a tenant but the platform's operator."""
    return user.tenant_id is not None and comes_by_network()


def people_by_id_number(text: str) -> list[User]:
    """Return who has a document of this number, of whatever kind: two kinds may have the same one (NX-10)."""
    number = normalise(text)
    return list(people().filter(id_number_key=id_number_key(number))) if number else []


def people_by_login(login: str) -> list[User]:
    """Return who signs in by this: by the document or the phone where the tenant says so, by a login name anywhere.

    Several only where they have the same number on documents of different kinds. A platform operator is nobody else.
    """
    login, page = login.strip(), sign_in_page()
    if page.by_id_number and (found := people_by_id_number(login)):
        return found
    by_phone = person_by_phone(login) if SignInName.PHONE in page.by else None
    one = by_phone or people().filter(login_name=login).first() or _operator(login)
    return [one] if one else []


def person_by_login(login: str) -> User | None:
    """Return who signs in by this name, None if it is nobody's or not one person's alone."""
    found = people_by_login(login)
    return found[0] if len(found) == 1 else None


def counted_login(login: str) -> str:
    """Return the one form of a name, however it was written, under which tries to sign in by it are counted."""
    page = sign_in_page()
    if SignInName.PHONE in page.by and is_phone(login):
        return normalise_phone(login)
    return normalise(login) if page.by_id_number else login.strip()


def login_of(user: User) -> str:
    """Return a name by which this person can sign in here."""
    page = sign_in_page()
    phone = user.phone if SignInName.PHONE in page.by else ""
    number = user.id_number if page.by_id_number else ""
    return phone or number or user.login_name or user.username


def person_by_username(username: str) -> User | None:
    """Return the account that a page of the current tenant names; None for another tenant's."""
    return people().filter(username=username).first()


def belongs_here(user: User) -> bool:
    """Whether the account may act in the current tenant: it is one of its people, or operates the platform."""
    tenant = current_tenant_or_none()
    if user.tenant_id is None:
        return user.is_superuser
    return tenant is not None and user.tenant_id == tenant.pk


def _operator(username: str) -> User | None:
    return User.objects.filter(tenant=None, is_superuser=True, username=username).first()
