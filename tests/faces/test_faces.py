"""Every page of every role: no barrier (axe), no sideways scrolling, light, still, valid; in both languages.

The list of pages is what docs/policy.csv allows (tests/faces/faces.py): a new address without a page here fails.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faces.elsewhere import ELSEWHERE
from tests.faces.faces import Face, faces_of, leads_or_hides
from tests.faces.holding import hold_to_it
from tests.faces.valid import NuChecker
from tests.faces.visiting import Visitor
from tests.policy.calling import Caller
from tests.policy.routes import PAGES, Route, routes

pytestmark = pytest.mark.django_db

OF_PORTAL = [route for route in routes() if not route.name.startswith("admin:")]
OF_ADMINISTRATION = {
    action: [route for route in routes() if route.model and route.name.endswith(f"_{action}")] for action in PAGES
} | {"rest": [route for route in routes() if route.name.startswith("admin:") and not route.model]}


@pytest.mark.parametrize("route", OF_PORTAL, ids=lambda route: route.name)
def test_page_keeps_nobody_out(route: Route, caller: Caller, visitor: Visitor, checker: NuChecker) -> None:
    faces = list(faces_of(route, caller))
    assert faces or route.name in ELSEWHERE or not leads_or_hides(route, caller.world), (
        f"{route.name} shows somebody something, but nobody here: say in tests/faces/ways.py how one gets there"
    )
    hold_to_it(faces, visitor, checker)


@pytest.mark.parametrize("action", OF_ADMINISTRATION)
def test_administration_keeps_nobody_out(action: str, caller: Caller, visitor: Visitor, checker: NuChecker) -> None:
    """Its pages are alike: of all lists, all forms … those are visited that together have every part of them."""
    hold_to_it([face for route in OF_ADMINISTRATION[action] for face in _once_each(route, caller)], visitor, checker)


def _once_each(route: Route, caller: Caller) -> Iterator[Face]:
    """Whoever may open a page of the administration is shown the same: a clerk is asked first, the operator last."""
    first = dict[str, Face]()
    for face in faces_of(route, caller):
        first.setdefault(face.state, face)
    yield from first.values()
