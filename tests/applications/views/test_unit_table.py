"""The table of a unit's people: narrowed, put in order, leafed through, taken away; as many queries for 200 as for five."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.choices import State
from applications.models import Application, SchemeVersion
from portal.calendar import now
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.applications.filling import client_of
from tests.builders import make_application, make_person
from units.models import Unit

DESK = "/my-units/cases/"
NAMES = ("赵敏", "钱多", "曾志伟", "单雄信", "阿依古丽")


@pytest.fixture
def keeper(manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def staff(version: SchemeVersion, unit: Unit, tenant: Tenant) -> list[Application]:
    """Five people whose cases wait for the unit, each a day longer than the one before, in two categories."""
    return [_waiting(version, unit, name, days=number) for number, name in enumerate(NAMES)]


def _waiting(version: SchemeVersion, unit: Unit, name: str, *, days: int = 0, **fields: Any) -> Application:
    came = now() - dt.timedelta(days=days)
    known = {"state": State.UNIT_CONFIRM, "stage": "unit_confirm", "submitted_at": came, "saved_at": came}
    category = {"claimed_category": "E" if days % 2 else "D"}
    applicant = fields.pop("applicant", None) or make_person(unit.tenant, name=name)
    return make_application(
        unit.tenant, version, unit=unit, applicant=applicant, applicant_name=name, **known | category | fields
    )


def _shown(client: Client, query: str = "list=confirm") -> list[str]:
    response = client.get(f"{DESK}?{query}")
    assert response.status_code == 200
    return [row["case"].applicant_name for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("new", ["阿依古丽", "单雄信", "曾志伟", "钱多", "赵敏"]),
        ("name", ["阿依古丽", "钱多", "单雄信", "曾志伟", "赵敏"]),
        ("waiting", ["阿依古丽", "单雄信", "曾志伟", "钱多", "赵敏"]),
        ("nonsense", ["阿依古丽", "单雄信", "曾志伟", "钱多", "赵敏"]),
    ],
)
def test_table_is_put_in_order(keeper: Client, staff: list[Application], order: str, expected: list[str]) -> None:
    assert _shown(keeper, f"list=confirm&order={order}") == expected


def test_who_waits_longest_comes_first_whenever_entered(keeper: Client, version: SchemeVersion, unit: Unit) -> None:
    _waiting(version, unit, "久等", days=9)
    _waiting(version, unit, "刚来")
    _waiting(version, unit, "几天", days=3)
    assert _shown(keeper, "list=confirm&order=waiting") == ["久等", "几天", "刚来"]
    body = keeper.get(f"{DESK}?list=confirm").content.decode()
    assert "已等 9 天" in body
    assert "今天到的" in body


def test_nearest_due_date_comes_first_and_none_last(keeper: Client, version: SchemeVersion, unit: Unit) -> None:
    _waiting(version, unit, "无期")
    _waiting(version, unit, "月底", stage_due_on=dt.date(2026, 11, 30))
    _waiting(version, unit, "过了", due_on=dt.date(2026, 11, 2))
    assert _shown(keeper, "list=confirm&order=due") == ["过了", "月底", "无期"]
    body = keeper.get(f"{DESK}?list=confirm").content.decode()
    assert "最迟 2026年11月30日" in body
    assert body.count("已逾期") == 1


@pytest.mark.parametrize("sought", ["曾", "zeng", "zzw", "ceng", "ZhiWei"])
def test_family_name_is_found_by_either_reading(keeper: Client, staff: list[Application], sought: str) -> None:
    assert _shown(keeper, f"list=confirm&q={sought}") == ["曾志伟"]


def test_table_is_narrowed_by_category_and_period(keeper: Client, staff: list[Application]) -> None:
    assert _shown(keeper, "list=confirm&category=E") == ["单雄信", "钱多"]
    assert _shown(keeper, "list=confirm&from=2026-11-01&to=2026-11-02") == ["曾志伟", "钱多"]
    assert _shown(keeper, "list=confirm&from=2026-11-01&category=E") == ["钱多"]
    categories = keeper.get(f"{DESK}?list=confirm").context["categories"]
    assert [one["label"] for one in categories] == ["D（3）", "E（2）"]


@pytest.mark.parametrize(
    ("query", "words"),
    [("from=gestern", "请按 2026-01-31 的格式填写日期。"), ("from=2026-11-03&to=2026-11-01", "截止日期早于起始日期。")],
)
def test_date_that_cannot_be_is_said_and_kept(keeper: Client, staff: list[Application], query: str, words: str) -> None:
    response = keeper.get(f"{DESK}?list=confirm&q=z&{query}")
    body = response.content.decode()
    assert words in body
    assert 'aria-invalid="true"' in body
    assert f'value="{query.partition("=")[2].partition("&")[0]}"' in body
    assert 'value="z"' in body
    assert '<details class="filter-more" open>' in body


def test_table_is_leafed_through_with_its_order_and_search(keeper: Client, version: SchemeVersion, unit: Unit) -> None:
    someone = make_person(unit.tenant)
    for number in range(53):
        _waiting(version, unit, f"某{number:02d}", applicant=someone)
    first = keeper.get(f"{DESK}?list=confirm&order=name&q=mou")
    assert [len(first.context["rows"]), first.context["page"].pages] == [50, 2]
    assert first.context["leaves"]["previous"] == ""
    address = DESK + first.context["leaves"]["next"]
    assert [row["case"].applicant_name for row in keeper.get(address).context["rows"]] == ["某50", "某51", "某52"]
    assert len(keeper.get(f"{DESK}?list=confirm&page=99").context["rows"]) == 3
    assert len(keeper.get(f"{DESK}?list=confirm&size=200").context["rows"]) == 53


def test_desk_costs_as_many_queries_for_200_people_as_for_five(
    keeper: Client, staff: list[Application], version: SchemeVersion, unit: Unit
) -> None:
    addresses = [f"{DESK}?list=confirm&size=200&order={order}" for order in ("new", "name")]
    addresses += [f"{DESK}?list=all&q=z", f"{DESK}export/?list=confirm", "/"]
    before = [_cost(keeper, address) for address in addresses]
    someone = make_person(unit.tenant)
    for number in range(195):
        _waiting(version, unit, f"赵{number}", applicant=someone)
    assert [_cost(keeper, address) for address in addresses] == before
    assert len(_shown(keeper, "list=confirm&size=200")) == 200
    assert max(before) < 45


def _cost(client: Client, address: str) -> int:
    """The least of three: what a process remembers for some seconds may be asked anew in between."""
    counts = []
    for _try in range(3):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    return min(counts)


def test_what_is_filtered_is_taken_away_in_its_order(keeper: Client, staff: list[Application]) -> None:
    answer = keeper.get(f"{DESK}export/?list=confirm&category=D&order=name")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["阿依古丽", "曾志伟", "赵敏"]


def test_check_of_several_keeps_the_order_of_the_list(keeper: Client, staff: list[Application]) -> None:
    chosen = [f"{case.public_id}:0" for case in staff]
    answer = keeper.post(f"{DESK}check/?list=confirm&order=name", {"case": chosen})
    rows = [*answer.context["ready"], *answer.context["unready"]]
    assert [row["case"].applicant_name for row in rows] == ["阿依古丽", "钱多", "单雄信", "曾志伟", "赵敏"]


def test_more_than_go_at_once_are_said(
    keeper: Client, staff: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("applications.views.unit_desk.reporting.MOST_AT_ONCE", 2)
    answer = keeper.post(f"{DESK}check/?list=confirm", {"all": "yes"})
    assert "一次最多核对 2 人，另有 3 人没有列出" in answer.content.decode()
