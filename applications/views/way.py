"""The whole way of a case in one list, from filling in to its end, for `components/way.html`."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.choices import EDITABLE, STAGES, State
from applications.filing import first_steps, is_given_back, step_of
from applications.models import Application, TimelineEntry
from applications.services.foreseeing import Ahead, Outlook, outlook_of

ENDED_BADLY = (State.REJECTED, State.WITHDRAWN, State.REVOKED)


@dataclass(frozen=True)
class WayStep:
    """One step: `state` is done, current, returned, stopped or todo; `on` the day it was done, `until` its latest, or `days`."""

    label: str
    state: str
    who: str = ""
    on: dt.date | None = None
    until: dt.date | None = None
    days: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Way:
    steps: tuple[WayStep, ...]
    is_assumed: bool = False


def way_of(application: Application) -> Way:
    """Return what a case has behind it, where it is and all that comes, each step with its holder and its day."""
    entries, outlook = list(application.timeline.order_by("id")), outlook_of(application)
    steps = [
        *_first(application, entries),
        *_passed(application, entries),
        *_present(application),
        *(_to_come(one) for one in outlook.ahead),
        _end(application, outlook),
    ]
    return Way(tuple(steps), outlook.is_assumed and any(one.until for one in outlook.ahead))


def following_of(way: Way) -> str:
    """Return the name of the step after the one where the case is; empty where none comes."""
    here = next((n for n, step in enumerate(way.steps) if step.state == "current"), len(way.steps))
    return way.steps[here + 1].label if here + 1 < len(way.steps) else ""


def _first(application: Application, entries: list[TimelineEntry]) -> Iterator[WayStep]:
    """Filling in and submitting; the steps of filing where the scheme tells them apart."""
    labels = [_("填写申报")] if _is_returned(application) else first_steps(application)
    is_here = application.state in EDITABLE and not _is_returned(application)
    here = step_of(application) if is_here else len(labels)
    submitted = [_day(entry) for entry in entries if entry.action == "submitted"]
    for number, label in enumerate(labels):
        is_last = number == len(labels) - 1
        if number < here:
            yield WayStep(str(label), "done", on=submitted[-1] if submitted and is_last else None)
        elif number == here:
            yield WayStep(str(label), "returned" if is_given_back(application) else "current", who=application.holder)
        else:
            yield WayStep(str(label), "todo")


def _is_returned(application: Application) -> bool:
    """Whether an office or the unit gave it back for correction, where it is not filed in steps anew (HZ-91)."""
    return application.state == State.RETURNED and not application.scheme.is_filed_in_steps


def _passed(application: Application, entries: list[TimelineEntry]) -> Iterator[WayStep]:
    """The stages left behind: the last time each was entered, and the day on which the case went on."""
    keys = [stage.key for stage in application.scheme.stages]
    left: dict[str, tuple[TimelineEntry, TimelineEntry]] = {}
    for entry, after in itertools.pairwise(entries):
        if entry.state in STAGES and (after.stage != entry.stage or after.state == State.APPROVED):
            left[entry.stage] = (entry, after)
    for stage in application.scheme.stages[: _number_passed(application, keys)]:
        if stage.key in left:
            entry, after = left[stage.key]
            yield WayStep(stage.in_lists.of(get_language()), "done", who=entry.holder, on=_day(after))


def _number_passed(application: Application, keys: list[str]) -> int:
    if application.state in (State.APPROVED, State.REVOKED):
        return len(keys)
    if application.state in EDITABLE and not _is_returned(application):
        return 0
    return keys.index(application.stage) if application.stage in keys else 0


def _present(application: Application) -> Iterator[WayStep]:
    if application.state in STAGES:
        yield WayStep(application.label, "current", who=application.holder, until=application.stage_due_on)
    elif _is_returned(application):
        words = _("修改后重新提交；退回期间不计入办理时限。")
        yield WayStep(application.label, "returned", who=application.holder, words=words)


def _to_come(ahead: Ahead) -> WayStep:
    label = ahead.stage.in_lists.of(get_language())
    return WayStep(label, "todo", who=ahead.holder, until=ahead.until, days=ahead.days)


def _end(application: Application, outlook: Outlook) -> WayStep:
    language, scheme = get_language(), application.scheme
    if application.state in ENDED_BADLY:
        return WayStep(application.label, "stopped", on=_decided(application))
    words = scheme.labels.get("approved")
    label = words.of(language) if words else str(State.APPROVED.label)
    certificate = _("发放电子证书") if scheme.certificate else ""
    if application.state == State.APPROVED:
        return WayStep(label, "done", on=_decided(application))
    return WayStep(label, "todo", words=certificate, until=outlook.due_on)


def _decided(application: Application) -> dt.date | None:
    return timezone.localdate(application.decided_at) if application.decided_at else None


def _day(entry: TimelineEntry) -> dt.date:
    return timezone.localdate(entry.at)
