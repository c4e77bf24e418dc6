"""With each filter or question taken away in turn, the matrix fails: it would notice if somebody forgot one.

Only where row security is off, since it holds what a filter forgets: `tools/chaos/policy.py` runs this as the owner.
"""

import os

import pytest

from tests.policy.calling import Caller
from tests.policy.judging import asked_of, faults_of
from tests.policy.mutants import RIGHTS, TENANT_FILTERS, Mutant
from tests.policy.routes import routes
from tests.policy.test_bodies import REFERENCES, is_refused

each_mutant = pytest.mark.parametrize(
    "mutant", TENANT_FILTERS + RIGHTS, ids=lambda mutant: f"{mutant.function} {mutant.found[:20]}"
)


def test_what_is_listed_stands_in_the_code() -> None:
    """Without it a mutant would fail for its words, where nobody looks every day, and show nothing of the matrix."""
    assert [f"{one.function}: {one.found}" for one in TENANT_FILTERS + RIGHTS if one.times_found != 1] == []


@pytest.mark.django_db
@pytest.mark.skipif("POLICY_WITHOUT_ROW_SECURITY" not in os.environ, reason="row security would hold it")
@each_mutant
def test_the_matrix_notices_what_is_missing(mutant: Mutant, caller: Caller) -> None:
    with mutant.taken_away():
        assert _is_noticed(mutant, caller), f"nobody noticed that {mutant.function} lost {mutant.found!r}"


def _is_noticed(mutant: Mutant, caller: Caller) -> bool:
    chosen = [route for route in routes() if route.name in mutant.routes]
    assert chosen
    if any(
        faults_of(asked, caller) for route in chosen for asked in asked_of(route, caller.world) if asked.method != "PUT"
    ):
        return True
    return not all(is_refused(one, caller) for one in REFERENCES if one.url in mutant.routes)
