"""From the submitted form to the certified unit: it passes by itself (CY-16), and is looked at later (CY-23)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import record_event
from portal.calendar import now
from portal.codes.uscc import org_code_of
from portal.people.masking import mask_phone
from portal.people.models import User
from portal.people.phone import shown_phone
from portal.policy import Overtaken, Refused, require
from units.certified import objection_to_leaving, tell_certified, tell_vouched
from units.choices import CertificationState, UnitState
from units.models import Certification, Unit, UnitAdministrator
from units.policies import may_certify_reason, may_look_into_certifications_reason, may_submit_reason
from units.queries import administrators_of, certified_unit_of, is_administrator
from units.services.administrators import seat
from units.services.licences import differences_of
from units.services.register import changed
from units.services.registering import checked_identity, store_facts


@transaction.atomic
def pass_certification(*, certification: Certification, by: User, name: str, uscc: str, email: str) -> Unit:
    """Certify the unit by its licence and let `by` act for it (CY-14…18); return the unit, open.

    The unit is found by its credit code, or made. Certified again, its name follows the licence (CY-19, CY-20); who
    turns to another unit leaves the former one. Raises Refused with what to do, Overtaken for what has passed already.
    """
    require(may_certify_reason(by))
    User.objects.select_for_update().get(pk=by.pk)  # of two forms of one person, one waits
    certification = _locked(certification)
    require(may_submit_reason(certification))
    clean = checked_identity(name, uscc)
    certification.email = _checked_email(email)
    _leave_former(by, clean["uscc"])
    unit, before = _open(clean, by)
    seat(unit=unit, user=by)
    _pass(certification, unit)
    _tell(certification, unit, by, before)
    return unit


@transaction.atomic
def note_checked(*, certification: Certification, by: User) -> bool:
    """Keep that the bureau has looked at what was submitted (CY-23); return whether nobody had before."""
    require(may_look_into_certifications_reason(by))
    certification = Certification.objects.select_for_update(of=("self",)).get(pk=certification.pk)
    if not certification.is_passed or certification.checked_at is not None:
        return False
    certification.checked_by, certification.checked_at = by, now()
    certification.save(update_fields=["checked_by", "checked_at"])
    record_event(action="certification.checked", target=certification, actor=by)
    assert certification.unit is not None
    tell_vouched(certification.unit)
    return True


def _locked(certification: Certification) -> Certification:
    row: Certification = Certification.objects.select_for_update(of=("self",)).get(pk=certification.pk)
    if row.is_passed:
        raise Overtaken(_("本次认证已通过，无需重复提交。"))
    return row


def _checked_email(email: str) -> str:
    try:
        validate_email(email.strip())
    except ValidationError:
        raise Refused(_("请填写有效的邮箱地址，如 name@example.com。")) from None
    return email.strip()


def _leave_former(by: User, uscc: str) -> None:
    """End the seat at the unit of an earlier certification, if this one is for another; nothing may be left alone."""
    former = certified_unit_of(by)
    if former is None or former.uscc == uscc:
        return
    is_last = not administrators_of(former).exclude(pk=by.pk).exists()
    if is_last and (reason := objection_to_leaving(by, former)):
        raise Refused(reason)
    UnitAdministrator.objects.filter(unit=former, user=by).update(is_active=False)
    changed(former, "unit.administrator_left", by, detail={"user": by.pk, "name": by.name})


def _open(clean: dict[str, str], by: User) -> tuple[Unit, str]:
    """Return the open unit of this code, new or known, and the name it had before."""
    known: Unit | None = Unit.objects.select_for_update(of=("self",)).filter(uscc=clean["uscc"]).first()
    if known is None:
        return _made(clean, by), ""
    _demand_free(known, by)
    before = known.name
    if before != clean["name"]:
        store_facts(known, {"name": clean["name"]})
    if known.state != UnitState.OPEN:
        store_facts(known, {"state": UnitState.OPEN, "decided_at": now(), "refusal_reason": ""})
    return known, before


def _made(clean: dict[str, str], by: User) -> Unit:
    unit = Unit(created_at=now(), decided_at=now(), state=UnitState.OPEN)
    facts: dict[str, Any] = clean | {"org_code": org_code_of(clean["uscc"])}
    facts |= {"contact_name": by.name if by.is_named else "", "contact_phone": by.phone or ""}
    try:
        with transaction.atomic():
            store_facts(unit, facts)
    except IntegrityError as conflict:
        # Of two who certify a unit at once the database lets one through.
        raise Refused(_("该单位刚刚由其他账号认证。请稍后重新提交，查看由谁经办。")) from conflict
    return unit


def _demand_free(unit: Unit, by: User) -> None:
    """A unit belongs to whoever acts for it already: who comes later is told whom to ask."""
    if unit.state == UnitState.CLOSED:
        raise Refused(_("该单位已停用。如需恢复，请联系技术支持。"))
    if unit.state != UnitState.OPEN or is_administrator(by, unit):
        return
    seats = UnitAdministrator.objects.filter(unit=unit, is_active=True, user__is_active=True)
    present = seats.select_related("user").order_by("since", "id").first()
    if present is not None:
        raise Refused(
            _(
                "该单位已由其他账号（手机 %(phone)s）认证。请联系该经办人在“我的单位”的“单位管理员”中添加您；"
                "联系不上的，请联系技术支持。"
            )
            % {"phone": mask_phone(shown_phone(present.user.phone))}
        )


def _pass(certification: Certification, unit: Unit) -> None:
    certification.unit, certification.name, certification.uscc = unit, unit.name, unit.uscc
    certification.differences = differences_of(certification)
    certification.state, certification.passed_at = CertificationState.PASSED, now()
    certification.save()


def _tell(certification: Certification, unit: Unit, by: User, before: str) -> None:
    """The log has what the bureau needs to look at it later: what was read, what was submitted, which picture."""
    detail = {
        "certification": certification.public_id,
        "name": unit.name,
        "uscc": unit.uscc,
        "from": certification.read_from,
        "differences": certification.differences,
        "sha256": certification.sha256,
    }
    if before and before != unit.name:
        detail["before"] = before
    changed(unit, "unit.certified", by, detail=detail)
    tell_certified(unit)
    if certification.vouches:
        tell_vouched(unit)
