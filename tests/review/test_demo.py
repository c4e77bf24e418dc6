"""The demonstration, each group of cases cut down to one: every case comes to where its group stands."""

from collections import Counter
from pathlib import Path

import pytest

from applications.choices import Party
from applications.holding import permission_of
from applications.models import Application, LegacyRecord
from applications.queries import current_version
from applications.renewing import standing_of
from portal.people.invented import invented_uscc
from portal.people.models import User
from portal.tenants.scope import tenant_scope
from review.demo.beside import accounts
from review.demo.building import build_demo
from review.demo.plan import DemoPlan, read_plan
from review.models import FollowUpRecord
from review.services.setting_up import load_tenant
from units.models import LegacyUnit, Unit
from units.queries import administrators_of, is_opened_for, open_units

pytestmark = pytest.mark.django_db
SCHEMES = Path(__file__).resolve().parents[2] / "schemes"


def small(plan: DemoPlan) -> DemoPlan:
    one_each = tuple(group.model_copy(update={"count": 1}) for group in plan.cases)
    return plan.model_copy(update={"cases": one_each, "without_case": 1})


def of_people(plan: DemoPlan) -> int:
    return len(plan.cases)


def of_units(plan: DemoPlan) -> int:
    """How many cases of units' own there are: one each that applied, and the changes."""
    standings = [one.permission for one in plan.units]
    return len(standings) - standings.count("none") + standings.count("change")


def build(slug: str, monkeypatch: pytest.MonkeyPatch) -> tuple[DemoPlan, list[Application]]:
    folder = SCHEMES / slug
    plan = small(read_plan(folder / "demo.yaml"))
    monkeypatch.setattr("review.demo.building.read_plan", lambda path: plan)
    tenant = load_tenant(folder)
    with tenant_scope(tenant):
        count = build_demo(tenant=tenant, path=folder / "demo.yaml")
        assert count == of_people(plan) + of_units(plan)
        found = Application.objects.filter(version__key=plan.scheme).order_by("id")
        cases = list(found.select_related("unit", "applicant", "version", "tenant"))
        assert build_demo(tenant=tenant, path=folder / "demo.yaml") == count
    return plan, cases


def test_first_portal_is_as_its_plan_says(monkeypatch: pytest.MonkeyPatch) -> None:
    _every_group_stands_where_it_says(*build("ningbo", monkeypatch))


def test_second_portal_is_as_its_plan_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Built once, as that takes a while, and looked at from three sides."""
    plan, cases = build("ningxia", monkeypatch)
    _every_group_stands_where_it_says(plan, cases)
    _units_are_opened_by_their_own_office_and_some_are_not_ready(plan, cases)
    _one_person_has_all_seventeen_tabs_and_people_work_where_it_fits(plan, cases)


def test_third_portal_is_as_its_plan_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a few of the twenty units, one for each standing."""
    whole = read_plan(SCHEMES / "chaoyang" / "demo.yaml")
    assert (len(whole.units), sum(group.count for group in whole.cases)) == (20, 80)
    firsts = {one.permission: one.login for one in reversed(whole.units)}
    kept = [one for one in whole.units if one.login in {*firsts.values(), "unit4"}]
    monkeypatch.setattr(
        "tests.review.test_demo.read_plan", lambda path: whole.model_copy(update={"units": tuple(kept)})
    )

    plan, cases = build("chaoyang", monkeypatch)

    _every_group_stands_where_it_says(plan, cases)
    with tenant_scope(cases[0].tenant):
        standing = {one.permission: permission_of(Unit.objects.get(name=one.name), "permission") for one in kept}
        assert {name: found.state for name, found in standing.items()} == {
            **{name: name for name in firsts},
            "change": "review",
        }
        assert standing["change"].is_change
        results = [record.value for record in FollowUpRecord.objects.order_by("id")]
        assert results == [group.result for group in plan.cases if group.result]
        records = LegacyRecord.objects.all()
        assert len(records) == sum(group.count for group in plan.legacy)
        assert {record.unit.name for record in records if record.unit} <= {one.name for one in kept}
        assert any(record.unit is None for record in records)


@pytest.mark.requirement("HZ-16", "HZ-20", "HZ-39")
def test_fourth_portal_is_as_its_plan_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each kind of recognition a few people: those of the former site are imported, and units have claimed them."""
    whole = read_plan(SCHEMES / "hangzhou" / "demo.yaml")
    assert sum(group.count for group in whole.cases) == 40
    kept = [group for group in whole.cases if group.until in ("none", "files", "approved")]
    plan = small(whole.model_copy(update={"cases": tuple(kept)}))
    tenant = load_tenant(SCHEMES / "hangzhou")
    monkeypatch.setattr("review.demo.building.read_plan", lambda path: plan)
    with tenant_scope(tenant):
        count = build_demo(tenant=tenant, path=SCHEMES / "hangzhou" / "demo.yaml")
        assert count == Application.objects.count() == len(kept) + sum(group.until != "none" for group in kept)
        _each_person_stands_where_the_age_of_the_certificate_says(plan)
        _units_have_come_but_for_two(plan)


def _each_person_stands_where_the_age_of_the_certificate_says(plan: DemoPlan) -> None:
    version = current_version("refiling")
    assert version is not None
    for number, group in enumerate(plan.cases, start=1):
        person = User.objects.get(login_name=f"person{number}")
        standing, months = standing_of(person, version), group.recognised.months if group.recognised else 0
        if group.until == "files":
            assert (standing.state, standing.case.progress) == ("running", "files")  # type: ignore[union-attr]
        elif group.until == "approved":
            assert standing.base is not None
            assert standing.base.scheme.scheme == "refiling"
            assert not standing.may_begin
        else:
            assert standing.state == ("early" if months < 23 else "open" if months < 24 else "late"), group
        first = Application.objects.filter(applicant=person).order_by("id")[0]
        assert bool(first.legacy_unit) == bool(group.recognised and group.recognised.former)
        assert first.unit is not None


def _units_have_come_but_for_two(plan: DemoPlan) -> None:
    assert {unit.name for unit in open_units()} == {one.name for one in plan.units if one.is_open}
    waiting = LegacyUnit.objects.filter(unit=None)
    assert [account.uscc for account in waiting] == [invented_uscc(9)] * 2
    known = accounts(plan)
    assert {one["account"] for one in known} >= {"unit1", "unit8", "unit9", "person1", "newcomer", "bureau", "admin"}
    assert [one["account"] for one in known if one.get("level") == "basic"] == ["basic"]


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
