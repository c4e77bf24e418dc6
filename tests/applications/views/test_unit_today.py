"""今天要办的: what waits for an officer, of all units and schemes, with how long and until when, one button each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from applications.choices import ImportState, State
from applications.models import Application, CaseImport, ImportedPerson, SchemeVersion
from portal.calendar import now, set_clock
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.applications.filed import filing  # noqa: F401
from tests.applications.filling import client_of
from tests.builders import make_application, make_person, make_unit
from tests.collecting import entered, publish_collection
from tests.filed import Filed
from units.models import Unit

# ruff: noqa: F811
DESK = "/my-units/cases/"


@pytest.fixture
def keeper(manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def collecting(tenant: Tenant) -> SchemeVersion:
    return publish_collection(tenant)


def _todo(client: Client, address: str = DESK) -> list[Any]:
    todo: list[Any] = client.get(address).context["todo"]
    return todo


def _waiting(version: SchemeVersion, unit: Unit, *, days: int, **fields: Any) -> Application:
    came = now() - dt.timedelta(days=days)
    known = {"state": State.UNIT_CONFIRM, "stage": "unit_confirm", "submitted_at": came, "saved_at": came}
    return make_application(unit.tenant, version, unit=unit, **known | fields)


@pytest.mark.requirement("NB-48")
def test_cases_to_confirm_say_how_long_and_until_when(
    keeper: Client, version: SchemeVersion, unit: Unit, tenant: Tenant, manager: User
) -> None:
    second = make_unit(tenant, "第二单位", administrator=manager)
    _waiting(version, unit, days=2, stage_due_on=dt.date(2026, 11, 20))
    _waiting(version, unit, days=6, stage_due_on=dt.date(2026, 11, 9))
    _waiting(version, second, days=1)
    first, other = _todo(keeper)
    assert (first.text, first.place) == ("有 2 件员工的申报待单位确认。", "宁波东海机电有限公司")
    assert (first.waits, first.until) == ("最久的已等 6 天", "最迟 2026年11月9日")
    assert (other.place, other.waits, other.until) == ("第二单位", "已等 1 天", "今天正在受理")
    assert first.url == f"{DESK}?unit={unit.public_id}&scheme=recognition&list=confirm"
    [step, _other] = keeper.get("/").context["next_steps"]
    assert step.text == "宁波东海机电有限公司：有 2 件员工的申报待单位确认。（最久的已等 6 天；最迟 2026年11月9日）"
    assert (step.button, step.url) == ("去确认", first.url)


def test_what_the_unit_entered_and_what_came_back_is_named(
    keeper: Client, collecting: SchemeVersion, unit: Unit, manager: User
) -> None:
    entered(collecting, unit, manager, 6_510_001, name="单位填")
    back = entered(collecting, unit, manager, 6_510_002, name="被退回")
    Application.objects.filter(pk=back.pk).update(state=State.RETURNED, stage="review", submitted_at=now())
    failed, draft = _todo(keeper)
    assert failed.text == "宁波东海机电有限公司的人才信息采集有 1 件未通过，可以修改后重新提交。"
    assert (failed.button, failed.url[-11:]) == ("去修改", "list=failed")
    assert (draft.text, draft.button) == ("有 1 人由单位填报，还没有上报。", "去上报")


@pytest.mark.requirement("HZ-25")
def test_letters_to_stamp_and_cases_to_report_are_told_apart(filing: Filed) -> None:
    client = client_of(filing.keeper)
    case = filing.form_saved(filing.begun())
    [stamp] = _todo(client, f"{DESK}?scheme=refiling")
    assert "待打印盖章" in stamp.text
    assert stamp.url.endswith("list=filling")
    filing.files_saved(case)
    [report] = _todo(client, f"{DESK}?scheme=refiling")
    assert (report.text, report.button) == ("有 1 件员工的申报待单位上报。", "去上报")


def test_import_with_faults_is_news_until_the_next_file(
    keeper: Client, collecting: SchemeVersion, unit: Unit, manager: User
) -> None:
    def checked(**fields: Any) -> CaseImport:
        made: CaseImport = CaseImport.objects.create(
            version=collecting, unit=unit, by=manager, file_name="名单.xlsx", checked_at=now(), **fields
        )
        return made

    first = checked(refused_people=1, started_at=now(), ended_at=now())
    ImportedPerson.objects.create(case_import=first, row=2, name="某人", state=ImportState.REFUSED)
    [todo] = _todo(keeper)
    assert (todo.text, todo.url) == ("“名单.xlsx”有 2 人没有导入。", f"/my-units/imports/{first.public_id}/")
    checked(started_at=now(), ended_at=now())
    assert _todo(keeper) == []
    checked()
    assert [one.text for one in _todo(keeper)] == ["“名单.xlsx”已检查，还没有导入。"]
    with set_clock(now() + dt.timedelta(days=15)):
        assert _todo(client_of(manager)) == []


def test_nothing_waits_is_said(keeper: Client, version: SchemeVersion, unit: Unit) -> None:
    assert "现在没有等您办的事。" in keeper.get(DESK).content.decode()


def test_of_others_units_nothing_is_said(version: SchemeVersion, unit: Unit, tenant: Tenant) -> None:
    _waiting(version, unit, days=1)
    other = make_person(tenant)
    make_unit(tenant, "别的单位", administrator=other)
    assert _todo(client_of(other)) == []
    assert client_of(make_person(tenant)).get("/").context["next_steps"] == []
