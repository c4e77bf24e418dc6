"""Letters to print, such as the application form with room for the employer's opinion and seal (NB-46, NB-47)."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.models import Application, Attachment, Submission
from applications.queries import digest_code, facts_of, form_digest, present_attachments
from applications.rendering.answers import Answers
from applications.showing import labelled_slots
from portal.calendar import today
from portal.documents import DocumentFault, data_address, fill_template, make_pdf
from portal.policy import Refused
from portal.tenants.scope import current_tenant

LETTERS_LANGUAGE = "zh-hans"  # an official document of the bureau, whatever language its reader has chosen


class UnableToRender(Refused):
    """The letter would not come out right; better none than one with a box in the name."""


def render_letter(application: Application, key: str, submission: Submission | None = None) -> bytes:
    """Return a letter of the case as PDF, from the template of the scheme version that the case is pinned to.

    With a submission it says what was submitted: that is what others than the applicant print (NX-104).

    Raises UnableToRender, e.g. for a character that no font can draw; KeyError for a letter that the scheme lacks.
    """
    letter = application.scheme.letters[key]
    template = application.scheme.files[letter.template]
    if submission is not None:
        application = copy(application)  # never saved
        application.answers = submission.answers
    identity = bytes.fromhex(form_digest(application))[:16]
    try:
        return make_pdf(fill_template(template, letter_context(application, key, submission)), identity=identity)
    except DocumentFault as fault:
        reason = _("申请表无法正确打印（%(fault)s）。请检查填写的内容，或联系受理窗口。") % {"fault": fault}
        raise UnableToRender(reason) from fault


def letter_context(application: Application, key: str, submission: Submission | None = None) -> dict[str, Any]:
    """Return what a letter's template may use: words and pictures only, no objects to reach further from."""
    letter, tenant = application.scheme.letters[key], current_tenant()
    with override(LETTERS_LANGUAGE):
        answers, files = Answers(application, masked=letter.masked), _files(application, submission)
        return {
            "title": {"zh": letter.title.zh, "en": letter.title.en},
            "note": letter.note.zh if letter.note else "",
            "scheme": application.scheme.title.zh,
            "portal": tenant.name_zh,
            "bureau": tenant.bureau_zh,
            "applicant": application.applicant_name,
            "unit": application.unit.name if application.unit else "",
            "uscc": application.unit.uscc if application.unit else "",
            "sections": answers.sections(),
            "fields": answers.fields(),
            "records": answers.records(),
            "attachments": _attachments(application, files),
            "photo": _photo(application, files),
            "parameters": {key: text.zh for key, text in application.scheme.parameters.items()},
            "publicity_days": _publicity_days(application),
            "digest_code": digest_code(application),
            "printed_on": letter_day(),
        }


def _attachments(application: Application, files: QuerySet[Attachment]) -> list[dict[str, Any]]:
    """The slots that call for a document, with how many files are there; the letter itself and the photo are left out."""
    counts: dict[str, int] = {}
    for attachment in files:
        counts[attachment.slot] = counts.get(attachment.slot, 0) + 1
    slots = labelled_slots(application.scheme, facts_of(application))
    return [
        {"label": slot.label.zh, "count": counts.get(slot.key, 0)}
        for slot in slots
        if not slot.seals and slot.photo is None
    ]


def _photo(application: Application, files: QuerySet[Attachment]) -> str:
    slot = next((one for one in application.scheme.slots if one.photo), None)
    found = files.filter(slot=slot.key).first() if slot else None
    if found is None:
        return ""
    with found.file.open("rb") as file:
        return data_address(file.read(), found.content_type)


def _files(application: Application, submission: Submission | None) -> QuerySet[Attachment]:
    """The files that stand in the slots, or stood there when the case was submitted."""
    if submission is None:
        return present_attachments(application)
    return application.attachments.filter(public_id__in=[file["id"] for file in submission.attachments]).order_by("id")


def _publicity_days(application: Application) -> int:
    rule = application.scheme.unit_publicity
    return rule.working_days if rule else 0


def letter_day() -> str:
    """Return today as letters write it."""
    day = today()
    # in Chinese: letters are
    return f"{day.year}年{day.month}月{day.day}日"
