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

BEFORE_LOOKING = ("405", "sign-in")
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
    """Everything to ask an address: as each person, for each thing, by each method.

    The table speaks of roles: of two people of one role the second asks for what is something else to them.
    """
    things, seen = things_for(route, world), set[tuple[str, str, str]]()
    for person in _people_for(route, world):
        yield from _of_things(route, world, person, things, seen)
        if things and person.role in ("visitor", "operator"):
            # What no address takes is refused before anybody is known: one of the two has signed in.
            last = things[-1]
            facts = (world.relation(person, last), last.state) if last else ("-", "-")
            yield from (Asked(route, method, person, last, *facts) for method in RARE)


def _of_things(
    route: Route, world: World, person: Person, things: list[Thing | None], seen: set[tuple[str, str, str]]
) -> Iterator[Asked]:
    """An address that takes no GET, or no POST, says so before it looks for what it names, and asks a visitor to sign in
    before that: where the table says the same of several things, one is asked for.
    """
    said: set[tuple[str, str]] = set()
    for asked in _everything(route, world, person, things, seen):
        said_now = (asked.method, asked.row.answer if asked.row else "")
        if said_now[1] not in BEFORE_LOOKING or said_now not in said:
            yield asked
        said.add(said_now)


def _everything(
    route: Route, world: World, person: Person, things: list[Thing | None], seen: set[tuple[str, str, str]]
) -> Iterator[Asked]:
    methods = ("GET", "HEAD", "POST")
    for thing in things:
        facts = (world.relation(person, thing), thing.state) if thing else ("-", "-")
        if (person.role, *facts) not in seen:
            yield from (Asked(route, method, person, thing, *facts) for method in methods)
            methods = ("GET", "POST")
        seen.add((person.role, *facts))
    if kind_of(route):
        nothing = things[0] if things else None
        yield from (Asked(route, method, person, nothing, "missing", "-", id=NOTHING) for method in ("GET", "POST"))


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
