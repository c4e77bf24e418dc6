"""Files of a former site, as it exported them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import xlsxwriter
from django.core.files.base import ContentFile, File

from portal.people.invented import invented_id_number, invented_uscc

HEADINGS = ["企业名称", "统一社会信用代码", "姓名", "身份证号", "申报年度", "审核状态", "申报时间", "所学专业"]
USCC = invented_uscc(8_001)


def row(number: int = 7_200_001, **cells: str) -> list[str]:
    usual = {
        "企业名称": "旧时公司",
        "统一社会信用代码": USCC,
        "姓名": f"旧{number % 1000}",
        "身份证号": invented_id_number(number),
        "申报年度": "2022",
        "审核状态": "已完成",
        "申报时间": "2022/3/5",
        "所学专业": "机械",
    }
    return list((usual | cells).values())


def text(*rows: list[str], headings: list[str] = HEADINGS) -> str:
    return "\r\n".join(",".join(cells) for cells in (headings, *rows)) + "\r\n"


def csv_file(*rows: list[str], encoding: str = "utf-8", **more: Any) -> File[bytes]:
    return ContentFile(text(*rows, **more).encode(encoding), "old.csv")


def xlsx_file(*rows: list[Any], write: Callable[[Any], None] | None = None) -> File[bytes]:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("导出")
        for number, cells in enumerate((HEADINGS, *rows)):
            sheet.write_row(number, 0, cells)
        if write:
            write(sheet)
    return ContentFile(written.getvalue(), "old.xlsx")
