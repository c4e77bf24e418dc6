"""What waits today for somebody who acts for units: of all of these and in all schemes, in a few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from applications.choices import EDITABLE, ImportState, Party, Progress, State
from applications.holding import Permission, permission_of
from applications.models import Application, Attachment, CaseImport, ImportedPerson, SchemeVersion
from applications.queries import current_versions
from applications.unit_table import moved_at
from portal.calendar import now, today
from portal.people.models import User
from units.models import Unit
from units.policies import must_complete_information
from units.queries import units_of

Kind = Literal["confirm", "report", "draft", "failed", "stamp"]

ENDS_SOON = dt.timedelta(days=60)
IMPORTS_ARE_NEWS = dt.timedelta(days=14)

WAITING: dict[Kind, Q] = {
    "confirm": Q(state=State.UNIT_CONFIRM),
    "report": Q(state__in=EDITABLE, progress=Progress.FILES),
    "failed": Q(state=State.RETURNED, entered_by=Party.UNIT, subject=Party.PERSON),
    "draft": Q(state=State.DRAFT, entered_by=Party.UNIT, subject=Party.PERSON),
    "stamp": Q(state__in=EDITABLE, progress=Progress.FORM),
}
"""Which cases wait for what; a case waits for the first of them that fits."""


@dataclass
class Waiting:
    """Cases of one unit and scheme that wait for the same thing, and since when the one that waits longest."""

    kind: Kind
    unit: Unit
    version: SchemeVersion
    count: int = 0
    since: dt.datetime | None = None
    due_on: dt.date | None = None

    def add(self, since: dt.datetime, due_on: dt.date | None) -> None:
        self.count += 1
        self.since = min(self.since or since, since)
        if due_on is not None:
            self.due_on = min(self.due_on or due_on, due_on)


@dataclass(frozen=True)
class Ending:
    """A permission of a unit that ends soon or has ended."""

    unit: Unit
    permission: Permission


@dataclass(frozen=True)
class FaultyImport:
    """The latest file of a unit and scheme, if not everybody in it was taken."""

    case_import: CaseImport
    refused: int
    is_started: bool


@dataclass(frozen=True)
class Today:
    """Everything that waits for one person's units."""

    units: list[Unit] = field(default_factory=list)
    versions: list[SchemeVersion] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)
    imports: list[FaultyImport] = field(default_factory=list)
    incomplete: list[Unit] = field(default_factory=list)


def today_of(user: User) -> Today:
    """Return what waits for the units of this person; nothing for who acts for none."""
    units = list(units_of(user))
    if not units:
        return Today()
    versions = current_versions()
    return Today(
        units=units,
        versions=versions,
        waiting=waiting_cases(units, versions),
        endings=list(_endings(units, versions)),
        imports=_faulty_imports(units),
        incomplete=[unit for unit in units if must_complete_information(unit)],
    )


def waiting_cases(units: list[Unit], versions: list[SchemeVersion]) -> list[Waiting]:
    """Return them by kind, unit and scheme, in the order of WAITING; each case counts once."""
    groups: dict[tuple[Kind, int, str], Waiting] = {}
    by_id, by_key = {unit.pk: unit for unit in units}, {version.key: version for version in versions}
    columns = ("unit_id", "version__key", "state", "progress", "subject", "entered_by", "moved_at", "stage_due_on")
    for unit_id, key, state, progress, subject, entered_by, moved, due_on in _read(units, versions).values_list(
        *columns
    ):
        kind = _kind_of(state, progress, is_entered=subject == Party.PERSON and entered_by == Party.UNIT)
        if kind is None or key not in by_key:
            continue
        group = groups.setdefault((kind, unit_id, key), Waiting(kind, by_id[unit_id], by_key[key]))
        group.add(moved, due_on or _closes_on(by_key[key], kind))
    order = list(WAITING)
    return sorted(groups.values(), key=lambda one: (order.index(one.kind), one.unit.name, one.version.key))


def _read(units: list[Unit], versions: list[SchemeVersion]) -> QuerySet[Application]:
    """What waits; where a letter is sealed, of what is still filled in only that whose sealed pages are not there."""
    wanted = Q()
    for kind, condition in WAITING.items():
        wanted |= condition & ~Q(Exists(_sealed(versions))) if kind == "stamp" else condition
    cases = Application.objects.filter(wanted, unit__in=units)
    return cases.order_by().annotate(moved_at=moved_at())


def _sealed(versions: Iterable[SchemeVersion]) -> QuerySet[Attachment]:
    slots = {slot.key for version in versions for slot in version.scheme.slots if slot.seals}
    return Attachment.objects.filter(application=OuterRef("pk"), slot__in=slots, removed_at=None)


def _kind_of(state: str, progress: str, *, is_entered: bool) -> Kind | None:
    if state == State.UNIT_CONFIRM:
        return "confirm"
    if progress == Progress.FILES:
        return "report"
    if progress == Progress.FORM:
        return "stamp"
    if not is_entered:
        return None
    return "failed" if state == State.RETURNED else "draft"


def _closes_on(version: SchemeVersion, kind: Kind) -> dt.date | None:
    """Until when it can be handed in for the first time, where the scheme has rounds that close."""
    rule = version.scheme.round
    return rule.closes_on if rule is not None and kind in ("report", "draft", "stamp") else None


def _endings(units: list[Unit], versions: list[SchemeVersion]) -> Iterator[Ending]:
    keys = [version.key for version in versions if version.scheme.valid_months and version.scheme.subject == "unit"]
    for unit in units if keys else ():
        for key in keys:
            permission = permission_of(unit, key)
            until = permission.until
            if until is not None and permission.state in ("held", "expired") and until - today() <= ENDS_SOON:
                yield Ending(unit, permission)


def _faulty_imports(units: list[Unit]) -> list[FaultyImport]:
    """Of each unit and scheme the latest file, if it is of these days and not everybody in it was taken."""
    refused = ImportedPerson.objects.filter(case_import=OuterRef("pk"), state=ImportState.REFUSED)
    latest = CaseImport.objects.filter(unit__in=units, checked_at__gte=now() - IMPORTS_ARE_NEWS)
    latest = latest.select_related("unit", "version").defer("findings").annotate(has_refused=Exists(refused))
    latest = latest.order_by("unit_id", "version__key", "-id").distinct("unit_id", "version__key")
    return [_faulty(one) for one in latest if _is_faulty(one)]


def _is_faulty(one: CaseImport) -> bool:
    is_under_way = one.started_at is not None and one.ended_at is None
    return not is_under_way and bool(one.refused_people or one.has_refused or one.started_at is None)  # type: ignore[attr-defined]


def _faulty(one: CaseImport) -> FaultyImport:
    refused = one.people.filter(state=ImportState.REFUSED).count() + one.refused_people
    return FaultyImport(one, refused, one.started_at is not None)
