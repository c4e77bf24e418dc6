"""The unit's desk where people file in steps and the unit reports: what it sees, reports and gives back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.choices import Progress, State
from applications.queries import digest_code, printed_code
from applications.services.filing import save_form
from portal.audit.models import Event
from tests.applications.filed import filing  # noqa: F401
from tests.applications.filling import client_of
from tests.applications.views.test_filing import text_of
from tests.filed import Filed, fresh, make_somebody

# ruff: noqa: F811
DESK = "/my-units/cases/"


@pytest.fixture
def keeper(filing: Filed) -> Client:
    """The browser of the unit's administrator."""
    return client_of(filing.keeper)


def names(client: Client, which: str = "all") -> list[str]:
    rows = client.get(f"{DESK}?scheme=refiling&list={which}").context["rows"]
    return [row["case"].applicant_name for row in rows]


def report(client: Client, *cases: Any, **more: Any) -> Any:
    chosen = [f"{case.public_id}:{case.revision}" for case in cases]
    return client.post(f"{DESK}report/?scheme=refiling", {"case": chosen, **more})


@pytest.mark.requirement("HZ-26", "HZ-31")
def test_unit_sees_a_case_once_its_form_is_saved(filing: Filed, keeper: Client) -> None:
    case = filing.typed(filing.begun())
    address = f"/cases/{case.public_id}/"
    assert names(keeper) == []
    assert keeper.get(address).status_code == 404
    save_form(application_id=case.pk, user=filing.person)
    assert names(keeper, "filling") == ["市秀强"]
    assert keeper.get(address).status_code == 200
    filing.typed(case, post="班长")
    assert names(keeper) == []
    assert keeper.get(address).status_code == 404


@pytest.mark.requirement("HZ-26", "HZ-31")
def test_former_unit_sees_nothing_any_more(filing: Filed, keeper: Client) -> None:
    case = filing.files_saved()
    [file] = case.attachments.all()
    assert keeper.get(f"/attachments/{file.public_id}/").status_code == 200
    unit, other = filing.another_unit()
    filing.form_saved(case, unit=unit.public_id)
    assert keeper.get(f"/cases/{case.public_id}/").status_code == 404
    assert keeper.get(f"/attachments/{file.public_id}/").status_code == 404
    assert names(client_of(other)) == ["市秀强"]


@pytest.mark.requirement("HZ-25")
def test_cases_stand_in_lists_by_how_far_they_are(filing: Filed, keeper: Client) -> None:
    filing.files_saved()
    filing.form_saved(filing.begun(make_somebody(filing.tenant, "申小宁", 7_900_002)))
    tabs = [tab["label"] for tab in keeper.get(f"{DESK}?scheme=refiling").context["tabs"]]
    assert tabs[:4] == ["待上报 1", "上传佐证材料 1", "单位退回 0", "待预审 0"]
    assert keeper.get(f"{DESK}?scheme=refiling").context["which"].key == "ready"
    assert names(keeper, "ready") == ["市秀强"]


@pytest.mark.requirement("HZ-26")
def test_case_shows_the_unit_what_it_is_to_check(filing: Filed, keeper: Client) -> None:
    case = filing.files_saved()
    shown = text_of(keeper.get(f"/cases/{case.public_id}/"))
    assert "申报人保存的内容" in shown
    assert "电焊工" in shown
    assert "盖章页.jpg" in shown
    assert "上报之前请仔细核对该申报人是否为本单位员工，审核申报材料是否真实正确。" in shown
    assert filing.person.id_number not in shown
    whole = keeper.post(f"/cases/{case.public_id}/identity/")
    assert filing.person.id_number in whole.content.decode()


@pytest.mark.requirement("HZ-27")
def test_reminder_and_tick_box_come_before_the_report(filing: Filed, keeper: Client) -> None:
    case = filing.files_saved()
    checked = keeper.post(f"{DESK}check/?scheme=refiling", {"case": f"{case.public_id}:{case.revision}"})
    assert "上报之前请仔细核对该申报人是否为本单位员工" in text_of(checked)
    assert 'name="vouched"' in checked.content.decode()
    response = report(keeper, case)
    assert response.status_code == 422
    assert "请先核对申报人是否为本单位员工" in text_of(response)
    assert f"{case.public_id}:{case.revision}" in response.content.decode()
    assert fresh(case).state == State.DRAFT
    response = report(keeper, case, vouched="yes")
    assert [one.application.pk for one in response.context["done"]] == [case.pk]
    assert fresh(case).label_zh == "待预审"


