"""The whole form: each asked field, each offered slot, and what must hold between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.checking.faults import Fault
from applications.checking.records import record_faults
from applications.checking.values import fault_of_value, is_empty, parse_date
from applications.comparing import fixed_answers_changed
from applications.models import Application, Attachment
from applications.queries import facts_of, form_digest, is_typed, present_attachments
from applications.scheme import Field, Scheme, Slot
from applications.scheme.asking import asked_fields, files_wanted, is_required, relevant
from applications.scheme.records import place_of
from applications.showing import labelled_slots
from portal.calendar import today
from portal.calendar.queries import calendar_for

Files = dict[str, list[Attachment]]


def faults_of(application: Application) -> list[Fault]:
    """Return everything that keeps the form from being submitted, in the order of its pages; empty if nothing does."""
    facts = relevant(application.scheme, facts_of(application))
    faults = [
        *_field_faults(application, facts),
        *record_faults(application, facts),
        *_slot_faults(application, facts),
    ]
    order = [section.key for section in application.scheme.sections]
    return sorted(faults, key=lambda fault: order.index(fault.section))


def form_faults_of(application: Application) -> list[Fault]:
    """Return those of them that concern answers: files are a step of their own (HZ-54)."""
    return [fault for fault in faults_of(application) if not fault.path.startswith("slot:")]


def wrong_answers(application: Application) -> dict[str, str]:
    """Return, by path, what is wrong with answers already given once: said at once, while what is missing may wait.

    Records have theirs looked at one by one (`wrong_in_record`).
    """
    faults = _field_faults(application, relevant(application.scheme, facts_of(application)))
    given = {f"field:{key}" for key, value in application.answers.items() if not is_empty(value)}
    return {fault.path: fault.message for fault in faults if fault.path in given}


def missing_slots_of_section(application: Application, section: str) -> list[Fault]:
    """Return the required files of one page that are not there: Next waits for them, and for nothing else (NB-24)."""
    facts = relevant(application.scheme, facts_of(application))
    files = files_by_slot(application)
    slots = [slot for slot in labelled_slots(application.scheme, facts) if slot.section == section]
    found = (_too_few(application, slot, files.get(slot.key, []), facts) for slot in slots)
    return [fault for fault in found if fault is not None]


def files_by_slot(application: Application) -> Files:
    files: Files = {}
    for attachment in present_attachments(application):
        files.setdefault(attachment.slot, []).append(attachment)
    return files


def section_of_slot(scheme: Scheme, slot: Slot) -> str:
    return slot.section or next(section.key for section in scheme.sections if section.slots)


def section_of_path(scheme: Scheme, path: str) -> str:
    """Return the key of the page where a field or slot stands."""
    place = place_of(path)
    if place.kind == "slot":
        return section_of_slot(scheme, scheme.slot(place.key))
    return place.section or scheme.section_of(place.key).key


def _field_faults(application: Application, facts: dict[str, Any]) -> Iterator[Fault]:
    publicity, fixed = _publicity_fault(application), _changed_though_fixed(application, facts)
    for field in asked_fields(application.scheme, facts):
        message = _fault_of_field(application, field, facts) or (publicity or {}).get(field.key) or fixed.get(field.key)
        if message:
            yield Fault(f"field:{field.key}", application.scheme.section_of(field.key).key, message)


def _fault_of_field(application: Application, field: Field, facts: dict[str, Any]) -> str | None:
    value = application.answers.get(field.key)
    label = _name_of(application.scheme, field)
    if is_empty(value):
        return _missing_answer(application, field, label) if is_required(field, facts) else None
    reason = fault_of_value(application, field, value)
    return _("%(label)s：%(reason)s") % {"label": label, "reason": reason} if reason else None


def _changed_though_fixed(application: Application, facts: dict[str, Any]) -> dict[str, str]:
    """Answers that a renewal has as the recognition had them: what else the person can do (HZ-44)."""
    rule, scheme = application.scheme.renews, application.scheme
    otherwise = rule.otherwise.of(get_language()) if rule and rule.otherwise else ""
    return {
        field.key: _("%(label)s：%(reason)s") % {"label": _name_of(scheme, field), "reason": otherwise}
        for field in fixed_answers_changed(application, facts)
    }


def _name_of(scheme: Scheme, field: Field) -> str:
    """The field's label; on a page whose labels other pages have too, with the page's name before it."""
    label, section = field.name.of(get_language()), scheme.section_of(field.key)
    return f"{section.title.of(get_language())} · {label}" if section.own_keys else label


def _missing_answer(application: Application, field: Field, label: str) -> str | None:
    """What cannot be typed here must be mended where it comes from; without a unit only the unit itself is missed."""
    owner = "" if is_typed(application, field) else (field.prefill or "").partition(".")[0]
    if owner == "applicant":
        return _("请先在个人资料登记“%(label)s”。") % {"label": label}
    if owner == "unit":
        missing = _("单位登记信息中没有“%(label)s”，请单位管理员补充。") % {"label": label}
        return missing if application.unit else None
    return _("请填写“%(label)s”。") % {"label": label}


def _publicity_fault(application: Application) -> dict[str, str] | None:
    """The employer's own publicity lasted its working days, the first and last day counted (AMB-01)."""
    rule = application.scheme.unit_publicity
    if rule is None:
        return None
    start, end = (parse_date(application.answers.get(key)) for key in (rule.start, rule.end))
    if start is None or end is None or end > today():
        return None  # said by the fields' own checks
    days = _working_days(start, end)
    if days >= rule.working_days:
        return None
    reason = _("单位公示不少于 %(wanted)d 个工作日，从开始到结束只有 %(days)d 个。")
    return {rule.end: reason % {"wanted": rule.working_days, "days": days}}


