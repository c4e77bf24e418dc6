"""What changes an account. Each writes its audit row in the same transaction."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.choices import Kind
from portal.audit.services import record_event
from portal.calendar import now
from portal.people.identity import check_id_number
from portal.people.lookups import id_number_key, phone_key
from portal.people.masking import mask_name, mask_phone
from portal.people.models import User
from portal.people.name import check_name, is_same_name
from portal.people.phone import normalise_phone, shown_phone
from portal.people.policies import (
    may_disable_reason,
    may_have_password_reason,
    may_name_oneself_reason,
    may_state_identity_reason,
)
from portal.people.queries import people, person_by_identity, person_by_phone
from portal.policy import Refused, require
from portal.tenants.scope import current_tenant


class AlreadyRegistered(Refused):
    """The phone or the document belongs to an account already. Strangers are not told which, nor that it is so."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "该手机号码或证件已经注册，请直接登录；忘记密码可用短信验证码重设。"
                "从未注册过的，可能是单位录入时姓名有误，请联系单位或主管部门更正。"
            )
        )


class DocumentTaken(Refused):
    """Another account has this document: the same person's, or one under which a unit has declared them."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "该证件不能登记到此账号：可能已由您的另一个账号或单位录入时登记。"
                "请核对号码；确属您本人的，请联系本门户的咨询电话或安全管理员核实。"
            )
        )


@transaction.atomic
def register_person(
    *,
    name: str,
    id_type: str,
    id_number: str,
    phone: str,
    password: str,
    birth_date: dt.date | None = None,
    sex: str = "",
    language: str = "",
) -> User:
    """Open an account in the current tenant; the phone counts as unverified until its code comes back.

    One that a unit entered under this document and name becomes its owner's (NX-95, AMB-22).
    Raises AlreadyRegistered, BadName, BadPhone or BadIdentityNumber.
    """
    facts = check_id_number(id_type, id_number, birth_date=birth_date, sex=sex or None)
    number, name = normalise_phone(phone), check_name(name)
    person = _held_identity(id_type, facts.number)
    if person_by_phone(number) or (person is not None and not _waits_for(person, name)):
        raise AlreadyRegistered
    was_entered = person is not None
    person = person or User(
        tenant=current_tenant(), username=User.objects.new_username(), id_type=id_type, id_number=facts.number
    )
    person.name, person.phone, person.language = name, number, language
    person.sex = facts.sex or sex or person.sex
    person.birth_date = facts.birth_date or birth_date or person.birth_date
    person.set_password(password)
    _save_once(person)
    detail = {"entered_before": True} if was_entered else None
    record_event(action="person.registered", target=person, actor=person, detail=detail)
    return person


@transaction.atomic
def find_or_register(*, phone: str, language: str = "") -> tuple[User, bool]:
    """Return whose number this is, after its code came back, and whether the account is new (CY-04).

    A masked number stands where a name will (CY-10), until the person gives one. Raises BadPhone.
    """
    number = normalise_phone(phone)
    known = person_by_phone(number)
    if known is not None:
        verify_phone(person=known, phone=number)
        return known, False
    person = User(tenant=current_tenant(), username=User.objects.new_username(), phone=number, language=language)
    person.name, person.phone_verified_at = stand_in_name(number), now()
    person.set_unusable_password()
    try:
        _save_once(person)
    except AlreadyRegistered:
        # The same person, in the same moment.
        return people().get(phone_key=phone_key(number)), False
    record_event(action="person.registered", target=person, actor=person, detail={"by": "code"})
    return person, True


def stand_in_name(phone: str) -> str:
    """Return what stands at the upper right until the person gives a name: `138****0001`."""
    return mask_phone(shown_phone(phone))


@transaction.atomic
def state_name(*, person: User, name: str) -> None:
    """Give an account that was opened by a number alone its name. Raises BadName, or Refused where there is one."""
    person = _locked(person)
    require(may_name_oneself_reason(person))
    person.name = check_name(name)
    person.save(update_fields=["name"])
    record_event(action="person.named", target=person, actor=person)


@transaction.atomic
def state_identity(
    *, person: User, name: str, id_type: str, id_number: str, birth_date: dt.date | None = None, sex: str = ""
) -> None:
    """Put name and document into an account that has none (CY-11); only an office changes them afterwards.

    Raises BadName, BadIdentityNumber, DocumentTaken, or Refused where there is a document already.
    """
    person = _locked(person)
    require(may_state_identity_reason(person))
    facts = check_id_number(id_type, id_number, birth_date=birth_date, sex=sex or None)
    if _held_identity(id_type, facts.number) is not None:
        raise DocumentTaken
    person.name, person.id_type, person.id_number = check_name(name), id_type, facts.number
    person.sex, person.birth_date = facts.sex or sex, facts.birth_date or birth_date
    try:
        _save_once(person)
    except AlreadyRegistered as conflict:
        raise DocumentTaken from conflict
    record_event(action="person.identified", target=person, actor=person, detail={"id_type": id_type})


def _locked(person: User) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=person.pk)


def _held_identity(id_type: str, number: str) -> User | None:
    """Return the account with this document, locked: of two who register with it one becomes its owner."""
    same = people().filter(id_type=id_type, id_number_key=id_number_key(number))
    return same.select_for_update(of=("self",)).first()


def _waits_for(person: User, name: str) -> bool:
    """Whether a unit entered this person, nobody can sign in as them yet, and the owner's name is theirs."""
    is_open = not (person.is_registered or person.phone or person.login_name or person.is_staff)
    return is_open and person.is_active and is_same_name(person.name, name)


