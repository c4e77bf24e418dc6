"""The accounts behind those of the network: people by their document, units by their credit code."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.audit.services import record_event
from portal.calendar import now
from portal.network.claims import PersonClaims
from portal.network.models import LegalPerson
from portal.people.choices import IdType
from portal.people.identity import BadIdentityNumber, IdentityFacts, check_id_number
from portal.people.lookups import id_number_key
from portal.people.masking import mask_name
from portal.people.models import User
from portal.people.name import BadName, check_name
from portal.people.phone import BadPhone, normalise_phone
from portal.people.queries import people, person_by_phone
from portal.policy import Refused
from portal.tenants.scope import current_tenant


@dataclass(frozen=True)
class CheckedPerson:
    """What the network said of a person, as it is stored here."""

    name: str
    id_type: str
    facts: IdentityFacts
    phone: str


def checked_person(claims: PersonClaims) -> CheckedPerson:
    """Return the claims if they can be true. Raises Refused with words for what cannot."""
    if claims.id_type not in IdType.values:
        raise Refused(_("账号网络没有给出本门户认识的证件类型，未能登录。请在账号网络补全证件信息后再登录。"))
    try:
        facts, name = check_id_number(claims.id_type, claims.id_number), check_name(claims.name)
    except (BadIdentityNumber, BadName) as fault:
        said = _("账号网络给出的信息有误，未能登录：%(fault)s 请在账号网络更正后再登录。")
        raise Refused(said % {"fault": fault}) from None
    return CheckedPerson(name, claims.id_type, facts, _number(claims.phone))


def find_or_make_person(checked: CheckedPerson) -> User:
    """Return the account with this document, locked: imported, entered by a unit, or new."""
    same = people().filter(id_type=checked.id_type, id_number_key=id_number_key(checked.facts.number))
    known = same.select_for_update(of=("self",)).first()
    return known or _new_account(name=checked.name, id_type=checked.id_type, id_number=checked.facts.number)


def find_or_make_unit(uscc: str, name: str, linked: User | None) -> User | None:
    """Return the account of this unit, under its present name; None where `linked` stands for another unit."""
    of_code = LegalPerson.objects.select_related("user").filter(uscc=uscc).first()
    if linked is not None and (of_code is None or of_code.user_id != linked.pk):
        return None
    user = of_code.user if of_code else _new_account(name=_short(name), is_legal_person=True)
    if of_code is None:
        LegalPerson.objects.create(user=user, uscc=uscc)
    _rename(user, _short(name))
    return user


def bring_up_to_date(person: User, checked: CheckedPerson) -> None:
    """Take over name, sex, birth date and a free number; a password of earlier times is none any more (HZ-02)."""
    _rename(person, checked.name)
    person.sex = checked.facts.sex or person.sex
    person.birth_date = checked.facts.birth_date or person.birth_date
    person.vouched_at = person.vouched_at or now()
    if person.has_usable_password():
        person.set_unusable_password()
    _take_number(person, checked.phone)
    person.save()


def _new_account(**facts: object) -> User:
    user = User(
        tenant=current_tenant(),
        username=User.objects.new_username(),
        language=get_language() or "",
        vouched_at=now(),
        **facts,
    )
    user.set_unusable_password()
    user.save()
    record_event(action="person.registered", target=user, actor=user, detail={"by": "network"})
    return user


def _rename(user: User, name: str) -> None:
    """The network's name counts. A unit's stands in public registers, a person's is masked in the log."""
    before, user.name = user.name, name
    if before == name:
        return
    user.save(update_fields=["name"])
    shown = str if user.is_legal_person else mask_name
    record_event(
        action="person.renamed", target=user, actor=user, detail={"before": shown(before), "after": shown(name)}
    )


def _take_number(person: User, phone: str) -> None:
    """The network has verified it. One that somebody else has here stays theirs."""
    holder = person_by_phone(phone) if phone else None
    if not phone or (holder is not None and holder.pk != person.pk):
        return
    if person.phone != phone or person.phone_verified_at is None:
        person.phone, person.phone_verified_at = phone, now()
        record_event(action="person.phone_changed", target=person, actor=person, detail={"by": "network"})


def _number(phone: str) -> str:
    try:
        return normalise_phone(phone)
    except BadPhone:
        return ""


def _short(name: str) -> str:
    return name[: User._meta.get_field("name").max_length]
