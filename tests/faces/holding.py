"""What pages are held to: all of them valid, and those worth a visit without a fault in the browser."""

from __future__ import annotations

from collections.abc import Callable

from tests.faces.exceptions import is_excepted
from tests.faces.faces import Face, worth_a_visit
from tests.faces.valid import NuChecker
from tests.faces.visiting import Visitor

TOLD = 60


def hold_to_it(
    faces: list[Face], visitor: Visitor, checker: NuChecker, *, visited: Callable[[Face], bool] = lambda _face: True
) -> None:
    """Hold all faces to being valid, and those that are `visited` to the rest. Raises AssertionError that tells page, person,
    language and width of each fault, and what to do."""
    faults = _invalid(faces, checker)
    for face in worth_a_visit(filter(visited, faces)):
        faults += visitor.faults_of(face)
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:TOLD])


def _invalid(faces: list[Face], checker: NuChecker) -> list[str]:
    """What is invalid, said once however many people it is served to."""
    found = dict[str, list[str]]()
    for face in faces:
        for fault in checker.faults_in(face.html):
            if not is_excepted(face, "HTML", fault):
                found.setdefault(f"{face.name}: {fault}", []).append(face.role)
    return [f"{fault} (as {', '.join(dict.fromkeys(roles))})" for fault, roles in found.items()]
