"""Head and foot of the pages, which test_matrix.py leaves out: what stands around a page gives away nothing either."""

import pytest

from tests.policy.calling import NOTHING, Caller
from tests.policy.routes import routes
from tests.policy.world import THERE

pytestmark = pytest.mark.django_db
ROUTES = {route.name: route for route in routes()}


@pytest.mark.parametrize("address", ["home", "applications:detail", "admin:index"])
def test_what_stands_around_a_page_shows_nothing_of_another_portal(address: str, caller: Caller) -> None:
    thing = caller.world.of_kind("case")[0]
    for person in caller.world.people.values():
        asked = (thing, NOTHING) if address == "applications:detail" else (None, "")
        answer = caller.call(ROUTES[address], "GET", person, asked[0], id=asked[1])
        assert caller.world.marks[THERE] not in answer.text, person
        if answer.status in (200, 404) and address != "admin:index":
            assert 'class="site-header"' in answer.text, person
            assert 'class="site-footer"' in answer.text, person