def _save_once(person: User) -> None:
    """Of two requests at once the database lets one through. Raises AlreadyRegistered for the other."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as conflict:
        raise AlreadyRegistered from conflict


@transaction.atomic
def enter_person(
    *, name: str, id_type: str, id_number: str, by: User | None, birth_date: dt.date | None = None, sex: str = ""
) -> User:
    """Return the person with this document, made without a password if nobody has it yet (NX-95, AMB-22, HZ-20).

    Such an account becomes its owner's when they register with the document; `by` is None where an import brings it.
    Raises BadName or BadIdentityNumber.
    """
    facts = check_id_number(id_type, id_number, birth_date=birth_date, sex=sex or None)
    known = person_by_identity(id_type, facts.number)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                tenant=current_tenant(),
                name=check_name(name),
                sex=facts.sex or sex,
                id_type=id_type,
                id_number=facts.number,
                birth_date=facts.birth_date or birth_date,
            )
    except IntegrityError:
        # Somebody else entered or registered them in the same moment.
        return people().get(id_type=id_type, id_number_key=id_number_key(facts.number))
    record_event(action="person.entered", target=person, actor=by)
    return person


@transaction.atomic
def rename_entered_person(*, person: User, name: str, by: User) -> None:
    """Correct the name of somebody whom a unit entered. The caller knows that nobody else goes by it. Raises BadName."""
    before, person.name = person.name, check_name(name)
    person.save(update_fields=["name"])
    record_event(
        action="person.renamed", target=person, actor=by, detail={"before": mask_name(before), "after": mask_name(name)}
    )


@transaction.atomic
def change_phone(*, person: User, phone: str, verified: bool = False) -> None:
    """Give the person another number. Raises BadPhone, or Refused if somebody here has it already."""
    number = normalise_phone(phone)
    holder = person_by_phone(number)
    if holder and holder.pk != person.pk:
        raise Refused(_("该手机号码已被其他账号使用。"))
    person.phone = number
    person.phone_verified_at = now() if verified else None
    person.name = person.name if person.is_named else stand_in_name(number)
    person.save(update_fields=["phone", "phone_verified_at", "name"])
    record_event(action="person.phone_changed", target=person, actor=person, detail={"verified": verified})


@transaction.atomic
def verify_phone(*, person: User, phone: str) -> None:
    """Note that a code sent to `phone` came back; the number becomes the person's if it was not yet."""
    number = normalise_phone(phone)
    if person.phone != number:
        change_phone(person=person, phone=number, verified=True)
    elif person.phone_verified_at is None:
        person.phone_verified_at = now()
        person.save(update_fields=["phone_verified_at"])
        record_event(action="person.phone_verified", target=person, actor=person)


@transaction.atomic
def change_password(*, person: User, password: str) -> None:
    """Set a password that has passed the validators, and end every session. Raises Refused where nobody has one."""
    require(may_have_password_reason(person))
    person.set_password(password)
    person.session_salt = _new_salt()
    person.save(update_fields=["password", "session_salt"])
    record_event(action="person.password_changed", target=person, actor=person)


@transaction.atomic
def end_other_sessions(*, person: User, by: User | None = None) -> None:
    """Sign the person out on every device; a view that keeps its own session renews its hash afterwards."""
    person.session_salt = _new_salt()
    person.save(update_fields=["session_salt"])
    record_event(action="person.sessions_ended", target=person, actor=by or person, kind=Kind.SIGN_IN)


def set_language(*, person: User, language: str) -> None:
    """Remember the language in which the person reads pages and receives notices."""
    person.language = language
    person.save(update_fields=["language"])


@transaction.atomic
def disable_person(*, person: User, by: User, reason: str) -> None:
    """Close the account to its owner, at once and on every device; what they did stays."""
    require(may_disable_reason(by=by, person=person))
    person.is_active = False
    person.session_salt = _new_salt()
    person.save(update_fields=["is_active", "session_salt"])
    record_event(action="person.disabled", target=person, actor=by, words=reason)


@transaction.atomic
def enable_person(*, person: User, by: User) -> None:
    """Open a disabled account again."""
    require(may_disable_reason(by=by, person=person))
    person.is_active = True
    person.save(update_fields=["is_active"])
    record_event(action="person.enabled", target=person, actor=by)


@transaction.atomic
def close_account(*, person: User, name: str) -> None:
    """Take everything personal out of an account for ever. The row stays: what was done under it must stay provable."""
    person.name, person.sex, person.birth_date, person.email, person.ethnicity = name, "", None, "", ""
    person.phone = person.phone_verified_at = person.login_name = person.vouched_at = None
    person.id_type = person.id_number = ""
    person.is_active = False
    person.set_unusable_password()
    person.session_salt = _new_salt()
    person.save()
    record_event(action="person.closed", target=person)


def _new_salt() -> str:
    return secrets.token_urlsafe(12)
