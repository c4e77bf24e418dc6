"""docs/policy.csv is total: every address has rows, every row an address and something that it decides."""

import itertools

import pytest

from tests.policy.calls import kind_of
from tests.policy.judging import asked_of
from tests.policy.routes import Route, routes
from tests.policy.table import ANSWERS, Row, row_for, rows, rows_of
from tests.policy.world import WITH_RELATIONS, World

METHODS = ("GET", "POST", "PUT")
ROLES = (
    *("visitor", "other-portal-account", "applicant", "unit-administrator"),
    *("alliance", "window", "department", "bureau", "talent-office", "operator"),
    *("system-administrator", "security-administrator", "audit-administrator"),
)
OF_PEOPLE = ("own", "same-unit", "other-unit")
OF_OFFICES = ("holding", "held", "superior", "subordinate", "sibling", "other-office")
RELATIONS = (*OF_PEOPLE, *OF_OFFICES, "here", "other-portal", "missing")
ALL = routes()


def test_every_address_has_rows_and_every_row_an_address():
    general = rows()[0]
    names = [route.name for route in ALL]
    assert [name for name in names if not set(rows_of(name)) - {general}] == []
    assert [row.line for row in rows() if not any(row.fits(url=name) for name in names)] == []


def test_every_pattern_of_a_cell_means_an_address():
    names = [route.name for route in ALL]
    words = {(row.line, word) for row in rows() for word in row.url.split("|")}
    assert [(line, word) for line, word in words if not any(_only(word).fits(url=name) for name in names)] == []


def _only(word: str) -> Row:
    return Row(0, word, "*", "*", "*", "*", "404", "")


def test_answers_are_words_of_the_table():
    assert {row.answer for row in rows()} <= set(ANSWERS)
    assert [row.line for row in rows() if not row.because.strip()] == []


@pytest.mark.parametrize("route", ALL, ids=lambda route: route.name)
def test_the_table_answers_whatever_can_be_asked(route: Route):
    """Each role in each relation, by each method, in each state that a row names and in any other."""
    named = {word for row in rows_of(route.name) for word in row.state.split("|")} - {"*", "-"} | {"any other"}
    silent = [
        (method, role, relation, state)
        for method, role, relation in itertools.product(METHODS, ROLES, _relations(route))
        for state in (["-"] if relation in ("-", "missing") or kind_of(route).startswith("admin:") else sorted(named))
        if row_for(url=route.name, method=method, role=role, relation=relation, state=state) is None
    ]
    assert silent == []


def _relations(route: Route) -> tuple[str, ...]:
    kind = kind_of(route)
    if not kind:
        return ("-",)
    return RELATIONS if kind in WITH_RELATIONS else ("here", "other-portal", "missing")


@pytest.mark.django_db
def test_every_row_decides_something_that_is_asked(world: World):
    """A row that never holds, because another above it fits first, says something that is not so."""
    used = {asked.row for route in ALL for asked in asked_of(route, world)}
    assert [(row.line, row.url) for row in rows() if row not in used] == []


@pytest.mark.django_db
def test_every_relation_is_there(world: World):
    """What the issue asks to exist: own, same unit, other unit, subordinate, superior, sibling, other portal."""
    found = {world.relation(person, thing) for person in world.people.values() for thing in world.things}
    assert found >= set(RELATIONS) - {"missing"}
