"""The unit's desk: counts, lists, search, choosing, reporting many at once, taking the list away."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.choices import State
from applications.models import Application, SchemeVersion
from applications.services.confirming import return_case_by_unit
from applications.services.drafts import start_application
from portal.audit.models import Event
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.applications.filling import client_of
from tests.builders import make_application, make_person, make_unit
from tests.collecting import entered, publish_collection, reported_by_person
from units.models import Unit
from units.services import employ

DESK = "/my-units/cases/"
Enter = Callable[..., Application]


@pytest.fixture
def collecting(tenant: Tenant) -> SchemeVersion:
    return publish_collection(tenant)


@pytest.fixture
def keeper(manager: User) -> Client:
    """The browser of the unit's administrator."""
    return client_of(manager)


@pytest.fixture
def enter(collecting: SchemeVersion, unit: Unit, manager: User) -> Enter:
    numbers = iter(range(6_400_001, 6_401_000))

    def entered_one(**fields: Any) -> Application:
        return entered(collecting, unit, manager, next(numbers), **fields)

    return entered_one


@pytest.fixture
def submitted(collecting: SchemeVersion, unit: Unit, manager: User, tenant: Tenant) -> Application:
    """A case that its person has filled in and reported: it waits for the unit."""
    return reported_by_person(collecting, unit, name="自己报")


def _context(client: Client, address: str = DESK) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()
    return response.context


def _names(client: Client, address: str) -> list[str]:
    return [row["case"].applicant_name for row in _context(client, address)["rows"]]


def _report(client: Client, *cases: Application, **changes: Any) -> Any:
    chosen = [f"{case.public_id}:{changes.get('revision', case.revision)}" for case in cases]
    return client.post(f"{DESK}report/", {"case": chosen})


@pytest.mark.requirement("NX-41")
def test_desk_counts_in_the_schemes_words(keeper: Client, unit: Unit, collecting: SchemeVersion) -> None:
    words = [figure["words"] for figure in _context(keeper)["figures"]]
    assert words == ["0人待审核", "0人审核不通过", "0人审核通过"]
    for state, stage in ((State.PRE_REVIEW, "review"), (State.RETURNED, "review"), (State.APPROVED, "review")):
        make_application(unit.tenant, collecting, unit=unit, state=state, stage=stage, submitted_at="2026-11-01T00:00Z")
    words = [figure["words"] for figure in _context(keeper)["figures"]]
    assert words == ["1人待审核", "1人审核不通过", "1人审核通过"]


@pytest.mark.requirement("NX-98", "NX-99", "NX-100")
def test_cases_stand_in_the_list_of_their_status(keeper: Client, enter: Enter, submitted: Application) -> None:
    draft = enter(name="单位填")
    assert _names(keeper, f"{DESK}?list=draft") == [draft.applicant_name]
    assert _names(keeper, f"{DESK}?list=confirm") == [submitted.applicant_name]
    assert _names(keeper, f"{DESK}?list=all") == [draft.applicant_name, submitted.applicant_name]
    tabs = [tab["label"] for tab in _context(keeper)["tabs"]]
    assert tabs[:5] == ["未上报 1", "待单位确认 1", "单位退回 0", "待审核 0", "审核不通过 0"]


def test_desk_opens_with_what_waits_for_the_unit(keeper: Client, enter: Enter, submitted: Application) -> None:
    assert _context(keeper)["which"].key == "confirm"


@pytest.mark.requirement("NX-120")
def test_draft_of_a_person_is_not_on_the_desk(
    keeper: Client, collecting: SchemeVersion, unit: Unit, person: User
) -> None:
    employ(person=person, unit=unit, by=None)
    case = start_application(version=collecting, user=person, agreed=True, language="zh-hans")
    assert _names(keeper, f"{DESK}?list=all") == []
    assert keeper.get(f"/cases/{case.public_id}/").status_code == 404


@pytest.mark.requirement("NX-103")
def test_case_that_the_unit_sent_back_is_apart_from_what_failed(
    keeper: Client, manager: User, submitted: Application
) -> None:
    return_case_by_unit(application_id=submitted.pk, user=manager, words="请补充", remarks=[])
    assert _names(keeper, f"{DESK}?list=sent_back") == [submitted.applicant_name]
    assert _names(keeper, f"{DESK}?list=failed") == []


