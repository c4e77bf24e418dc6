"""The bureau's public lists as files: what the public list shows, masked, with nothing more."""

import datetime as dt
import io

import openpyxl
import pypdf
import pytest

from applications.models import Application
from portal.calendar import set_clock
from review.choices import PublicityState
from review.models import PublicityEntry
from review.tables import publicity
from tests.builders import make_application, publish
from tests.review.views.conftest import IN_WINDOW
from tests.review.views.test_queue import text_of

URL, PDF, TABLE = "/bureau/publicity/", "/bureau/publicity/pdf/", "/bureau/publicity/table/"
FIRST, LAST = dt.date(2026, 11, 3), dt.date(2026, 11, 10)


@pytest.fixture
def line(tenant):
    """Put a line on a list."""
    case = make_application(tenant, publish(tenant))

    def put(name="陈**", *, starts_on=FIRST, ends_on=LAST, case: Application = case, **fields):
        shown = {"name": name, "unit.name": "海曙示例软件有限公司", "category": "高级人才"}
        return PublicityEntry.objects.create(
            application=case, shown=shown, starts_on=starts_on, ends_on=ends_on, **fields
        )

    return put


@pytest.fixture
def bureau(reviewer, as_user):
    return as_user(reviewer("bureau"))


def text_of_pdf(response):
    assert response["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    return [page.extract_text() for page in pages]


def rows_of(response):
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}


@pytest.mark.requirement("NB-83", "NB-108")
def test_a_list_says_what_the_public_list_says(line, bureau, tenant):
    line("陈**")
    line("下**", state=PublicityState.CANCELLED)
    line("往**", starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2026, 9, 8), state=PublicityState.ENDED)
    page = text_of(bureau.get(URL))
    assert "2026年11月3日至2026年11月10日" in page
    (text,) = text_of_pdf(bureau.get(PDF, {"since": "2026-11-03", "until": "2026-11-03"}))
    for words in (tenant.bureau_zh, "高层次人才分类认定公示名单", "公示期：2026年11月3日至2026年11月10日", "（盖章）"):
        assert words in text
    assert "第 1 页，共 1 页" in text
    assert "陈**" in text
    assert "下**" not in text
    assert "往**" not in text
    both = text_of_pdf(bureau.get(PDF))
    assert "往**" in both[0]
    (sheet,) = rows_of(bureau.get(TABLE)).values()
    assert sheet[3] == ["序号", "公示首日", "公示末日", "姓名", "工作单位", "人才类别"]
    assert sheet[4][0] == 1
    assert sheet[4][3:] == ["陈**", "海曙示例软件有限公司", "高级人才"]
    assert len(sheet) == 6


def test_an_empty_list_and_a_long_one_look_right(line, bureau, monkeypatch):
    (text,) = text_of_pdf(bureau.get(PDF))
    assert "没有公示名单" in text
    assert "没有公示名单" in text_of(bureau.get(URL))
    assert list(rows_of(bureau.get(TABLE))) == ["公示名单"]
    for number in range(120):
        line(f"长**{number}")
    pages = text_of_pdf(bureau.get(PDF))
    assert len(pages) > 2
    assert all("序号" in page for page in pages)
    assert f"第 {len(pages)} 页，共 {len(pages)} 页" in pages[-1]
    assert sum(page.count("长**") for page in pages) == 120
    monkeypatch.setattr(publicity, "MOST_LINES", 100)
    refused = bureau.get(PDF)
    assert refused.status_code == 422
    assert "一个 PDF 最多 100 行" in text_of(refused)
    assert bureau.get(TABLE).status_code == 200


def test_a_name_that_no_font_can_draw_is_said_and_the_table_is_left(line, bureau):
    line("陈\ue863")
    refused = bureau.get(PDF)
    assert refused.status_code == 422
    assert "U+E863" in text_of(refused)


def test_a_formula_stays_a_text(line, bureau):
    line("=1+1")
    (sheet,) = rows_of(bureau.get(TABLE)).values()
    assert sheet[4][3] == "'=1+1"


def test_what_is_wrong_with_the_days_is_said(line, bureau):
    response = bureau.get(URL, {"since": "2026-11-03", "until": "2026-10-03"})
    assert response.status_code == 422
    assert "不能早于起始日期" in text_of(response)
    assert 'value="2026-10-03"' in response.content.decode()
    assert bureau.get(PDF, {"since": "x"}).status_code == 404


def test_the_lists_are_the_bureaus(line, reviewer, as_user):
    line()
    for office in ("alliance-haishu", "municipal-window", "talent-office"):
        client = as_user(reviewer(office))
        assert [client.get(url).status_code for url in (URL, PDF, TABLE)] == [404, 404, 404]
    with set_clock(IN_WINDOW):
        assert as_user(None).get(URL).status_code == 302