def _working_days(start: dt.date, end: dt.date) -> int:
    if end < start:
        return 0
    calendar = calendar_for(start, end)
    return sum(calendar.is_working_day(start + dt.timedelta(days=n)) for n in range((end - start).days + 1))


def _slot_faults(application: Application, facts: dict[str, Any]) -> Iterator[Fault]:
    files = files_by_slot(application)
    for slot in labelled_slots(application.scheme, facts):
        present = files.get(slot.key, [])
        if fault := _too_few(application, slot, present, facts):
            yield fault
        elif reason := _stale(application, slot, present):
            yield Fault(f"slot:{slot.key}", section_of_slot(application.scheme, slot), reason)
        if fault := _more_than_fit(application, slot, facts):
            yield fault


def _too_few(application: Application, slot: Slot, present: list[Attachment], facts: dict[str, Any]) -> Fault | None:
    """A required slot has its files; in one that may stay empty, too, the first calls for the others (CY-54)."""
    wanted = min(files_wanted(slot, facts), slot.max_files)
    if len(present) >= wanted or not (present or is_required(slot, facts)):
        return None
    if wanted == 1:
        return _missing(application, slot)
    words = {"slot": slot.label.of(get_language()), "wanted": wanted, "present": len(present)}
    message = _("%(slot)s：需上传 %(wanted)d 份，已上传 %(present)d 份。") % words
    return Fault(f"slot:{slot.key}", section_of_slot(application.scheme, slot), message)


def _more_than_fit(application: Application, slot: Slot, facts: dict[str, Any]) -> Fault | None:
    """The number that a field says cannot be more than the slot takes; said at the field."""
    if not isinstance(slot.at_least, str) or files_wanted(slot, facts) <= slot.max_files:
        return None
    words = {
        "label": _name_of(application.scheme, application.scheme.field(slot.at_least)),
        "slot": slot.label.of(get_language()),
        "most": slot.max_files,
    }
    message = _("%(label)s：“%(slot)s”最多上传 %(most)d 份，请填写不超过 %(most)d 的数。") % words
    return Fault(f"field:{slot.at_least}", application.scheme.section_of(slot.at_least).key, message)


def _missing(application: Application, slot: Slot) -> Fault:
    words = {"slot": slot.label.of(get_language())}
    if slot.explanation:
        message = _("%(slot)s：请上传附件；没有证书的，请填写情况说明。") % words
    else:
        message = (_("%(slot)s图片未上传") if slot.pictures_only or slot.photo else _("%(slot)s未上传")) % words
    return Fault(f"slot:{slot.key}", section_of_slot(application.scheme, slot), message)


def _stale(application: Application, slot: Slot, present: list[Attachment]) -> str | None:
    """Why a sealed form no longer holds: the answers changed after it, or it was sealed before the publicity ended."""
    if not slot.seals or not present:
        return None
    words = {"slot": slot.label.of(get_language())}
    digest = form_digest(application)
    if any(attachment.form_digest != digest for attachment in present):
        return _("%(slot)s上传后，申报信息有改动。请重新打印、由单位盖章后再上传。") % words
    end = publicity_end(application)
    if end and any(timezone.localdate(attachment.uploaded_at) < end for attachment in present):
        return _("%(slot)s是在单位公示结束前上传的。请在公示结束、盖章后重新上传。") % words
    return None


def publicity_end(application: Application) -> dt.date | None:
    """Return the last day of the employer's own publicity, if the scheme has one and it is known."""
    rule = application.scheme.unit_publicity
    return parse_date(application.answers.get(rule.end)) if rule else None
