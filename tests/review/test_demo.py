"""The demonstration, each group of cases cut down to one: every case comes to where its group stands."""

from collections import Counter
from pathlib import Path

import pytest

from applications.choices import Party
from applications.models import Application
from portal.people.models import User
from portal.tenants.scope import tenant_scope
from review.demo.building import build_demo
from review.demo.plan import DemoPlan, read_plan
from review.services.setting_up import load_tenant
from units.models import Unit
from units.queries import administrators_of, is_opened_for

pytestmark = pytest.mark.django_db
SCHEMES = Path(__file__).resolve().parents[2] / "schemes"


def small(plan: DemoPlan) -> DemoPlan:
    one_each = tuple(group.model_copy(update={"count": 1}) for group in plan.cases)
    return plan.model_copy(update={"cases": one_each, "without_case": 1})


def build(slug: str, monkeypatch: pytest.MonkeyPatch) -> tuple[DemoPlan, list[Application]]:
    folder = SCHEMES / slug
    plan = small(read_plan(folder / "demo.yaml"))
    monkeypatch.setattr("review.demo.building.read_plan", lambda path: plan)
    tenant = load_tenant(folder)
    with tenant_scope(tenant):
        assert build_demo(tenant=tenant, path=folder / "demo.yaml") == len(plan.cases)
        cases = list(Application.objects.order_by("id").select_related("unit", "applicant", "version", "tenant"))
        assert build_demo(tenant=tenant, path=folder / "demo.yaml") == len(cases)
    return plan, cases


def test_first_portal_is_as_its_plan_says(monkeypatch: pytest.MonkeyPatch) -> None:
    _every_group_stands_where_it_says(*build("ningbo", monkeypatch))


def test_second_portal_is_as_its_plan_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Built once, as that takes a while, and looked at from three sides."""
    plan, cases = build("ningxia", monkeypatch)
    _every_group_stands_where_it_says(plan, cases)
    _units_are_opened_by_their_own_office_and_some_are_not_ready(plan, cases)
    _one_person_has_all_seventeen_tabs_and_people_work_where_it_fits(plan, cases)


ENDS = {"return": "returned", "withdraw": "withdrawn", "revoke": "revoked", "reject": "rejected", "object": "publicity"}


def _every_group_stands_where_it_says(plan: DemoPlan, cases: list[Application]) -> None:
    for group, case in zip(plan.cases, cases, strict=True):
        assert case.entered_by == Party(group.by)
        assert case.applicant.is_registered == (group.by == "person")
        if group.then and not group.again:
            assert case.state == ENDS[group.then], group
        elif group.until != "queued":
            assert group.until in (case.stage, case.state), group


def _units_are_opened_by_their_own_office_and_some_are_not_ready(plan: DemoPlan, cases: list[Application]) -> None:
    with tenant_scope(cases[0].tenant):
        for one in plan.units:
            unit = Unit.objects.get(name=one.name)
            assert is_opened_for(unit, plan.scheme) == one.opened
            assert [user.login_name for user in administrators_of(unit)] == [one.login] * one.opened
            assert bool(unit.information_at) == bool(one.information)
            assert unit.region == one.region
        assert not all(one.opened for one in plan.units)
        assert any(one.opened and not one.information for one in plan.units)
        assert User.objects.filter(login_name="person1").exists()


def _one_person_has_all_seventeen_tabs_and_people_work_where_it_fits(plan: DemoPlan, cases: list[Application]) -> None:
    scheme = cases[0].scheme
    complete = plan.profile("complete").answers
    for section in scheme.sections[1:-1]:
        assert section.key in complete or any(field.key in complete for field in section.fields), section.key
    full = max(cases, key=lambda case: len(case.answers))
    assert {section.key for section in scheme.repeating_sections()} <= full.answers.keys()
    assert full.answers["work"][0]["employer"] == full.unit.name  # type: ignore[union-attr]
    assert Counter("{" in str(case.answers.get("home_address")) for case in cases) == {False: len(cases)}


def test_plan_of_the_second_portal_has_two_hundred_people_in_several_cities() -> None:
    plan = read_plan(SCHEMES / "ningxia" / "demo.yaml")
    assert sum(group.count for group in plan.cases) >= 200
    assert len({one.region[:4] for one in plan.units if one.opened}) >= 4
