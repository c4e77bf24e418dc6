"""Exports of a former site, and a portal that takes them over: a scheme that another one renews."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from applications.models import SchemeVersion
from applications.scheme.renewal import Renewal
from applications.services.publishing import publish_scheme
from certificates.services.former import import_former
from certificates.services.former_rows import Found
from portal.people.invented import invented_id_number, invented_phone, invented_uscc
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import scheme_of

USCC = invented_uscc(9_001)
Rows = list[dict[str, Any]]

UNIT = {"旧系统账号": "old-1", "单位名称": "旧时研究院", "统一社会信用代码": USCC}
CASE = {
    "申报编号": "RD-2024-001",
    "旧系统账号": "old-1",
    "姓名": "陈秀强",
    "证件类型": "居民身份证",
    "证件号码": invented_id_number(9_100_001),
    "认定类别": "D",
    "认定日期": "2024-10-30",
    "状态": "已认定",
    "手机": invented_phone(9_101),
    "民族": "汉族",
    "最高学位": "博士",
    "毕业院校": "旧时大学",
}
CERTIFICATE = {"证书编号": "旧证第1号", "申报编号": "RD-2024-001", "发证日期": "2024-11-05", "有效期至": "2026-11-04"}


def unit(**cells: Any) -> dict[str, Any]:
    return UNIT | cells


def case(number: int = 1, **cells: Any) -> dict[str, Any]:
    """Return a row of the `number`th declaration, of a person of its own."""
    own = {"申报编号": f"RD-2024-{number:03}", "证件号码": invented_id_number(9_100_000 + number)}
    return CASE | (own if number > 1 else {}) | cells


def certificate(number: int = 1, **cells: Any) -> dict[str, Any]:
    own = {"证书编号": f"旧证第{number}号", "申报编号": f"RD-2024-{number:03}"}
    return CERTIFICATE | own | cells


def tables(units: Rows | None = None, cases: Rows | None = None, certificates: Rows | None = None) -> dict[str, Rows]:
    given = {"单位账号": units, "认定申报": cases, "认定证书": certificates}
    usual: dict[str, Rows] = {"单位账号": [UNIT], "认定申报": [CASE], "认定证书": [CERTIFICATE]}
    return {title: usual[title] if rows is None else rows for title, rows in given.items()}


HEADINGS: Mapping[str, list[str]] = {"单位账号": list(UNIT), "认定申报": list(CASE), "认定证书": list(CERTIFICATE)}


def headings_of(title: str, rows: Rows) -> list[str]:
    return list(dict.fromkeys([*HEADINGS[title], *(key for row in rows for key in row)]))


def workbook(path: Path, content: Mapping[str, Rows] | None = None) -> Path:
    """Write the tables as an Excel file; a text that begins with `=` is a formula."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        for title, rows in (tables() if content is None else content).items():
            page, headings = book.add_worksheet(title), headings_of(title, rows) if title in HEADINGS else []
            page.write_row(0, 0, headings)
            for number, row in enumerate(rows, start=1):
                page.write_row(number, 0, [row.get(heading, "") for heading in headings])
    path.write_bytes(written.getvalue())
    return path


def folder(path: Path, content: Mapping[str, Rows] | None = None, encoding: str = "utf-8-sig") -> Path:
    """Write the tables as files of plain text."""
    path.mkdir(exist_ok=True)
    for title, rows in (tables() if content is None else content).items():
        headings = headings_of(title, rows)
        lines = [headings, *([str(row.get(heading, "")) for heading in headings] for row in rows)]
        (path / f"{title}.csv").write_bytes("".join(",".join(line) + "\r\n" for line in lines).encode(encoding))
    return path


def publish_renewed(tenant: Tenant) -> SchemeVersion:
    """Publish the recognition, with a limit to its certificates, and a scheme that renews it; return the first."""
    scheme = scheme_of()
    assert scheme.certificate is not None
    limited = scheme.model_copy(update={"certificate": scheme.certificate.model_copy(update={"valid_months": 24})})
    renewing = limited.model_copy(
        update={"scheme": "renewal", "renews": Renewal(scheme="recognition", after_months=23)}
    )
    with tenant_scope(tenant):
        renewed = publish_scheme(scheme=limited)[0]
        publish_scheme(scheme=renewing)
        return renewed


NUMBER: str = CASE["证件号码"]


def taken(path: Path, **content: Any) -> Found:
    """Import these tables."""
    return import_former(source=folder(path / "old", tables(**content)))


def whats(found: Found, key: str) -> list[str]:
    return [one.what for one in found.outcomes[key]]


def reasons(found: Found, key: str) -> list[str]:
    return [one.reason for one in found.outcomes[key]]
