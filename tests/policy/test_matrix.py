"""Every address, by every method, as everybody, for everything that can be named: what docs/policy.csv says, happens."""

import os
from pathlib import Path

import pytest

from tests.policy.calling import Caller
from tests.policy.judging import asked_of, faults_of
from tests.policy.routes import Route, routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_have_no_frame", "refusals_are_not_written_down")]


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_address_answers_as_the_table_says(route: Route, caller: Caller) -> None:
    faults = [fault for asked in asked_of(route, caller.world) for fault in faults_of(asked, caller)]
    if faults and (folder := os.environ.get("POLICY_FAULTS")):
        Path(folder, route.name.replace("/", "_")).write_text("\n".join(faults))
    assert not faults, f"{len(faults)} differences\n" + "\n".join(faults[:40])
