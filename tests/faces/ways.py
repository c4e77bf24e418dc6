"""Pages that are reached by steps alone: somebody asks for a code, gives a password, has nothing yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.urls import reverse

from portal.people.invented import invented_phone
from portal.people.models import User
from portal.people.totp import enrol_totp
from portal.tenants.scope import tenant_scope
from tests.builders import PASSWORD
from tests.e2e.stage import SECRET
from tests.policy.calling import Caller
from tests.policy.world import HERE

Step = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Way:
    """What somebody does before the page is there; `steps` are addresses, and what is sent to them."""

    name: str
    who: str = "visitor"
    steps: tuple[Callable[[Caller], Step], ...] = ()
    before: Callable[[Caller], object] | None = None
    named: Callable[[Caller], dict[str, Any]] = lambda _caller: {}
    """What the address takes, beside its name."""


def _phone(caller: Caller) -> str:
    user = caller.world.people["stranger"].user
    assert user is not None
    assert user.phone
    return user.phone


def _code_by_sms(caller: Caller) -> Step:
    return reverse("account_request_login_code"), {"phone": _phone(caller)}


def _forgotten(caller: Caller) -> Step:
    return reverse("account_reset_password"), {"phone": _phone(caller)}


def _new_number(_caller: Caller) -> Step:
    return reverse("account_change_phone"), {"phone": invented_phone(9301)}


def _password_of(key: str) -> Callable[[Caller], Step]:
    def step(caller: Caller) -> Step:
        user = caller.world.people[key].user
        assert user is not None
        return reverse("account_login"), {"login": user.phone, "password": PASSWORD}

    return step


def _has_app(key: str) -> Callable[[Caller], object]:
    def before(caller: Caller) -> object:
        user = caller.world.people[key].user
        assert user is not None
        return enrol_totp(person=user, secret=SECRET)

    return before


def _has_recovery_codes(caller: Caller) -> object:
    user = caller.world.people["stranger"].user
    enrol_totp(person=user, secret=SECRET)
    return RecoveryCodes.activate(user)


def _is_nameless(caller: Caller) -> object:
    user = caller.world.people["stranger"].user
    assert user is not None
    return User.objects.filter(pk=user.pk).update(name="")


def _has_passkey(caller: Caller) -> object:
    user = caller.world.people["stranger"].user
    data = {"name": "我的手机", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def _the_passkey(caller: Caller) -> dict[str, Any]:
    user = caller.world.people["stranger"].user
    return {"pk": Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN).pk}


def _complaint(_caller: Caller) -> Step:
    said = {"about": "某处", "words": "事实", "name": "戴投诉", "contact": invented_phone(9302), "agreed": "on"}
    return reverse("review:complain", kwargs={"way": "complaint"}), said


WAYS = (
    Way("account_confirm_login_code", steps=(_code_by_sms,)),
    Way("account_new_password", steps=(_forgotten,)),
    Way("account_verify_phone", "stranger", (_new_number,)),
    Way("mfa_authenticate", steps=(_password_of("admin2"),), before=_has_app("admin2")),
    Way("mfa_deactivate_totp", "stranger", before=_has_app("stranger")),
    Way("mfa_view_recovery_codes", "stranger", before=_has_recovery_codes),
    Way("mfa_remove_webauthn", "stranger", before=_has_passkey, named=_the_passkey),
    Way("mfa_edit_webauthn", "stranger", before=_has_passkey, named=_the_passkey),
    Way("review:complaint_receipt", steps=(_complaint,)),
    Way("people:name", "stranger", before=_is_nameless),
)


@dataclass(frozen=True)
class Arrived:
    address: str
    session: str
    html: str


def ways_to(name: str) -> list[Way]:
    return [way for way in WAYS if way.name == name]


def arrive(way: Way, caller: Caller) -> Arrived:
    """Go there; raises AssertionError where the steps end elsewhere."""
    client = caller.client(caller.world.people[way.who])
    with tenant_scope(caller.world.tenants[HERE]):
        if way.before:
            way.before(caller)
        address = reverse(way.name, kwargs=way.named(caller))
    for step in way.steps:
        where, body = step(caller)
        client.post(where, body | {"csrfmiddlewaretoken": client.cookies[settings.CSRF_COOKIE_NAME].value})
    response = client.get(address)
    assert response.status_code == 200, (
        f"{way.name}: the steps end at {response.status_code} {response.get('Location')}"
    )
    session = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return Arrived(address, session.value if session else "", response.content.decode())
