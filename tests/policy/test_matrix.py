"""Every address, by every method, as everybody, for everything that can be named: what docs/policy.csv says, happens."""

import os
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.policy.calling import Caller
from tests.policy.judging import asked_of, faults_of
from tests.policy.routes import Route, routes

pytestmark = pytest.mark.django_db

UNSETTLED = (
    *("admin:*", "account_*", "mfa_*", "audit:*", "people:*", "privacy:*", "notices:*", "units:*", "review:*"),
    *("applications:start", "applications:receipt", "applications:reveal", "set_language"),
)
"""Rows that were written from the requirements and not yet compared one by one since the administration was parted in
three: a difference is reported as an expected failure. An address leaves this list when its differences are settled."""


def _parameter(route: Route) -> object:
    unsettled = any(fnmatchcase(route.name, pattern) for pattern in UNSETTLED)
    marks = [pytest.mark.xfail(reason="its rows are not settled", strict=False)] if unsettled else []
    return pytest.param(route, id=route.name, marks=marks)


@pytest.mark.parametrize("route", map(_parameter, routes()))
def test_address_answers_as_the_table_says(route: Route, caller: Caller) -> None:
    faults = [fault for asked in asked_of(route, caller.world) for fault in faults_of(asked, caller)]
    if faults and (folder := os.environ.get("POLICY_FAULTS")):
        Path(folder, route.name.replace("/", "_")).write_text("\n".join(faults))
    assert not faults, f"{len(faults)} differences\n" + "\n".join(faults[:40])
