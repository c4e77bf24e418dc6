"""The bureau's dashboard through HTTP: who sees which figures, what lies behind them, what is taken away."""

import datetime as dt
import io
import re
import xml.etree.ElementTree as ET

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.calendar import set_clock
from review.choices import OfficeKind
from review.models import Office, ReviewTask
from tests.review.views.conftest import CHINA, IN_WINDOW, task_of
from tests.review.views.test_queue import text_of

HAISHU, URL = "alliance-haishu", "/desk/overview/"
SVG = re.compile(r"<svg class=\"chart\".*?</svg>", re.S)


def totals(response):
    return {one.key: one.cell.value for one in response.context["totals"] if one.cell.value}


def rows_of(response, key):
    table = next(one for one in response.context["tables"] if one.key == key)
    return {row[0].text: [cell.value for cell in row[1:]] for row in table.rows}


def sheets(response):
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}


@pytest.mark.requirement("NB-91", "NB-92")
def test_overview_counts_own_offices_and_for_the_bureau_all(send, reviewer, as_user):
    late = send("陈秀强")
    send("李思齐")
    ReviewTask.objects.filter(application=late).update(due_on=dt.date(2026, 11, 2))
    own = as_user(reviewer(HAISHU)).get(URL)
    assert totals(own) == {"received": 2, "in_hand": 2, "overdue": 1}
    assert list(rows_of(own, "offices")) == [Office.objects.get(code=HAISHU).name]
    every = as_user(reviewer("bureau")).get(URL)
    assert totals(every) == totals(own)
    assert len(rows_of(every, "offices")) > 10
    assert totals(as_user(reviewer("municipal-window")).get(URL)) == {}
    assert totals(as_user(reviewer("bureau")).get(URL, {"where": HAISHU})) == totals(own)


def test_a_county_sees_itself_and_what_is_below_it(send, reviewer, as_user):
    send("陈秀强")
    city = Office.objects.get(code="bureau")
    county = Office.objects.create(code="county", name_zh="县局", kind=OfficeKind.BUREAU, tier="county", parent=city)
    window = Office.objects.create(
        code="town", name_zh="乡镇窗口", kind=OfficeKind.WINDOW, tier="county", parent=county
    )
    Office.objects.create(code="post", name_zh="服务站", kind=OfficeKind.WINDOW, tier="county", parent=window)
    seen = as_user(reviewer("county")).get(URL)
    assert set(rows_of(seen, "offices")) == {"县局", "乡镇窗口", "服务站"}
    assert totals(seen) == {}
    refused = as_user(reviewer("county")).get(URL, {"where": HAISHU})
    assert refused.status_code == 422
    assert "totals" not in refused.context


def test_what_is_wrong_with_a_period_is_said_and_nothing_is_lost(send, reviewer, as_user):
    client = as_user(reviewer(HAISHU))
    for asked, reason in [
        ({"start": "2026-11-02", "end": "2026-10-01"}, "不能早于起始日期"),
        ({"start": "2026-11-01", "end": "2026-11-04"}, "不能晚于今天"),
        ({"start": "2026-10-01"}, "请填写日期"),
        ({"start": "1999-01-01", "end": "2026-11-01"}, "最长相隔 5 年"),
    ]:
        response = client.get(URL, {"period": "range"} | asked)
        assert response.status_code == 422
        assert reason in text_of(response)
        assert all(f'value="{value}"' in response.content.decode() for value in asked.values())
    assert client.get(URL, {"period": "decade"}).status_code == 422
    assert client.get(f"{URL}file/", {"period": "range"}).status_code == 404
    assert client.get(URL, {"period": "range", "start": "2026-10-01", "end": "2026-11-03"}).status_code == 200


