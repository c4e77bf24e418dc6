"""Somebody arrives whom the account network vouches for: the account here is found or made, and brought up to date.

The apps above register what is to happen in the same transaction, before the session begins. A `Refused` that they raise
ends the sign-in, and its reason is shown.
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.choices import Kind
from portal.audit.services import record_event
from portal.codes.uscc import BadUscc, check_uscc
from portal.network.accounts import bring_up_to_date, checked_person, find_or_make_person, find_or_make_unit
from portal.network.claims import PersonClaims, UnitClaims
from portal.network.queries import known_accounts, provider_id
from portal.people.choices import SignInMode
from portal.people.models import User
from portal.policy import Refused

ActOnLegalPerson = Callable[[User, str, str], None]
ActOnPerson = Callable[[User], None]

_on_legal_person: list[ActOnLegalPerson] = []
_on_person: list[ActOnPerson] = []


class Untrue(Refused):
    """The network says something else than before about the same account, or something that cannot be."""


def register_legal_person(act: ActOnLegalPerson) -> None:
    """Call `act(user, uscc, unit_name)` whenever a legal person signs in (HZ-18)."""
    if act not in _on_legal_person:
        _on_legal_person.append(act)


def tell_legal_person(user: User, uscc: str, name: str) -> None:
    """Do what was registered for the arrival of this unit's account. Raises Refused."""
    for act in _on_legal_person:
        act(user, uscc, name)


def register_person(act: ActOnPerson) -> None:
    """Call `act(user)` whenever an individual signs in (HZ-20)."""
    if act not in _on_person:
        _on_person.append(act)


def person_arrives(claims: PersonClaims) -> User:
    """Return the account with this document (HZ-08, HZ-20), made if there is none. Raises Refused; nothing is written."""
    return _once(lambda: _person_arrives(claims))


def unit_arrives(claims: UnitClaims) -> User:
    """Return the account that stands for this unit (HZ-07), made if there is none. Raises Refused; nothing is written."""
    return _once(lambda: _unit_arrives(claims))


def _once(arrive: Callable[[], User]) -> User:
    """Of two sign-ins of one account at the same moment the second finds what the first one made."""
    try:
        with transaction.atomic():
            return arrive()
    except IntegrityError:
        with transaction.atomic():
            return arrive()


def _person_arrives(claims: PersonClaims) -> User:
    checked = checked_person(claims)
    known = _known(SignInMode.PERSON, claims.sub)
    person = known.user if known else find_or_make_person(checked)
    if (person.id_type, person.id_number) != (claims.id_type, checked.facts.number):
        raise Untrue(
            _(
                "账号网络这次给出的证件与您上次登录时不同，为防止冒用，未能登录。请向账号网络核实，或联系本门户的咨询电话。"
            )
        )
    _require_active(person)
    bring_up_to_date(person, checked)
    _link(person, known, claims.sub, SignInMode.PERSON)
    for act in _on_person:
        act(person)
    return person


def _unit_arrives(claims: UnitClaims) -> User:
    try:
        uscc = check_uscc(claims.uscc)
    except BadUscc as fault:
        raise Untrue(_of_network(fault.message)) from None
    if not claims.name:
        raise Untrue(_("账号网络没有给出单位名称，请在账号网络补全后再登录。"))
    known = _known(SignInMode.UNIT, claims.sub)
    user = find_or_make_unit(uscc, claims.name, known.user if known else None)
    if user is None:
        raise Untrue(
            _(
                "账号网络这次给出的统一社会信用代码与上次登录时不同，未能登录。请向账号网络核实，或联系本门户的咨询电话。"
            )
        )
    _require_active(user)
    _link(user, known, claims.sub, SignInMode.UNIT)
    tell_legal_person(user, uscc, claims.name)
    return user


def _require_active(user: User) -> None:
    if not user.is_active:
        raise Refused(_("该账号已停用，不能登录。如有疑问，请联系本门户的咨询电话。"))


def _link(user: User, known: SocialAccount | None, sub: str, kind: str) -> None:
    """Note which account of the network this is, and that the network let it in."""
    if known is None:
        SocialAccount.objects.create(user=user, provider=provider_id(kind), uid=sub, extra_data={})
        record_event(action="network.linked", target=user, actor=user, detail={"kind": kind})
    record_event(action="network.signed_in", target=user, actor=user, detail={"kind": kind}, kind=Kind.SIGN_IN)


def _known(kind: str, sub: str) -> SocialAccount | None:
    return known_accounts(kind, sub).select_related("user").first()


def _of_network(fault: str) -> str:
    return _("账号网络给出的信息有误，未能登录：%(fault)s 请在账号网络更正后再登录。") % {"fault": fault}