@pytest.mark.requirement("NX-98")
@pytest.mark.parametrize("sought", ["娜", "欧阳", "ouyang", "OYN", "yangna"])
def test_person_is_found_by_name_pinyin_and_initials(keeper: Client, enter: Enter, sought: str) -> None:
    enter(name="欧阳娜")
    enter(name="张三")
    assert _names(keeper, f"{DESK}?list=draft&q={sought}") == ["欧阳娜"]


def test_nobody_is_found_by_what_fits_nobody(keeper: Client, enter: Enter) -> None:
    enter(name="张三")
    assert _names(keeper, f"{DESK}?list=draft&q=zhangwu") == []


def test_lists_cost_as_many_queries_with_three_rows_as_with_one(keeper: Client, enter: Enter) -> None:
    enter()
    keeper.get(f"{DESK}?list=draft")
    for address in (f"{DESK}?list=draft", f"{DESK}?list=draft&q=采", f"{DESK}export/?list=draft"):
        with CaptureQueriesContext(
            connection,
        ) as one:
            assert keeper.get(address).status_code == 200
        enter()
        enter()
        with CaptureQueriesContext(connection) as three:
            assert keeper.get(address).status_code == 200
        assert len(one) == len(three), address
        counts = [query for query in one.captured_queries if "COUNT(" in query["sql"] and "in_draft" in query["sql"]]
        assert len(counts) == (0 if "export" in address else 1)


def test_who_acts_for_two_units_chooses_one(keeper: Client, enter: Enter, tenant: Tenant, manager: User) -> None:
    enter(name="张三")
    other = make_unit(tenant, "另一个单位", administrator=manager)
    context = _context(keeper)
    assert [one["label"] for one in context["choices"]["units"]] == ["另一个单位", "宁波东海机电有限公司"]
    assert _names(keeper, f"{DESK}?unit={other.public_id}&list=all") == []


@pytest.mark.requirement("NX-120")
def test_other_units_desk_does_not_exist(keeper: Client, collecting: SchemeVersion, unit: Unit, tenant: Tenant) -> None:
    other = make_unit(tenant, administrator=make_person(tenant))
    assert keeper.get(f"{DESK}?unit={other.public_id}").status_code == 404
    assert keeper.get(f"{DESK}?scheme=nothing").status_code == 404
    assert client_of(make_person(tenant)).get(DESK).status_code == 404


@pytest.mark.requirement("NX-99")
def test_check_says_who_is_complete_and_what_the_others_lack(keeper: Client, enter: Enter) -> None:
    full, lacking = enter(name="全了"), enter(name="缺的", post="")
    response = keeper.post(f"{DESK}check/", {"case": [f"{full.public_id}:0", f"{lacking.public_id}:0"]})
    assert [row["case"].pk for row in response.context["ready"]] == [full.pk]
    [row] = response.context["unready"]
    assert row["faults"] == ["请填写“职务”。"]
    assert row["url"] == f"/cases/{lacking.public_id}/preview/"


def test_check_of_all_takes_the_list_as_it_was_narrowed(keeper: Client, enter: Enter) -> None:
    enter(name="张三")
    enter(name="李四")
    response = keeper.post(f"{DESK}check/?list=draft&q=zs", {"all": "yes"})
    assert [row["case"].applicant_name for row in response.context["ready"]] == ["张三"]


def test_check_leaves_out_other_peoples_cases(
    keeper: Client, collecting: SchemeVersion, tenant: Tenant, unit: Unit
) -> None:
    other = make_person(tenant)
    case = entered(collecting, make_unit(tenant, administrator=other), other, 6_450_001)
    response = keeper.post(f"{DESK}check/", {"case": [f"{case.public_id}:0"]})
    assert not response.context["ready"]
    assert not response.context["unready"]
    assert not _report(keeper, case).context["done"]
    case.refresh_from_db()
    assert case.state == State.DRAFT


@pytest.mark.requirement("NX-99", "NX-101", "NX-102")
def test_entered_cases_are_reported_at_once_and_skip_the_unit(keeper: Client, enter: Enter) -> None:
    cases = [enter() for _n in range(3)]
    response = _report(keeper, *cases)
    assert len(response.context["done"]) == 3
    for case in cases:
        case.refresh_from_db()
        assert (case.state, case.label_zh, case.submitted_by) == (State.PRE_REVIEW, "待审核", "unit")


@pytest.mark.requirement("NX-100", "NX-101")
def test_submitted_case_is_confirmed_and_goes_to_the_office(keeper: Client, submitted: Application) -> None:
    assert len(_report(keeper, submitted).context["done"]) == 1
    submitted.refresh_from_db()
    assert submitted.state == State.PRE_REVIEW
    assert submitted.timeline.order_by("-id")[0].action == "confirmed"


