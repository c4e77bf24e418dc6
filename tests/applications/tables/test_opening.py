"""Files that are no tables of persons, too large, or made to hurt: each is refused in words, and costs little."""

import csv
import io
import resource
import time
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter

from applications.tables.gathering import Gathered, gathered_from
from applications.tables.opening import LARGEST_FILE, MOST_PEOPLE, UnusableWorkbook
from tests.collecting import book, collection, row_of, upload


def _gathered(content: bytes, name: str = "人员.xlsx") -> Gathered:
    return gathered_from(collection(), upload(content, name))


def _refused(content: bytes, name: str = "人员.xlsx") -> str:
    with pytest.raises(UnusableWorkbook) as refused:
        _gathered(content, name)
    return str(refused.value)


def _zip(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return written.getvalue()


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    written = io.BytesIO(content)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, part)
    return written.getvalue()


def _csv() -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([["证件类型", "证件号码"], ["居民身份证", "1"]])
    return written.getvalue().encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (_csv(), "后缀不作数"),
        (_zip(hello=b"world"), "后缀不作数"),
        (b"PK\x03\x04" + b"\0" * 100, "后缀不作数"),
        (b"\0" * (LARGEST_FILE + 1), "超过 10 MB"),
    ],
)
def test_what_is_no_workbook_is_refused_by_what_it_is(content: bytes, words: str) -> None:
    assert words in _refused(content)


def test_workbook_with_macros_is_refused() -> None:
    assert "宏" in _refused(_with_part(book(row_of(6_100_001)), "xl/vbaProject.bin", b"x"))


def test_broken_workbook_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        package.writestr("[Content_Types].xml", b"<Types/>")
        package.writestr("xl/workbook.xml", b"<work")
    assert "已损坏" in _refused(written.getvalue())


def test_bomb_is_refused_by_its_directory_before_anything_is_unpacked() -> None:
    bomb = _with_part(book(row_of(6_100_001)), "xl/media/zeros.bin", b"\0" * (130 * 1024**2))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    start = time.perf_counter()
    assert "展开后过大" in _refused(bomb)
    assert time.perf_counter() - start < 5
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss - before < 200 * 1024


def test_entities_that_multiply_do_not_take_the_server_along() -> None:
    lol = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">%s]>' % b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    content = book(row_of(6_100_001))
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            body = old.read(part)
            if part.filename == "xl/worksheets/sheet2.xml":
                body = lol + body.replace("基本信息".encode(), b"&j;").removeprefix(b'<?xml version="1.0"?>')
            new.writestr(part.filename, body)
    assert "展开后过大" in _refused(written.getvalue())


def _many(people: int) -> bytes:
    """A file of so many persons, written row by row: the template's way would take a minute."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "constant_memory": True}) as made:
        sheet = made.add_worksheet("基本信息")
        sheet.write_row(0, 0, ["证件类型", "证件号码", "中文姓名"])
        for number in range(1, people + 1):
            sheet.write_row(number, 0, ["居民身份证", f"x{number}", "某人"])
    return written.getvalue()


def test_fifty_thousand_rows_are_refused_after_a_thousand() -> None:
    content = _many(50_000)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    start = time.perf_counter()
    assert f"“基本信息”超过 {MOST_PEOPLE} 行" in _refused(content)
    assert time.perf_counter() - start < 6
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss - before < 200 * 1024


def test_as_many_as_may_be_are_read() -> None:
    assert len(_gathered(_many(MOST_PEOPLE)).people) == MOST_PEOPLE


def test_rows_of_all_sheets_together_have_a_limit() -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as made:
        for title in ("基本信息", "荣誉奖项", "工作／经历"):
            sheet = made.add_worksheet(title)
            sheet.write_row(0, 0, ["证件号码"])
            for number in range(1, 12_000 if title != "基本信息" else 2):
                sheet.write_row(number, 0, ["x"])
    assert "合计超过 20000 行" in _refused(written.getvalue())


def _rename(title: str, name: str) -> Callable[[openpyxl.Workbook], None]:
    return lambda made: setattr(made[title], "title", name)


def test_sheet_of_persons_must_be_there() -> None:
    assert "没有工作表“基本信息”" in _refused(book(row_of(6_100_001), change=_rename("基本信息", "人员")))


def test_hidden_sheet_with_persons_is_refused() -> None:
    def hide(made: openpyxl.Workbook) -> None:
        made["荣誉奖项"].sheet_state = "hidden"

    assert "“荣誉奖项”是隐藏的" in _refused(book(row_of(6_100_001), change=hide))


def test_headings_are_not_guessed_at() -> None:
    def change(made: openpyxl.Workbook) -> None:
        made["基本信息"]["H1"] = "手机"

    assert "标题“手机”不认识" in _refused(book(row_of(6_100_001), change=change))


def test_missing_heading_of_the_number_is_named() -> None:
    def change(made: openpyxl.Workbook) -> None:
        made["荣誉奖项"]["A1"] = None

    assert "“荣誉奖项”的第一行缺少标题“证件号码”" in _refused(book(row_of(6_100_001), change=change))


def test_repeated_heading_is_refused() -> None:
    def change(made: openpyxl.Workbook) -> None:
        made["基本信息"]["Z1"] = "职务"

    assert "重复" in _refused(book(row_of(6_100_001), change=change))


def test_sheets_that_are_not_ours_are_left_alone() -> None:
    found = _gathered(book(row_of(6_100_001), change=lambda made: made.create_sheet("备忘").append(["=1+1"])))
    assert [person.is_refused for person in found.people] == [False]
