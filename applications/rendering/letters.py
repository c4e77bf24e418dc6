"""Letters to print, such as the application form with room for the employer's opinion and seal (NB-46, NB-47)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.models import Application
from applications.queries import digest_code, facts_of, form_digest, present_attachments
from applications.scheme import Section
from applications.scheme.asking import asked_fields
from applications.showing import answer_text, labelled_slots
from portal.calendar import today
from portal.documents import DocumentFault, data_address, fill_template, make_pdf
from portal.policy import Refused
from portal.tenants.scope import current_tenant

LETTERS_LANGUAGE = "zh-hans"  # an official document of the bureau, whatever language its reader has chosen


class UnableToRender(Refused):
    """The letter would not come out right; better none than one with a box in the name."""


def render_letter(application: Application, key: str) -> bytes:
    """Return a letter of the case as PDF, from the template of the scheme version that the case is pinned to.

    Raises UnableToRender, e.g. for a character that no font can draw; KeyError for a letter that the scheme lacks.
    """
    letter = application.scheme.letters[key]
    template = application.scheme.files[letter.template]
    identity = bytes.fromhex(form_digest(application))[:16]
    try:
        return make_pdf(fill_template(template, letter_context(application, key)), identity=identity)
    except DocumentFault as fault:
        reason = _("申请表无法正确打印（%(fault)s）。请检查填写的内容，或联系受理窗口。") % {"fault": fault}
        raise UnableToRender(reason) from fault


def letter_context(application: Application, key: str) -> dict[str, Any]:
    """Return what a letter's template may use: words and pictures only, no objects to reach further from."""
    letter, tenant = application.scheme.letters[key], current_tenant()
    with override(LETTERS_LANGUAGE):
        return {
            "title": {"zh": letter.title.zh, "en": letter.title.en},
            "note": letter.note.zh if letter.note else "",
            "scheme": application.scheme.title.zh,
            "portal": tenant.name_zh,
            "bureau": tenant.bureau_zh,
            "applicant": application.applicant_name,
            "unit": application.unit.name if application.unit else "",
            "uscc": application.unit.uscc if application.unit else "",
            "sections": [_section(application, one) for one in application.scheme.sections if not one.slots],
            "attachments": _attachments(application),
            "photo": _photo(application),
            "publicity_days": _publicity_days(application),
            "digest_code": digest_code(application),
            "printed_on": _day(),
        }


def _section(application: Application, section: Section) -> dict[str, Any]:
    asked = {one.key for one in asked_fields(application.scheme, facts_of(application))}
    rows = [
        {"label": field.label.zh, "value": answer_text(application.scheme, field, application.answers.get(field.key))}
        for field in section.fields
        if field.key in asked
    ]
    return {"title": section.title.zh, "rows": rows}


def _attachments(application: Application) -> list[dict[str, Any]]:
    """The slots that call for a document, with how many files are there; the letter itself and the photo are left out."""
    counts: dict[str, int] = {}
    for attachment in present_attachments(application):
        counts[attachment.slot] = counts.get(attachment.slot, 0) + 1
    slots = labelled_slots(application.scheme, facts_of(application))
    return [
        {"label": slot.label.zh, "count": counts.get(slot.key, 0)}
        for slot in slots
        if not slot.seals and slot.photo is None
    ]


def _photo(application: Application) -> str:
    slot = next((one for one in application.scheme.slots if one.photo), None)
    found = present_attachments(application).filter(slot=slot.key).first() if slot else None
    if found is None:
        return ""
    with found.file.open("rb") as file:
        return data_address(file.read(), found.content_type)


def _publicity_days(application: Application) -> int:
    rule = application.scheme.unit_publicity
    return rule.working_days if rule else 0


def _day() -> str:
    day = today()
    return f"{day.year}年{day.month}月{day.day}日"
