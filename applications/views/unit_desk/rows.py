"""One line of a desk's list: who, what basic information, where the case stands and why, what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications import holders
from applications.choices import Party, State
from applications.models import Application, TimelineEntry
from applications.queries import stage_words
from applications.scheme import Field, Scheme
from applications.scheme.form import ChoiceSource
from applications.showing import answer_text
from applications.unit_queries import returns_of
from portal.people.masking import mask_id_number

BASIC_TYPES = ("choice", "search_choice", "integer", "text")
OF_DOCUMENT = ("applicant.name", "applicant.id_type", "applicant.id_number")
MOST_BASICS = 6
LONGEST_REASON = 60


def shows_basics(scheme: Scheme) -> bool:
    """Whether the list shows basic information (CY-73): where the unit alone fills in, it knows its people by it."""
    return scheme.subject == "person" and tuple(scheme.fills_in) == ("unit",)


def rows_of(cases: list[Application], scheme: Scheme) -> list[dict[str, Any]]:
    """Return the lines of these cases, in their order."""
    returns, with_basics, notes = returns_of(cases), shows_basics(scheme), holders.notes_on(cases)
    return [_row(case, returns.get(case.pk), notes.get(case.pk, ""), with_basics=with_basics) for case in cases]


def _row(case: Application, returned: TimelineEntry | None, note: str, *, with_basics: bool) -> dict[str, Any]:
    return {
        "case": case,
        "note": note or case.scheme.state_note(case.state, get_language()),
        "party": _("单位") if case.entered_by == Party.UNIT else _("本人"),
        "moment": case.submitted_at or case.saved_at,
        "value": f"{case.public_id}:{case.revision}",
        "basics": _basics(case) if with_basics else "",
        "reason": _reason(case, returned),
        "actions": list(_actions(case)),
    }


def _reason(case: Application, returned: TimelineEntry | None) -> str:
    """At which stage it failed, and why (CY-66, CY-72)."""
    if returned is None:
        return ""
    parts = (stage_words(case.scheme, returned.stage), Truncator(returned.words).chars(LONGEST_REASON))
    return _("：").join(part for part in parts if part)


def _basics(case: Application) -> str:
    fields = [field for field in case.scheme.sections[0].fields if _is_basic(field)]
    texts = (answer_text(case.scheme, field, case.answers.get(field.key)) for field in fields[:MOST_BASICS])
    return " · ".join(text for text in (mask_id_number(case.applicant.id_number), *texts) if text)


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
