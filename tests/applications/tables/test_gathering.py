"""From rows to persons: what is read, and what is refused with its place."""

import datetime as dt
from typing import Any

import openpyxl
import pytest

from applications.tables.gathering import Gathered, gathered_from
from portal.people.invented import invented_id_number
from tests.collecting import book, collection, row_of, upload

FIRST = 6_200_001
NUMBER = invented_id_number(FIRST)


def _gathered(*people: dict[str, Any], **more: Any) -> Gathered:
    return gathered_from(collection(), upload(book(*people, **more)))


def _said(found: Gathered) -> list[tuple[str, int, str, str]]:
    return [(one.sheet, one.row, one.column, one.reason) for one in found.findings]


@pytest.mark.requirement("NX-108")
def test_person_is_read_with_answers_and_records_of_all_sheets() -> None:
    row = row_of(
        FIRST, "欧阳某", 专业领域="教育、卫生", 参加工作时间="2001年9月", 户籍所在地="浙江省/宁波市/海曙区", 性别=""
    )
    jobs = [
        {"证件号码": NUMBER, "起始年月": "2001-09", "工作单位": "一厂", "是否全职": "是"},
        {"证件号码": NUMBER, "起始年月": dt.date(2010, 3, 1), "结束年月": "201508", "工作单位": "二厂"},
    ]
    found = _gathered(row, **{"工作／经历": jobs, "委托联系人": [{"证件号码": NUMBER, "姓名": "某乙"}]})
    [person] = found.people
    assert found.findings == []
    assert person.number == NUMBER
    assert person.identity["applicant.id_type"] == "CN_ID"
    assert person.answers == {
        "ethnicity": "01", "post": "无", "strengths": ["education", "health"], "work_start": "2001-09",
        "home": "330203", "contact.name": "某乙",
    }  # fmt: skip
    assert person.records["jobs"] == [
        {"start": "2001-09", "employer": "一厂", "full_time": True},
        {"start": "2010-03", "end": "2015-08", "employer": "二厂"},
    ]


def test_formula_is_named_and_not_computed() -> None:
    found = _gathered(row_of(FIRST, 职务='=HYPERLINK("http://x","y")'), row_of(FIRST + 1))
    assert _said(found) == [("基本信息", 2, "职务", "单元格是公式，公式不计算。请复制后“选择性粘贴”为值。")]
    assert found.findings[0].value.startswith("=HYPERLINK")
    assert [person.is_refused for person in found.people] == [True, False]


def test_number_that_became_a_number_has_lost_its_end() -> None:
    found = _gathered(row_of(FIRST) | {"证件号码": int(NUMBER.replace("X", "1"))})
    assert _said(found)[0][:3] == ("基本信息", 2, "证件号码")
    assert "末几位已经丢失" in _said(found)[0][3]


@pytest.mark.parametrize(("value", "words"), [(dt.date(2018, 1, 1), "存成了日期"), (True, "逻辑值")])
def test_cell_of_another_type_is_refused_with_its_place(value: Any, words: str) -> None:
    found = _gathered(row_of(FIRST, 职务=value))
    assert [(one[:3], words in one[3]) for one in _said(found)] == [(("基本信息", 2, "职务"), True)]


def test_merged_cells_refuse_each_row_they_touch() -> None:
    jobs = [{"证件号码": NUMBER, "起始年月": "2001-09"}, {"起始年月": "2002-09"}]

    def merge(made: openpyxl.Workbook) -> None:
        made["工作／经历"].merge_cells("A2:A3")

    found = _gathered(row_of(FIRST), row_of(FIRST + 1), change=merge, **{"工作／经历": jobs})
    assert [(one.row, one.reason[:9]) for one in found.findings] == [
        (2, "有合并的单元格（A"),
        (3, "没有证件号码，不知"),
    ]
    assert [person.is_refused for person in found.people] == [True, False]


def test_hidden_row_is_refused() -> None:
    def hide(made: openpyxl.Workbook) -> None:
        made["基本信息"].row_dimensions[3].hidden = True

    found = _gathered(row_of(FIRST), row_of(FIRST + 1), change=hide)
    assert [(one.row, "隐藏" in one.reason) for one in found.findings] == [(3, True)]


def test_twins_are_both_refused() -> None:
    found = _gathered(row_of(FIRST), row_of(FIRST + 1), row_of(FIRST))
    assert [(one.row, one.reason) for one in found.findings] == [
        (2, "第 2、4 行是同一个证件号码，请只保留一行。"),
        (4, "第 2、4 行是同一个证件号码，请只保留一行。"),
    ]
    assert NUMBER not in found.findings[0].value


def test_row_of_nobody_is_named() -> None:
    found = _gathered(row_of(FIRST), 荣誉奖项=[{"证件号码": "330203199001010010", "荣誉名称": "奖"}])
    assert [(one.sheet, one.row) for one in found.findings] == [("荣誉奖项", 2)]
    assert found.people[0].is_refused is False


def test_second_row_of_a_page_that_is_filled_in_once_is_refused() -> None:
    contacts = [{"证件号码": NUMBER, "姓名": "某乙"}, {"证件号码": NUMBER, "姓名": "某丙"}]
    found = _gathered(row_of(FIRST), 委托联系人=contacts)
    assert [(one.row, one.reason) for one in found.findings] == [(3, "这一页每人只填一行，前面已有第 2 行。")]


def test_value_beside_the_columns_is_refused() -> None:
    def write(made: openpyxl.Workbook) -> None:
        made["基本信息"]["AZ2"] = "多余"

    found = _gathered(row_of(FIRST), change=write)
    assert [one.reason for one in found.findings] == ["这一列没有标题，不知道是什么。"]
