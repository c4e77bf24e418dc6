"""Where a case is on its way, in words: the status bar, and what it was given back or failed for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language

from applications.choices import EDITABLE, Progress, State
from applications.filing import words_on_way
from applications.models import (
    Application,
    TimelineEntry,
)
from applications.queries.facts import stages_of
from applications.scheme import Scheme, Text


def return_of(application: Application) -> TimelineEntry | None:
    """Return the event by which a case that is to be corrected was given back: by whom, when, and why.

    What a unit gave back before it reported stays so until it is saved anew (HZ-34).
    """
    is_returned = State.RETURNED in (application.state, application.progress)
    return failure_of(application) if is_returned else None


def failure_of(application: Application) -> TimelineEntry | None:
    """Return the event by which a case failed, whether it can be corrected, is ended, or was revoked."""
    ended = State.RETURNED if application.progress == Progress.RETURNED else application.state
    action = {State.RETURNED: "returned", State.REJECTED: "rejected", State.REVOKED: "revoked"}.get(State(ended))
    entries: QuerySet[TimelineEntry] = application.timeline.filter(action=action or "")
    return entries.order_by("-id").first() if action else None


def stage_words(scheme: Scheme, key: str) -> str:
    """Return what a stage of an office is called there, to say where a case failed (CY-72).

    Empty for any other stage, and where the scheme has only this one.
    """
    stages = {stage.key: stage for stage in scheme.stages if stage.holder == "office"}
    return stages[key].for_offices.of(get_language()) if key in stages and len(stages) > 1 else ""


def progress_of(application: Application) -> list[Step]:
    """Return the status bar: what the applicant sees from filling in to the end, each word once (NX-44).

    A case that was given back stands at the beginning again, with the words of that.
    """
    scheme, is_filled_in = application.scheme, application.state in EDITABLE
    first = _first_words(application) if is_filled_in else scheme.label("draft")
    words = [
        first,
        *words_on_way(application),
        *(stage.label for stage in stages_of(application)),
        scheme.label("approved"),
    ]
    steps = list({word.zh: word for word in words}.values())
    here = next((n for n, word in enumerate(steps) if word.zh == application.label_zh), len(steps))
    return [Step(word, is_done=n < here, is_current=n == here) for n, word in enumerate(steps)]


def _first_words(application: Application) -> Text:
    """What a case is called that is filled in; one that was saved in steps has passed its beginning."""
    if application.progress and application.progress != Progress.RETURNED:
        return application.scheme.label("draft")
    return Text(zh=application.label_zh, en=application.label_en)


@dataclass(frozen=True)
class Step:
    """One word of the status bar."""

    words: Text
    is_done: bool
    is_current: bool

    @property
    def label(self) -> str:
        return self.words.of(get_language())
