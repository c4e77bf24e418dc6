"""Comparing what the portal did with what the table says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.policy.calling import NOTHING, RARE, Answer, Caller, without
from tests.policy.calls import kind_of, things_for
from tests.policy.routes import Route
from tests.policy.table import Row, row_for
from tests.policy.world import HERE, THERE, WITH_RELATIONS, Person, Thing, World

REFUSALS = ("sign-in", "403", "404", "405")
READS_BY_POST = (
    *("applications:unit_check", "applications:unit_export"),
    "account_*",
    "mfa_*",
    "privacy:agree",
    "set_language",
    "admin:index",
    "admin:app_list",
    "admin:log*",
    "admin:password_change*",
    "admin:jsi18n",
    "admin:*_changelist",
    "review:reveal*",
    "applications:reveal",
    "people:still_here",
    "privacy:export",
    "people:sign_out_everywhere",
)


@dataclass(frozen=True)
class Asked:
    """One call: by whom, how, for what, and the words in which the table speaks of it."""

    route: Route
    method: str
    person: Person
    thing: Thing | None
    relation: str
    state: str
    id: str = ""

    @property
    def row(self) -> Row | None:
        return row_for(
            url=self.route.name, method=self.method, role=self.person.role, relation=self.relation, state=self.state
        )

    def __str__(self) -> str:
        return (
            f"{self.method} {self.route.name} as {self.person.key} ({self.person.role}): {self.relation}, {self.state}"
        )


def asked_of(route: Route, world: World) -> Iterator[Asked]:
    """Everything to ask an address: as each person, for each thing, by each method."""
    things = things_for(route, world)
    for person in _people_for(route, world):
        relation = state = "-"
        seen: set[tuple[str, str]] = set()
        for thing in things:
            relation = world.relation(person, thing) if thing else "-"
            state = thing.state if thing else "-"
            if (relation, state) in seen:
                continue
            for method in ("GET", "POST") if seen else ("GET", "HEAD", "POST"):
                yield Asked(route, method, person, thing, relation, state)
            seen.add((relation, state))
        for method in RARE if things else ():
            yield Asked(route, method, person, thing, relation, state)
        if kind_of(route):
            for method in ("GET", "POST"):
                yield Asked(route, method, person, things[0] if things else None, "missing", "-", id=NOTHING)


def _people_for(route: Route, world: World) -> list[Person]:
    """Everybody where it matters whose unit or office one belongs to; else one of each role, who has no case yet."""
    if kind_of(route) in WITH_RELATIONS:
        return list(world.people.values())
    first = {person.role: person for person in reversed(world.people.values())}
    return list((first | {"applicant": world.people["stranger"]}).values())


def faults_of(asked: Asked, caller: Caller) -> list[str]:
    """Return how the answer differs from the table, and what it gives away."""
    row = asked.row
    if row is None:
        return [f"{asked}: no row of the table says what holds"]
    if asked.id:
        answer = caller.nothing(asked.route, asked.method, asked.person, asked.thing)
    else:
        answer = caller.call(asked.route, asked.method, asked.person, asked.thing)
    got = answer.word(reads=_only_reads(asked.route))
    faults = []
    if got != row.answer:
        faults.append(
            f"{asked}: line {row.line} says {row.answer}, the portal {got} ({answer.status} {answer.location} {sorted(answer.changed)}) {_complaints(answer)}"
        )
    if row.answer not in ("allow",) and answer.changed:
        faults.append(f"{asked}: was refused and changed {sorted(answer.changed)}")
    faults += [f"{asked}: {fault}" for fault in _given_away(asked, row.answer, answer, caller)]
    return faults


def _complaints(answer: Answer) -> str:
    """What a form says is wrong with what was sent."""
    return " ".join(re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', answer.text, re.DOTALL))[:300]


def _only_reads(route: Route) -> bool:
    from fnmatch import fnmatchcase

    return any(fnmatchcase(route.name, one) for one in READS_BY_POST)


def _given_away(asked: Asked, expected: str, answer: Answer, caller: Caller) -> Iterator[str]:
    marks, text = caller.world.marks, f"{answer.headers}\n{answer.text}"
    if marks[THERE] in text and asked.person.role != "other-portal-account":
        yield "shows words of the other portal"
    own_name = asked.person.user.name if asked.person.user else ""
    if expected in REFUSALS and marks[HERE] in (text.replace(own_name, "") if own_name else text):
        yield "refuses, and shows words of what it refuses"
    if asked.relation == "other-portal" and asked.method not in RARE:
        yield from _differs_from_nothing(asked, answer, caller)


def _differs_from_nothing(asked: Asked, answer: Answer, caller: Caller) -> Iterator[str]:
    """What is another portal's answers byte for byte like what does not exist."""
    assert asked.thing is not None
    nothing = caller.nothing(asked.route, asked.method, asked.person, asked.thing)
    theirs = (answer.status, without(answer.headers, asked.thing.id), without(answer.text, asked.thing.id))
    none = (nothing.status, without(nothing.headers, NOTHING), without(nothing.text, NOTHING))
    if theirs != none:
        yield f"differs from what does not exist ({answer.status}, {nothing.status}): {_first_difference(theirs, none)}"


def _first_difference(one: tuple[object, ...], other: tuple[object, ...]) -> str:
    pairs = zip("\n".join(map(str, one)).splitlines(), "\n".join(map(str, other)).splitlines(), strict=False)
    return next((f"{mine.strip()} / {its.strip()}" for mine, its in pairs if mine != its), "one is longer")
