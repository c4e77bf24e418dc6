"""One line of a desk's list: who, what basic information, where the case stands and why, what can be done with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications import holders
from applications.choices import EDITABLE, RUNNING, Party, State
from applications.models import Application, TimelineEntry
from applications.queries import stage_words
from applications.scheme import Field, Scheme
from applications.scheme.form import ChoiceSource
from applications.showing import answer_text
from applications.unit_queries import returns_of
from applications.unit_table import Line
from portal.calendar import today
from portal.people.masking import mask_id_number

BASIC_TYPES = ("choice", "search_choice", "integer", "text")
OF_DOCUMENT = ("applicant.name", "applicant.id_type", "applicant.id_number")
MOST_BASICS = 6
LONGEST_REASON = 60


def shows_basics(scheme: Scheme) -> bool:
    """Whether the list shows basic information (CY-73): where the unit alone fills in, it knows its people by it."""
    return scheme.subject == "person" and tuple(scheme.fills_in) == ("unit",)


def rows_of(cases: list[Application], scheme: Scheme, lines: list[Line]) -> list[dict[str, Any]]:
    """Return what the table shows of these cases, in their order; `lines` are theirs."""
    returns, with_basics, notes = returns_of(cases), shows_basics(scheme), holders.notes_on(cases)
    of = {line.pk: line for line in lines}
    return [
        _row(case, of[case.pk], returns.get(case.pk), notes.get(case.pk, ""), with_basics=with_basics) for case in cases
    ]


def _row(
    case: Application, line: Line, returned: TimelineEntry | None, note: str, *, with_basics: bool
) -> dict[str, Any]:
    runs = case.state in RUNNING
    return {
        "case": case,
        "category": line.category,
        "is_claimed": case.state != State.APPROVED,
        "waited": waited_words(line.moved_at) if runs else "",
        "due_on": line.due_on if runs and case.state not in EDITABLE else None,
        "is_late": line.due_on is not None and line.due_on < today(),
        "note": note or case.scheme.state_note(case.state, get_language()),
        "party": _("单位") if case.entered_by == Party.UNIT else _("本人"),
        "moment": case.submitted_at or case.saved_at,
        "value": f"{case.public_id}:{case.revision}",
        "basics": " · ".join(text for _label, text in basics_of(case)) if with_basics else "",
        "reason": _reason(case, returned),
        "actions": list(_actions(case)),
    }


def waited_words(moment: dt.datetime) -> str:
    """How long something lies where it is, in days of the calendar."""
    days = (today() - timezone.localdate(moment)).days
    if days < 1:
        return _("今天到的")
    return _("已等 1 天") if days == 1 else _("已等 %(days)d 天") % {"days": days}


def _reason(case: Application, returned: TimelineEntry | None) -> str:
    """At which stage it failed, and why (CY-66, CY-72)."""
    if returned is None:
        return ""
    parts = (stage_words(case.scheme, returned.stage), Truncator(returned.words).chars(LONGEST_REASON))
    return _("：").join(part for part in parts if part)


def basics_of(case: Application) -> list[tuple[str, str]]:
    """Return what a unit knows a person by: the number of the document, masked, and the first short answers, with labels."""
    language = get_language()
    fields = [field for field in case.scheme.sections[0].fields if _is_basic(field)]
    answers = [
        (field.label.of(language), answer_text(case.scheme, field, case.answers.get(field.key))) for field in fields
    ]
    given = [pair for pair in answers[:MOST_BASICS] if pair[1]]
    return [(_("证件号码"), mask_id_number(case.applicant.id_number)), *given] if case.applicant.id_number else given


def _is_basic(field: Field) -> bool:
    """Short, and known without asking the database."""
    is_of_catalogue = isinstance(field.choices, ChoiceSource) and field.choices.catalogue is not None
    return field.type in BASIC_TYPES and field.prefill not in OF_DOCUMENT and not is_of_catalogue


def _actions(case: Application) -> Iterator[dict[str, Any]]:
    """Each with its words and address; the first is what is to be done."""
    if case.state == State.UNIT_CONFIRM:
        yield _action(_("核对并确认"), "detail", case)
        return
    if case.scheme.is_filed_in_steps:
        yield _action(_("核对") if case.is_editable and case.progress else _("查看"), "detail", case)
        return
    if case.state == State.DRAFT:
        yield _action(_("继续填写"), "go_on", case)
        return
    if case.state == State.RETURNED and case.scheme.stage(case.stage).holder == "office":
        yield _action(case.scheme.word("correct", get_language()), "go_on", case)
    yield _action(_("查看"), "detail", case)


def _action(label: str, name: str, case: Application) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"applications:{name}", args=[case.public_id])}
