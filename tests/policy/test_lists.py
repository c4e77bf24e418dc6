"""A list holds exactly what its reader may see, and answers to scripts have exactly the keys that they should (ASVS 8.2.3)."""

from __future__ import annotations

import pytest

from tests.policy.calling import Answer, Caller
from tests.policy.routes import routes
from tests.policy.world import HERE, Thing

pytestmark = pytest.mark.django_db


def _get(caller: Caller, who: str, address: str) -> Answer:
    with caller.undone():
        response = caller.client(caller.world.people[who]).get(address)
    return Answer("GET", response.status_code, "", "", response.content)


def _ids(caller: Caller, text: str, kind: str) -> set[str]:
    """Which of the world's things of a kind a page names, of both portals."""
    return {one.id for one in caller.world.of_kind(kind) if f"/{one.id}/" in text}


def _expected(caller: Caller, kind: str, *, who: str, relations: set[str], states: set[str] = frozenset()) -> set[str]:
    person = caller.world.people[who]

    def belongs(thing: Thing) -> bool:
        return caller.world.relation(person, thing) in relations and (not states or thing.state in states)

    return {one.id for one in caller.world.of_kind(kind) if belongs(one)}


OPEN = {"open", "taken-by-self", "taken-by-colleague", "own-case"}
SUBMITTED = {
    *("unit_confirm", "pre_review", "departmental_review", "bureau_approval", "publicity"),
    *("returned", "rejected", "withdrawn", "approved", "revoked"),
}
OF_UNITS = {"unit-draft", "unit-review"}
"""What a unit applies for itself is not its handler's own."""
EVERYBODY = ("chen", "colleague", "stranger", "admin1", "admin2", "haishu", "jiangbei", "bureau", "system", "operator")


@pytest.mark.parametrize("who", EVERYBODY)
def test_declarations_are_ones_own(who: str, caller: Caller) -> None:
    page = _get(caller, who, "/cases/")
    assert page.status == 200
    of_units = {one.id for one in caller.world.of_kind("case") if one.state in OF_UNITS}
    assert _ids(caller, page.text, "case") == _expected(caller, "case", who=who, relations={"own"}) - of_units


@pytest.mark.parametrize("who", ["admin1", "admin2"])
def test_a_units_desk_has_the_submitted_cases_of_its_people(who: str, caller: Caller) -> None:
    page = _get(caller, who, "/my-units/cases/?scheme=recognition&list=all")
    wanted = _expected(caller, "case", who=who, relations={"same-unit"}, states=SUBMITTED)
    assert page.status == 200
    assert _ids(caller, page.text, "case") <= wanted
    assert bool(wanted) == bool(_ids(caller, page.text, "case"))


@pytest.mark.parametrize("who", ["haishu", "jiangbei", "window", "department", "other_department", "bureau"])
def test_a_queue_has_what_the_office_holds(who: str, caller: Caller) -> None:
    page = _get(caller, who, "/desk/")
    held = _expected(caller, "task", who=who, relations={"holding", "own"}, states=OPEN)
    assert page.status == 200
    assert held <= _ids(caller, page.text, "task")
    foreign = _expected(
        caller, "task", who=who, relations={"superior", "subordinate", "sibling", "other-office", "other-portal"}
    )
    assert not _ids(caller, page.text, "task") & foreign


@pytest.mark.parametrize("who", ["haishu", "window", "bureau", "jiangbei"])
def test_the_units_to_open_are_the_offices_own(who: str, caller: Caller) -> None:
    page = _get(caller, who, "/openings/")
    assert page.status == 200
    assert _ids(caller, page.text, "opening") == _expected(
        caller, "opening", who=who, relations={"holding"}, states={"pending"}
    )


def test_the_bureaus_lists_are_this_portals(caller: Caller) -> None:
    open_ones = _get(caller, "bureau", "/bureau/objections/")
    assert _ids(caller, open_ones.text, "objection") == _expected(
        caller, "objection", who="bureau", relations={"here"}, states={"open"}
    )
    listed = _get(caller, "bureau", "/bureau/blacklist/")
    assert _ids(caller, listed.text, "listing") == _expected(
        caller, "listing", who="bureau", relations={"here"}, states={"listed"}
    )


def test_the_public_list_is_this_portals(caller: Caller) -> None:
    page = _get(caller, "visitor", "/publicity/")
    assert _ids(caller, page.text, "entry") == _expected(
        caller, "entry", who="visitor", relations={"here"}, states={"running"}
    )


@pytest.mark.parametrize("who", ["chen", "colleague", "operator"])
def test_the_inbox_is_ones_own(who: str, caller: Caller) -> None:
    page = _get(caller, who, "/notices/")
    assert _ids(caller, page.text, "notice") == _expected(caller, "notice", who=who, relations={"own"})


ONE_ROW = "admin:people_signinrules_changelist"
"""It leads to its only row, as the table of rights says."""


@pytest.mark.parametrize("who", ["operator"])
@pytest.mark.parametrize(
    "route",
    [one for one in routes() if one.name.endswith("_changelist") and one.name != ONE_ROW],
    ids=lambda one: one.name,
)
def test_the_administration_lists_this_portals_rows(route: object, who: str, caller: Caller) -> None:
    page = _get(
        caller, who, f"/manage/{route.name.removeprefix('admin:').removesuffix('_changelist').replace('_', '/', 1)}/"
    )
    assert page.status == 200
    assert caller.world.marks["elsewhere.localhost"] not in page.text


# Fields

SLOT = {"files", "checklist", "steps", "takes_more", "fetch"}
KEYS = [
    ("applications:session", "GET", "chen", "", {"signed_in", "token"}),
    ("applications:autosave", "POST", "chen", "draft", {"saved_at", "facts", "errors", "fixed", "checklist", "steps"}),
    ("applications:autosave", "POST", "chen", "approved", {"reason"}),
    ("applications:autosave", "POST", "visitor", "draft", {"reason", "login"}),
    ("applications:upload", "POST", "chen", "draft", SLOT),
    ("applications:upload", "POST", "chen", "approved", {"reason"}),
    ("applications:remove", "POST", "chen", "draft", SLOT),
    ("applications:fetch", "GET", "chen", "draft", SLOT),
    ("applications:fetch", "POST", "chen", "draft", SLOT),
    ("applications:fetch", "POST", "chen", "approved", {"reason"}),
]


@pytest.mark.parametrize(("name", "method", "who", "state", "keys"), KEYS)
def test_scripts_are_told_exactly_these_fields(
    name: str, method: str, who: str, state: str, keys: set[str], caller: Caller
) -> None:
    import json

    route = next(one for one in routes() if one.name == name)
    cases = [one for one in caller.world.of_kind("case") if one.tenant == HERE and one.owner == "chen"]
    thing = next((one for one in cases if one.state == state), None)
    answer = caller.call(route, method, caller.world.people[who], thing)
    assert set(json.loads(answer.body)) == keys


def test_finding_a_unit_tells_exactly_these_fields(caller: Caller) -> None:
    with caller.undone():
        client = caller.client(caller.world.people["stranger"])
        response = client.get("/units/search/", {"q": "研究院"}, headers={"accept": "application/json"})
    [option] = response.json()["options"]
    assert set(option) == {"id", "name", "district", "level", "about"}
