"""The file that a unit fills in: sheets, headings, lists to choose from, in both languages."""

import io
import re
import zipfile

import openpyxl
import pytest

from applications.reading import stored_value
from applications.tables.layout import sheets_of
from applications.tables.template import template_of
from applications.tables.words import option_words
from tests.collecting import collection


def _book(language: str = "zh-hans") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template_of(collection(), language)))


@pytest.mark.requirement("NX-108")
def test_template_has_a_sheet_for_each_page_and_a_row_a_person_first() -> None:
    book = _book()
    assert book.sheetnames == ["填写说明", "基本信息", "委托联系人", "工作／经历", "荣誉奖项", "选项"]
    assert book["选项"].sheet_state == "hidden"
    headings = [cell.value for cell in book["基本信息"][1]]
    assert headings[:5] == ["*证件类型", "*证件号码", "*中文姓名", "性别", "出生日期"]
    assert "所在单位" not in headings  # the register says it
    assert [cell.value for cell in book["荣誉奖项"][1]] == ["*证件号码", "*荣誉名称", "*获奖时间"]


def test_template_in_english_is_called_otherwise_and_read_alike() -> None:
    book = _book("en")
    assert book.sheetnames[1] == "Basic information"
    sheet = sheets_of(collection())[0]
    known = sheet.headers
    assert all("".join(str(c.value).lower().split()).lstrip("*") in known for c in book["Basic information"][1])


def test_columns_with_choices_offer_a_list_and_are_text() -> None:
    book = _book()
    rules = {str(rule.sqref): rule for rule in book["基本信息"].data_validations.dataValidation}
    assert rules["F2:F2001"].type == "list"
    assert rules["F2:F2001"].formula1.startswith("'选项'!$")
    with zipfile.ZipFile(io.BytesIO(template_of(collection(), "zh-hans"))) as package:
        assert b'formatCode="@"' in package.read("xl/styles.xml")
        columns = re.findall(rb"<col [^>]+>", package.read("xl/worksheets/sheet2.xml"))
        assert columns
        assert all(b" style=" in column for column in columns)


def test_each_offered_word_means_one_code_alone() -> None:
    scheme = collection()
    home = scheme.field("home")
    words = option_words(scheme, home, "zh-hans")
    assert len(words) == len(set(words)) > 3000
    some = words[::211]
    codes = [stored_value(scheme, home, word) for word in some]
    assert all(code.isdigit() for code in codes), codes
    assert len(set(codes)) == len(some)


def test_guide_tells_what_is_required_and_how_long_it_may_be() -> None:
    rows = [[cell.value for cell in row] for row in _book()["填写说明"].iter_rows()]
    [post] = [row for row in rows if row[1] == "职务"]
    assert post[2:] == ["是", "文字，最多 30 个字符", "没有的填“无”"]