def test_charts_are_wellformed_named_and_without_inline_style(send, reviewer, as_user):
    for name in ("甲甲", "乙乙"):
        send(name)
    client = as_user(reviewer(HAISHU))
    with set_clock(IN_WINDOW + dt.timedelta(days=2)):
        client.post(f"/desk/tasks/{ReviewTask.objects.first().public_id}/decide/", {"decision": "pass"})
        html = client.get(URL).content.decode()
    charts = [ET.fromstring(found) for found in SVG.findall(html)]
    assert len(charts) == 4
    ids = [one.get("id") for chart in charts for one in chart.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for chart in charts:
        assert chart.get("role") == "img"
        title, summary = chart.get("aria-labelledby").split()
        assert chart.find("title").text
        assert chart.find("desc").text
        assert {title, summary} <= set(ids)
        assert not any(one.get("style") for one in chart.iter())


@pytest.mark.requirement("NB-86")
def test_a_figure_leads_to_its_cases_and_names_none_that_the_reader_may_not_see(send, reviewer, as_user):
    case = send("陈秀强")
    cases = f"{URL}cases/"
    own = as_user(reviewer(HAISHU)).get(cases, {"figure": "in_hand"})
    assert "陈秀强" in text_of(own)
    assert f"/desk/cases/{case.public_id}/" in own.content.decode()
    above = as_user(reviewer("bureau")).get(cases, {"figure": "in_hand"})
    shown = above.content.decode()
    assert case.public_id in shown
    assert not any(words in shown for words in ("陈秀强", case.unit.name, f"/desk/cases/{case.public_id}/"))
    assert Office.objects.get(code=HAISHU).name in shown
    assert "请把申报编号告诉办理机构" in text_of(above)
    other = as_user(reviewer("municipal-window")).get(cases, {"figure": "in_hand"})
    assert case.public_id not in other.content.decode()
    assert as_user(reviewer("municipal-window")).get(cases, {"figure": "in_hand", "where": HAISHU}).status_code == 404
    for figure in ("", "nonsense", "taken", "decided"):
        assert as_user(reviewer("bureau")).get(cases, {"figure": figure}).status_code == 404


def test_the_list_behind_a_figure_is_leafed_through_and_costs_the_same(send, reviewer, as_user):
    client, url = as_user(reviewer(HAISHU)), f"{URL}cases/?figure=received"
    send("甲甲")
    few = _queries(client, url)
    for number in range(22):
        send(f"乙{number}")
    assert _queries(client, url) == few
    first = client.get(url)
    second = client.get(f"{URL}cases/{first.context['leaf'].older_url}")
    names = [row.application.applicant_name for page in (first, second) for row in page.context["rows"]]
    assert len(names) == len(set(names)) == 23
    many = {path: _queries(as_user(reviewer("bureau")), path) for path in (URL, f"{URL}workload/", f"{URL}file/")}
    send("丙丙")
    assert {path: _queries(as_user(reviewer("bureau")), path) for path in many} == many
    assert many[URL] <= 40


def _queries(client, url):
    """How many a page asks: what is remembered for some seconds may have run out in one of the calls, not in all."""
    counts = []
    for _call in range(4):  # the first also writes the new session
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    return min(counts)


def test_the_work_of_persons_is_for_the_bureau_that_leads_them(send, reviewer, as_user):
    worker = reviewer(HAISHU, name="王审核")
    task = task_of(send("陈秀强"))
    as_user(worker).post(f"/desk/tasks/{task.public_id}/decide/", {"decision": "pass"})
    bureau = as_user(reviewer("bureau", name="李局长"))
    page = bureau.get(f"{URL}workload/")
    assert "王审核" in text_of(page)
    link = next(row[3].url for row in page.context["table"].rows if row[1].text == "王审核")
    behind = bureau.get(link)
    assert [row.application.pk for row in behind.context["rows"]] == [task.application_id]
    assert "陈秀强" not in text_of(behind)
    for who in (worker, reviewer("talent-office")):
        client = as_user(who)
        for refused in (f"{URL}workload/", f"{URL}file/?table=workload", link):
            assert client.get(refused).status_code == 404
        assert "审核人工作量" not in sheets(client.get(f"{URL}file/"))
    county = Office.objects.create(
        code="county", name_zh="县局", kind=OfficeKind.BUREAU, tier="county", parent=Office.objects.get(code="bureau")
    )
    assert county.parent
    below = as_user(reviewer("county", name="县审核"))
    assert {row[1].text for row in below.get(f"{URL}workload/").context["table"].rows} == {"县审核"}
    assert below.get(link).status_code == 404


def test_the_workbook_has_a_sheet_a_table_and_texts_that_are_texts(send, reviewer, as_user):
    send("陈秀强")
    Office.objects.filter(code=HAISHU).update(name_zh="=1+1")
    client = as_user(reviewer("bureau"))
    book = sheets(client.get(f"{URL}file/", {"period": "month"}))
    assert list(book) == ["总计", "按月", "按机构", "按类别", "各环节用时（工作日）", "审核人工作量", "怎么算的"]
    assert book["总计"][1][0] == "期间：2026年11月1日至2026年11月3日"
    assert book["总计"][2][0] == "生成时间：2026年11月3日 09:00"
    assert book["总计"][4][:2] == ["指标", "件数"]
    assert book["总计"][5][:2] == ["收件", 1]
    assert ["'=1+1", 1, 1] in [row[:3] for row in book["按机构"]]
    one = sheets(client.get(f"{URL}file/", {"table": "months", "where": HAISHU}, headers={"accept-language": "en"}))
    assert len(one) == 2
    assert client.get(f"{URL}file/", {"table": "nonsense"}).status_code == 404


def test_large_numbers_are_grouped(send, reviewer, as_user, monkeypatch):
    from review.tables.parts import Cell

    assert [Cell(value).text for value in (0, 999, 1000, 1234567, 12.5, None, "x")] == [
        *("0", "999", "1,000", "1,234,567", "12.5", "—", "x"),
    ]


def test_figures_of_last_year_are_there(send, reviewer, as_user):
    with set_clock(dt.datetime(2025, 12, 2, 9, tzinfo=CHINA)):
        send("陈秀强")
    client = as_user(reviewer(HAISHU))
    asked = {"period": "range", "start": "2025-12-01", "end": "2025-12-31"}
    assert totals(client.get(URL, asked))["received"] == 1
    assert totals(client.get(URL)) == {"in_hand": 1, "overdue": 1}
    assert IN_WINDOW.year == 2026
