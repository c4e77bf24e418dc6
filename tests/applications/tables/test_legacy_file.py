"""Files of a former site: what is wrong in a row is named, and a file that is none is refused and costs little."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.base import ContentFile, File

from applications.tables import legacy_file, plain_text
from applications.tables.legacy_checking import LegacyEntry, entry_of, faults_of_row
from applications.tables.legacy_file import legacy_rows
from applications.tables.opening import UnusableWorkbook
from portal.people.invented import invented_id_number
from tests.applications.tables.legacy import HEADINGS, USCC, csv_file, row, text, xlsx_file


def said_of(file: File[bytes], columns: Mapping[str, str] | None = None) -> list[LegacyEntry | str]:
    """Return each row's entry, or its faults in words."""
    found: list[LegacyEntry | str] = []
    with legacy_rows(file, columns or {}) as rows:
        for one in rows:
            faults = faults_of_row(one)
            found.append("；".join(f"{heading}：{reason}" for heading, reason in faults) if faults else entry_of(one))
    return found


def refused(file: File[bytes], **columns: str) -> str:
    with pytest.raises(UnusableWorkbook) as raised:
        said_of(file, columns)
    return str(raised.value)


@pytest.mark.requirement("CY-41")
@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"统一社会信用代码": USCC[:-1] + ("0" if USCC[-1] != "0" else "1")}, "统一社会信用代码：统一社会信用代码有误"),
        ({"身份证号": invented_id_number(7_200_001)[:-2]}, "身份证号：证件号码应为 18 位"),
        ({"姓名": ""}, "姓名："),
        ({"申报年度": ""}, "申报年度：请填写"),
        ({"申报年度": "二〇二二年度第一批次第一分批第一小批之一号"}, "申报年度：超过 20"),
        ({"申报时间": "2022-02-30"}, "申报时间：不是真实的日期"),
        ({"申报时间": "2999-01-01"}, "申报时间：日期晚于今天"),
        ({"所学专业": "=1+1"}, "所学专业：单元格是公式"),
        ({"统一社会信用代码": "1", "姓名": ""}, "；"),
    ],
)
def test_row_with_a_fault_is_refused_with_its_column_and_reason(cells: dict[str, str], words: str) -> None:
    bad, good = said_of(csv_file(row(**cells), row(7_200_002)))
    assert words in str(bad)
    assert isinstance(good, LegacyEntry)


@pytest.mark.requirement("CY-41")
def test_formulas_and_numbers_without_their_last_digits_are_refused_in_excel() -> None:
    def spoil(sheet: Any) -> None:
        sheet.write_formula(1, 2, "=A1", None, "旧一")
        sheet.write_number(2, 3, float(invented_id_number(7_200_002)[:17] + "0"))

    formula, number = said_of(xlsx_file(row(), row(7_200_002), write=spoil))
    assert "姓名：单元格是公式" in str(formula)
    assert "末几位已经丢失" in str(number)


def test_number_that_excel_was_told_to_keep_is_read() -> None:
    number = invented_id_number(7_200_001)
    [entry] = said_of(csv_file(row(身份证号=f'"=""{number}"""')))
    assert isinstance(entry, LegacyEntry)
    assert entry.id_number == number


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (text(row(), headings=["甲", *HEADINGS[1:]]).replace("身份证号", "号码", 1).encode(), "身份证号（id_number）"),
        (text(row(), headings=["姓名", *HEADINGS[1:]]).encode(), "标题重复：姓名"),
        ("统一".encode("utf-16"), "不是 UTF-8 或 GB18030"),
        (b"a\0b,c\n", "不是 UTF-8 或 GB18030"),
        (b"\x81", "不是 UTF-8 或 GB18030"),
        ('"没有结束的引号,'.encode(), "请检查引号"),
        (("\n" + "," * 200).encode(), "超过 100 列"),
        (b"PK\x03\x04" + b"\0" * 100, "不是 Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Excel"),
    ],
)
@pytest.mark.requirement("CY-41")
def test_file_that_is_none_is_refused_in_words(content: bytes, words: str) -> None:
    assert words in refused(ContentFile(content, "old"))


def test_huge_files_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_text, "LARGEST_CSV", 1024**2)
    assert "超过 1 MB" in refused(ContentFile(b"x" * (1024**2 + 1)))
    monkeypatch.setattr(legacy_file, "MOST_ROWS", 2)
    assert "超过 2 行" in refused(csv_file(*(row(7_200_000 + number) for number in range(3))))


def test_column_that_is_not_called_as_usual_can_be_named() -> None:
    file = csv_file(row(), headings=["企业", "代码", *HEADINGS[2:]])
    assert "统一社会信用代码（uscc）" in refused(file)
    [entry] = said_of(file, {"uscc": "代码"})
    assert isinstance(entry, LegacyEntry)
    assert (entry.uscc, entry.unit_name, entry.further) == (USCC, "", [["企业", "旧时公司"], ["所学专业", "机械"]])
    assert "没有“没有的列”列（uscc）" in refused(file, uscc="没有的列")


def test_other_documents_and_separators_are_read() -> None:
    headings = ["统一社会信用代码", "姓名", "证件类型", "证件号码", "批次"]
    lines = (headings, [USCC, "John Smith", "外国护照", "X1234567", "2022"], [USCC, "某人", "军官证", "1", "2022"])
    passport, unknown = said_of(ContentFile("\n".join("\t".join(cells) for cells in lines).encode("utf-8-sig")))
    assert isinstance(passport, LegacyEntry)
    assert (passport.id_type, passport.id_number, passport.declared_on) == ("FOREIGN_PASSPORT", "X1234567", None)
    assert "证件类型：没有这种证件类型" in str(unknown)


def test_row_with_more_cells_than_headings_is_refused() -> None:
    [said] = said_of(csv_file([*row(), "多出来的"]))
    assert "内容可能错位" in str(said)
