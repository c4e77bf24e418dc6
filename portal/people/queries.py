"""People of the current tenant. Nothing here sees another tenant's accounts."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.people.lookups import id_number_key, phone_key
from portal.people.models import User
from portal.people.phone import BadPhone
from portal.tenants.scope import current_tenant, current_tenant_or_none


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


def person_by_login(login: str) -> User | None:
    """Return who signs in by this phone number or login name, or the platform operator of this user name."""
    login = login.strip()
    return person_by_phone(login) or people().filter(login_name=login).first() or _operator(login)


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