@pytest.mark.requirement("NX-99")
def test_one_that_is_refused_costs_no_other(keeper: Client, enter: Enter) -> None:
    full, lacking = enter(name="全了"), enter(name="缺的", post="")
    context = _report(keeper, full, lacking).context
    assert [one.application.pk for one in context["done"]] == [full.pk]
    assert [one.reason for one in context["refused"]] == ["还有 1 处需要补充或更正。"]


@pytest.mark.requirement("NX-101")
def test_page_that_is_sent_twice_reports_once_and_says_the_same(keeper: Client, enter: Enter) -> None:
    cases = [enter(), enter()]
    key = {"write_key": "k" * 24, "case": [f"{case.public_id}:{case.revision}" for case in cases]}
    first, second = keeper.post(f"{DESK}report/", key), keeper.post(f"{DESK}report/", key)
    assert len(first.context["done"]) == len(second.context["done"]) == 2
    assert Event.objects.filter(action="application.submitted").count() == 2


@pytest.mark.requirement("NX-101")
def test_of_two_administrators_the_second_is_told_who_was_first(
    keeper: Client, submitted: Application, unit: Unit, tenant: Tenant
) -> None:
    second = make_person(tenant, name="第二人")
    unit.administrators.create(user=second, since="2026-01-01T00:00Z")
    _report(keeper, submitted)
    context = _report(client_of(second), submitted).context
    assert not context["done"]
    assert "已于 2026-11-03 09:30 办理（单位确认）" in context["refused"][0].reason


@pytest.mark.requirement("NX-107")
def test_reported_case_is_locked_for_the_unit(keeper: Client, enter: Enter) -> None:
    case = enter()
    _report(keeper, case)
    response = keeper.get(f"/cases/{case.public_id}/form/basics/")
    assert response.status_code == 302
    assert "修改内容" not in keeper.get(f"/cases/{case.public_id}/").content.decode()


@pytest.mark.requirement("NX-104")
def test_reported_case_can_be_printed_by_the_unit(keeper: Client, enter: Enter) -> None:
    case = enter()
    letter = f"/cases/{case.public_id}/letters/form/"
    assert letter not in keeper.get(f"/cases/{case.public_id}/").content.decode()
    _report(keeper, case)
    assert letter in keeper.get(f"/cases/{case.public_id}/").content.decode()
    assert keeper.get(letter)["Content-Type"] == "application/pdf"


@pytest.mark.requirement("NX-103", "NX-100")
def test_unit_may_correct_confirm_or_send_back(keeper: Client, submitted: Application) -> None:
    body = keeper.get(f"/cases/{submitted.public_id}/").content.decode()
    assert "修改内容" in body
    assert "退回修改" in body
    assert keeper.get(f"/cases/{submitted.public_id}/form/basics/").status_code == 200


def _exported(response: Any) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


@pytest.mark.requirement("NX-98")
def test_list_is_taken_away_with_masked_numbers(keeper: Client, enter: Enter) -> None:
    enter(name="=1+1的人")
    enter(name="张三")
    response = keeper.get(f"{DESK}export/?list=draft")
    rows = _exported(response)
    assert rows[0][:4] == ("姓名", "证件类型", "证件号码", "状态")
    assert [row[0] for row in rows[1:]] == ["张三", "'=1+1的人"]
    assert rows[1][2] == "3" + "*" * 16 + invented_id_number(6_400_002)[-1]
    assert _exported(keeper.get(f"{DESK}export/?list=draft&q=zs"))[1:] == rows[1:2]
    assert not Event.objects.filter(action="identity.exported").exists()


def test_whole_numbers_are_taken_away_by_a_button_that_is_logged(keeper: Client, enter: Enter, manager: User) -> None:
    enter(name="张三")
    rows = _exported(keeper.post(f"{DESK}export/?list=draft"))
    assert rows[1][2] == invented_id_number(6_400_001)
    event = Event.objects.get(action="identity.exported")
    assert (event.actor, event.kind, event.detail["list"]) == (manager, "READ", "draft")


def test_each_further_case_costs_as_many_queries_as_the_first(keeper: Client, enter: Enter) -> None:
    _report(keeper, enter())
    counts = []
    for number in (1, 3, 5):
        cases = [enter() for _n in range(number)]
        with CaptureQueriesContext(connection) as queries:
            _report(keeper, *cases)
        counts.append(len(queries))
    assert counts[2] - counts[1] <= counts[1] - counts[0] <= 2 * 45
