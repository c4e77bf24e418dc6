"""The stages a case still has before it: who would hold each, and by which day at the latest. Nothing is written."""

from __future__ import annotations

import datetime as dt
from copy import copy
from dataclasses import dataclass

from django.utils.translation import get_language

from applications.choices import EDITABLE, STAGES, State
from applications.holders import Held, holders
from applications.models import Application
from applications.queries import stages_of
from applications.scheme import Stage
from applications.services.deadlines import accept
from portal.calendar import today


@dataclass(frozen=True)
class Ahead:
    """One stage to come. `until` is its latest day; where that day hangs on an earlier stage that has no limit of its
    own, `days` says how many working days it has once it begins. Both are empty where nothing is fixed yet.
    """

    stage: Stage
    held: Held
    until: dt.date | None = None
    days: int | None = None

    @property
    def holder(self) -> str:
        is_english = (get_language() or "").startswith("en")
        return self.held.name_en if is_english and self.held.name_en else self.held.name_zh


@dataclass(frozen=True)
class Outlook:
    """What lies before a case, `due_on` the overall limit if it is known; `is_assumed`: as if it were submitted today."""

    ahead: tuple[Ahead, ...]
    due_on: dt.date | None
    is_assumed: bool


def outlook_of(application: Application) -> Outlook:
    """Return the stages after the present one, those whose condition fails left out; none for a case that has ended."""
    case = copy(application)  # never saved: what it would be accepted on and due is computed by the same functions
    opens_on = _begins_on(application)
    found: list[Ahead] = []
    for stage in _stages_ahead(application):
        opens_on = _accepted_by(case, stage, opens_on)
        found.append(_ahead(case, stage, opens_on))
        opens_on = found[-1].until if stage.working_days else None
    return Outlook(tuple(found), case.due_on, is_assumed=application.state in EDITABLE)


def _stages_ahead(application: Application) -> list[Stage]:
    stages = stages_of(application)
    if application.state == State.DRAFT:
        return stages
    keys = [stage.key for stage in application.scheme.stages]
    if application.stage not in keys or application.state not in (*STAGES, State.RETURNED):
        return []
    here = keys.index(application.stage)
    if application.state == State.RETURNED:
        return [stage for stage in stages if stage.again or keys.index(stage.key) >= here]
    return [stage for stage in stages if keys.index(stage.key) > here]


def _begins_on(application: Application) -> dt.date | None:
    """The latest day on which the next stage begins; of what is still filled in, as if it were submitted today."""
    if application.state in EDITABLE:
        return today()
    if application.state not in STAGES:
        return None
    return application.stage_due_on if application.scheme.stage(application.stage).working_days else None


def _accepted_by(case: Application, stage: Stage, opens_on: dt.date | None) -> dt.date | None:
    """From its acceptance the case's own limit counts; in a window, that may be later than the day it comes."""
    if stage.accepts and case.accepted_on is None and opens_on is not None:
        accept(case, came_on=opens_on)
        return case.accepted_on
    return opens_on


def _ahead(case: Application, stage: Stage, opens_on: dt.date | None) -> Ahead:
    held = holders[stage.holder].foresee(case, stage, opens_on=opens_on)
    until = held.due_on
    if until is None and stage.holder == "office" and not stage.working_days:
        until = case.due_on
    return Ahead(stage, held, until, None if until else stage.working_days)
