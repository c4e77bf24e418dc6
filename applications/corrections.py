"""What reviewers noted on a case that was given back, and which of it has been dealt with since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from applications.choices import State
from applications.models import Application, Submission
from applications.queries import changes_between, content_of, latest_submission
from applications.scheme.records import place_of
from applications.showing import names_of


@dataclass(frozen=True)
class Correction:
    """One remark; `is_done` once what it is about is other than it was submitted."""

    path: str
    label: str
    text: str
    is_done: bool


@dataclass(frozen=True)
class Corrections:
    """All open remarks of a case, in the order of its form."""

    items: tuple[Correction, ...] = ()

    @property
    def left(self) -> int:
        """How many are still as they were; a place with two remarks counts twice, as it reads."""
        return sum(not one.is_done for one in self.items)

    @property
    def done(self) -> int:
        return len(self.items) - self.left

    @property
    def done_paths(self) -> frozenset[str]:
        return frozenset(one.path for one in self.items if one.is_done)

    @property
    def next(self) -> Correction | None:
        """The first that is still as it was."""
        return next((one for one in self.items if not one.is_done), None)


def corrections_of(application: Application) -> Corrections:
    """Return the open remarks of a returned case whose place is still there; none of any other."""
    if application.state != State.RETURNED:
        return Corrections()
    names = names_of(application.scheme, application.answers)
    order = {path: number for number, path in enumerate(names)}
    remarks = [one for one in application.remarks.filter(is_open=True) if one.path in names]
    changed = changed_since_submission(application) if remarks else set()
    found = (Correction(one.path, names[one.path], one.text, is_touched(one.path, changed)) for one in remarks)
    return Corrections(tuple(sorted(found, key=lambda one: order[one.path])))


def changed_since_submission(application: Application) -> set[str]:
    """Return the paths at which the form is other than what was submitted last."""
    before = latest_submission(application)
    if before is None:
        return set()
    return changes_between(before, Submission(application=application, **content_of(application)))


def is_touched(path: str, changed: Iterable[str]) -> bool:
    """Return whether a change concerns a place: of a record any of its answers or files, of a list any record."""
    place = place_of(path)
    if place.kind not in ("record", "section"):
        return path in changed
    within = f"{place.section}.{place.record}" if place.record else f"{place.section}."
    rows = f".{place.record}"
    return any(
        one.partition(":")[2].startswith(within) or (place.record and one.startswith("slot:") and one.endswith(rows))
        for one in changed
    )