@pytest.mark.requirement("HZ-25", "HZ-90")
def test_many_are_reported_at_once(filing: Filed, keeper: Client) -> None:
    cases = [filing.files_saved()]
    cases.append(filing.files_saved(filing.begun(make_somebody(filing.tenant, "申小宁", 7_900_002))))
    unready = filing.form_saved(filing.begun(make_somebody(filing.tenant, "海小波", 7_900_003)))
    checked = keeper.post(f"{DESK}check/?scheme=refiling&list=all", {"all": "yes"})
    assert [row["case"].applicant_name for row in checked.context["ready"]] == ["申小宁", "市秀强"]
    [row] = checked.context["unready"]
    assert "还没有上传并保存材料" in row["obstacle"]
    assert any("备案申请表" in fault for fault in row["faults"])
    done = report(keeper, *cases, unready, vouched="yes")
    assert len(done.context["done"]) == 2
    assert [one.application.pk for one in done.context["refused"]] == [unready.pk]


def test_page_is_told_that_a_case_went_back_to_its_person(filing: Filed, keeper: Client) -> None:
    case = filing.files_saved()
    filing.typed(case, post="班长")
    assert "有 1 件已由申报人修改，没有上报" in text_of(report(keeper, case, vouched="yes"))


@pytest.mark.requirement("HZ-34")
def test_unit_gives_back_with_words(filing: Filed, keeper: Client) -> None:
    case = filing.files_saved()
    url, body = f"/cases/{case.public_id}/decide/", {"decision": "return", "revision": case.revision}
    refused = keeper.post(url, body | {"words": " "})
    assert refused.status_code == 422
    assert "写明原因" in refused.content.decode()
    assert fresh(case).progress == Progress.FILES
    stale = keeper.post(url, {"decision": "return", "revision": case.revision - 1, "words": "合同已到期"})
    assert stale.status_code == 409
    assert "合同已到期" in stale.content.decode()
    response = keeper.post(url, body | {"words": "合同已到期"}, follow=True)
    assert "已退回市秀强修改" in text_of(response)
    assert Event.objects.filter(action="application.returned", words="合同已到期").exists()
    listed = text_of(keeper.get(f"{DESK}?scheme=refiling&list=given_back"))
    assert "市秀强" in listed
    assert "合同已到期" in listed
    [file] = case.attachments.all()
    assert "合同已到期" in text_of(keeper.get(f"/cases/{case.public_id}/"))
    assert keeper.get(f"/attachments/{file.public_id}/").status_code == 404  # what is being corrected is the person's


@pytest.mark.requirement("HZ-88")
def test_reported_case_is_only_looked_at(filing: Filed, keeper: Client) -> None:
    case = filing.reported()
    shown = keeper.get(f"/cases/{case.public_id}/")
    assert shown.context["unreported"] is None
    assert "退回修改" not in text_of(shown)


@pytest.mark.requirement("HZ-25")
def test_desk_costs_the_same_for_three_cases_as_for_one(filing: Filed, keeper: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert keeper.get(f"{DESK}?scheme=refiling&list=ready").status_code == 200
        return len(queries)

    filing.files_saved()
    cost()
    once = cost()
    for number in (7_900_002, 7_900_003):
        filing.files_saved(filing.begun(make_somebody(filing.tenant, "申小宁", number)))
    assert cost() == once


@pytest.mark.requirement("HZ-26")
def test_unit_prints_what_it_checks(filing: Filed, keeper: Client) -> None:
    case = filing.files_saved()
    assert keeper.get(f"/cases/{case.public_id}/letters/form/")["content-type"] == "application/pdf"
    assert Event.objects.filter(action="letter.printed").exists()


@pytest.mark.requirement("HZ-27", "HZ-68")
def test_who_looks_at_the_sealed_form_reads_the_code_that_it_must_bear(filing: Filed, keeper: Client) -> None:
    """A scan cannot be read by the portal, and a sheet of somebody else's looks the same."""
    case = filing.files_saved()
    code, address = digest_code(case), f"/cases/{case.public_id}/"
    assert f"校验码应为：{code}" in text_of(keeper.get(address)).replace(" ", "")
    filing.report(case)
    assert f"校验码应为：{code}" in text_of(keeper.get(address)).replace(" ", "")
    assert printed_code(fresh(case).submissions.get()) == code
