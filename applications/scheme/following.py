"""What must hold in a scheme's `follow_up`: columns that exist, results that differ, notices that are worded (CY-74…76)."""

from __future__ import annotations

from collections.abc import Iterator

from applications.scheme.faults import Path, suggestion
from applications.scheme.model import Scheme
from applications.scheme.parts import FollowUp
from applications.scheme.usual import UNIT_FACTS

Found = Iterator[tuple[Path, str]]


def columns_known(scheme: Scheme) -> list[str]:
    """Return what the list that is handed on may have for columns: answers given once, and facts of the unit."""
    own = [f"unit.{key}" for key in scheme.unit_facts]
    of_unit = [fact for fact in UNIT_FACTS if fact.startswith("unit.")]
    return [*(field.key for field in scheme.fields()), *of_unit, *own]


def faults_of_follow_up(scheme: Scheme) -> Found:
    """Yield every fault of what follows approval: (path of keys, what was expected)."""
    if scheme.follow_up is not None:
        yield from _columns(scheme, scheme.follow_up)
        yield from _results(scheme, scheme.follow_up)


def _columns(scheme: Scheme, follow_up: FollowUp) -> Found:
    known = columns_known(scheme)
    for number, column in enumerate(follow_up.columns):
        if column not in known:
            yield ("follow_up", "columns", number), f"no such column{suggestion(column, known)}"


def _results(scheme: Scheme, follow_up: FollowUp) -> Found:
    seen: set[str] = set()
    for number, result in enumerate(follow_up.results):
        path: Path = ("follow_up", "results", number)
        if result.value in seen:
            yield (*path, "value"), f"the value {result.value} is taken; expected another"
        seen.add(result.value)
        if result.notice and result.notice not in scheme.notices:
            yield (*path, "notice"), f"no such notice{suggestion(result.notice, scheme.notices)}"
