"""Which pages there are, and for whom: what docs/policy.csv allows to be opened, of each kind of object of the world.

A page is a GET that the table allows and that answers HTML. Of the people and objects that an address takes, those are
visited in the browser whose page is built of something that no page visited before has: an element, a class, a role.
What only repeats itself in other words is read and checked (tests/faces/valid.py) and not visited.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from django.http import HttpResponse

from tests.faces.refusals import Sender, senders_to
from tests.faces.ways import Way, arrive, ways_to
from tests.policy.calling import Caller, address_of
from tests.policy.calls import PREPARED, kind_of, things_for
from tests.policy.judging import Asked
from tests.policy.routes import Route
from tests.policy.table import Row
from tests.policy.world import HERE, WITH_RELATIONS, Person, World


@dataclass
class Face:
    """One page as one person sees it."""

    name: str
    address: str
    who: str
    role: str
    state: str
    html: str
    host: str = HERE
    session: str = ""
    user_id: int | None = None
    way: Way | None = None
    sender: Sender | None = None
    status: int = 200
    parts: frozenset[str] = field(default_factory=frozenset)

    def __str__(self) -> str:
        return f"{self.name} ({self.state}) as {self.role}" if self.state != "-" else f"{self.name} as {self.role}"


LAST = ("operator",)
"""Whose page is visited only where nobody else has it, or it has something more."""

ALSO = ("chen", "stranger")
"""Of applicants two, where an address names no object: one who has cases and one who has none yet."""


def faces_of(route: Route, caller: Caller) -> Iterator[Face]:
    """Return every page that the address has for anybody."""
    for asked in _allowed(route, caller.world):
        face = _face(asked, caller)
        if face is not None:
            yield face
    yield from (_face_after(way, caller) for way in ways_to(route.name))
    yield from (_face_of_refusal(sender, caller) for sender in senders_to(route, caller))


def _face_of_refusal(sender: Sender, caller: Caller) -> Face:
    refusal, person = sender.refusal, sender.asked.person
    with caller.undone():
        sender.prepare(caller)
        response = sender.send(caller)
    assert response.status_code == refusal.status, (
        f"{refusal.name} answers {response.status_code} {response.get('Location', '')} to what is wrong, not {refusal.status}"
    )
    html = response.content.decode()
    made = Face(refusal.name, sender.address, person.key, person.role, refusal.state, html, sender=sender)
    made.session, made.user_id = caller.sessions[person.key], person.user.pk if person.user else None
    return replace(made, status=refusal.status, parts=parts_of(html))


def _face_after(way: Way, caller: Caller) -> Face:
    with caller.undone():
        arrived = arrive(way, caller)
    person = caller.world.people[way.who]
    made = Face(way.name, arrived.address, person.key, person.role, "after its steps", arrived.html, way=way)
    return replace(made, user_id=person.user.pk if person.user else None, parts=parts_of(arrived.html))


def _allowed(route: Route, world: World) -> Iterator[Asked]:
    for person in _people_for(route, world):
        seen = set[tuple[str, str]]()
        for thing in things_for(route, world):
            relation = world.relation(person, thing) if thing else "-"
            state = thing.state if thing else "-"
            asked = Asked(route, "GET", person, thing, relation, state)
            if (relation, state) not in seen and asked.row and asked.row.answer == "allow":
                yield asked
            seen.add((relation, state))


def _people_for(route: Route, world: World) -> list[Person]:
    """Everybody where it matters whose unit or office one belongs to; else one of each role. Guests are visitors."""
    people = [one for one in world.people.values() if one.role != "other-portal-account"]
    if kind_of(route) not in WITH_RELATIONS:
        first = {one.role: one.key for one in reversed(people)}
        people = [one for one in people if one.key in {*first.values(), *ALSO}]
    return sorted(people, key=lambda one: one.role in LAST)


def leads_or_hides(route: Route, world: World) -> bool:
    """Say whether the table never lets the address be opened, and yet does not say that it is no page at all."""
    answers = {row.answer for row in _rows(route, world)}
    return "allow" not in answers and not answers <= {"405", "sign-in", "403"}


def _rows(route: Route, world: World) -> Iterator[Row]:
    for person in _people_for(route, world):
        for thing in things_for(route, world):
            relation = world.relation(person, thing) if thing else "-"
            row = Asked(route, "GET", person, thing, relation, thing.state if thing else "-").row
            if row is not None and (thing is None or thing.tenant == HERE):
                yield row


def _face(asked: Asked, caller: Caller) -> Face | None:
    person, thing = asked.person, asked.thing
    address = address_of(asked.route, thing.id if thing else "")
    client = caller.client(person)
    with caller.undone():
        if prepare := PREPARED.get(asked.route.name):
            prepare(caller.world)
        html = page_in(client.get(address))
    if html is None:
        return None
    user_id = person.user.pk if person.user else None
    session = caller.sessions[person.key]
    return Face(
        asked.route.name,
        address,
        person.key,
        person.role,
        asked.state,
        html,
        HERE,
        session,
        user_id,
        parts=parts_of(html),
    )


def page_in(response: HttpResponse) -> str | None:
    """Return the HTML of an answer that is a whole page."""
    is_page = response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")
    if not is_page or response.streaming:
        return None
    text = response.content.decode()
    return text if "<html" in text else None


def worth_a_visit(faces: Iterable[Face]) -> list[Face]:
    """Return those whose pages together have every part that any of them has, as few as a simple search finds."""
    left, seen, chosen = list(faces), set[str](), list[Face]()
    while left:
        best = max(left, key=lambda face: len(face.parts - seen))
        if chosen and not best.parts - seen:
            break
        chosen.append(best)
        left.remove(best)
        seen |= best.parts
    return chosen


# --- what a page is built of

_OF_ONE_FIELD = re.compile(r"^(field-|column-|model-|app-|th_|status-)|\d")
_TELLING = ("type", "role", "aria-expanded", "aria-current", "aria-invalid", "disabled", "readonly", "hidden", "open")
_WITHOUT_END = {"input", "img", "br", "hr", "meta", "link", "source", "col", "wbr", "path", "use"}


class _Parts(HTMLParser):
    """Reads the parts of the page's own content: each element with its classes, below its parent."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._above: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._above and tag not in ("main", "body"):
            return
        at = dict(attrs)
        classes = sorted(one for one in (at.get("class") or "").split() if not _OF_ONE_FIELD.search(one))
        telling = [f"{name}={at[name] or ''}" for name in _TELLING if name in at]
        part = ".".join([tag, *classes]) + "".join(f"[{one}]" for one in telling)
        self.found.add(f"{self._above[-1] if self._above else ''} > {part}")
        if tag not in _WITHOUT_END:
            self._above.append(part)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _WITHOUT_END and self._above:
            self._above.pop()

    def handle_endtag(self, tag: str) -> None:
        if self._above and self._above[-1].startswith(tag):
            self._above.pop()


_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)


def parts_of(html: str) -> frozenset[str]:
    """Return what the page's own content is built of; head and foot are the same on all pages of a person."""
    main = _MAIN.search(html)
    reader = _Parts()
    reader.feed(main.group() if main else html)
    return frozenset(reader.found)
