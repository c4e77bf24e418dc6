"""Many are confirmed in one go: what each is, who is left out and why, what the scheme wants one by one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from applications.choices import State
from applications.models import Application, SchemeVersion
from applications.services.confirming import confirm_case
from applications.services.reporting import report_cases
from portal.audit.models import Event
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.applications.filling import client_of
from tests.builders import make_person
from tests.collecting import collection, publish_collection, reported_by_person
from units.models import Unit

DESK = "/my-units/cases/"


@pytest.fixture
def keeper(manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def collecting(tenant: Tenant) -> SchemeVersion:
    return publish_collection(tenant, fills_in=("person",), submits=("person",))


@pytest.fixture
def waiting(collecting: SchemeVersion, unit: Unit) -> list[Application]:
    return [
        reported_by_person(collecting, unit, 6_520_001 + n, name=name)
        for n, name in enumerate(("赵一", "钱二", "孙三"))
    ]


def _chosen(*cases: Application) -> dict[str, list[str]]:
    return {"case": [f"{case.public_id}:{case.revision}" for case in cases]}


@pytest.mark.requirement("NB-48")
def test_page_before_confirming_shows_what_each_is(keeper: Client, waiting: list[Application]) -> None:
    answer = keeper.post(f"{DESK}check/?list=confirm", _chosen(*waiting))
    body = answer.content.decode()
    assert "3 人可以确认" in body
    assert "核对后确认" in body
    row = answer.context["ready"][0]
    assert row["files"] == 0
    assert dict(row["basics"])["证件号码"].startswith("3****")
    assert dict(row["basics"])["职务"] == "无"


@pytest.mark.requirement("NB-48")
def test_many_are_confirmed_and_one_summary_says_so(keeper: Client, waiting: list[Application]) -> None:
    body = {**_chosen(*waiting), "write_key": "k" * 24}
    first, again = (keeper.post(f"{DESK}report/", body) for _click in range(2))
    assert "已确认 3 人的申报，转交审核机构办理。" in first.content.decode()
    assert len(again.context["done"]) == 3
    assert set(Application.objects.values_list("state", flat=True)) == {State.PRE_REVIEW}
    assert Event.objects.filter(action="application.confirmed").count() == 3
    assert f'data-picked-done="{" ".join(case.public_id for case in waiting)}"' in first.content.decode()


def test_who_was_confirmed_meanwhile_is_left_out_with_who_and_when(
    keeper: Client, waiting: list[Application], unit: Unit, tenant: Tenant
) -> None:
    second = make_person(tenant, name="第二人")
    unit.administrators.create(user=second, since=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    seen = _chosen(*waiting)
    confirm_case(application_id=waiting[1].pk, user=second)
    answer = keeper.post(f"{DESK}check/?list=all", seen)
    assert [row["case"].applicant_name for row in answer.context["ready"]] == ["孙三", "赵一"]
    [row] = answer.context["unready"]
    assert "已于 2026-11-03 09:30 办理（单位确认）" in row["obstacle"]
    done = keeper.post(f"{DESK}report/", seen).context
    assert [one.application.applicant_name for one in done["done"]] == ["赵一", "孙三"]
    assert "已于 2026-11-03 09:30 办理（单位确认）" in done["refused"][0].reason


def test_what_the_scheme_wants_one_by_one_is_not_confirmed_together(
    keeper: Client, unit: Unit, tenant: Tenant, manager: User
) -> None:
    stages = collection().stages
    alone = (stages[0].model_copy(update={"one_by_one": True}), *stages[1:])
    version = publish_collection(tenant, fills_in=("person",), submits=("person",), stages=alone)
    case = reported_by_person(version, unit, 6_520_009, name="郑六")
    [row] = keeper.post(f"{DESK}check/?list=confirm", _chosen(case)).context["unready"]
    assert row["obstacle"] == "“待单位确认”要逐人核对并写明意见，不能批量办理，请打开该申报单独办理。"
    [outcome] = report_cases(user=manager, chosen={case.public_id: case.revision})
    assert outcome.reason == row["obstacle"]
    case.refresh_from_db()
    assert case.state == State.UNIT_CONFIRM
    confirm_case(application_id=case.pk, user=manager, words="已核对")


def test_chosen_that_are_the_units_no_more_are_counted(keeper: Client, waiting: list[Application]) -> None:
    chosen = _chosen(*waiting)
    Application.objects.filter(pk=waiting[0].pk).update(unit=None)
    body = keeper.post(f"{DESK}check/?list=confirm", chosen).content.decode()
    assert "所选的人员中有 1 人已不在本单位的名单中" in body
