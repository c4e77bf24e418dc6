"""`manage.py import_former`."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from applications.models import Application, SchemeVersion
from certificates.services.former import import_former
from portal.tenants.models import Tenant
from tests.builders import make_tenant
from tests.certificates.former import (
    NUMBER,
    case,
    certificate,
    tables,
    unit,
    whats,
    workbook,
)


@pytest.mark.requirement("HZ-20")
def test_command_says_what_it_would_do_and_reports_each_row(
    version: SchemeVersion, tenant: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [case(), case(2, 认定日期="昨天"), *(case(number, 状态="") for number in range(3, 25))]
    book, report = workbook(tmp_path / "old.xlsx", tables(cases=rows)), tmp_path / "report.xlsx"
    call_command("import_former", tenant.slug, str(book), "--dry-run", "--report", str(report))
    said = capsys.readouterr()
    assert "认定申报 Declarations: 1 将导入 would be taken" in said.out
    assert "23 未导入 refused" in said.out
    assert "Dry run: nothing was written" in said.out
    assert "认定申报 Declarations, 第 3 行 row 3: 未导入 refused: 认定日期：不是真实的日期" in said.err
    assert "3 more rows, see --report" in said.err
    assert not Application.objects.exists()
    call_command("import_former", tenant.slug, str(book), "--report", str(report))
    assert "1 导入 taken" in capsys.readouterr().out
    found = {sheet.title: [[cell.value for cell in line] for line in sheet] for sheet in openpyxl.load_workbook(report)}
    assert list(found) == ["单位账号", "认定申报", "认定证书"]
    assert found["认定申报"][1][:4] == [2, "RD-2024-001", "陈秀强", "导入"]
    assert len(found["认定申报"]) == 25
    assert NUMBER not in str(found)


def test_template_can_be_filled_in_and_imported(version: SchemeVersion, tenant: Tenant, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    call_command("import_former", tenant.slug, "--template", str(path))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["填写说明", "单位账号", "认定申报", "认定证书"]
    headings = [cell.value for cell in book["认定申报"][1]]
    assert headings[:3] == ["申报编号", "事项", "旧系统账号"]
    assert {"最高学位", "毕业院校", "手机"} <= set(headings)
    assert "照片" not in str(headings)
    for title, row in (("单位账号", unit()), ("认定申报", case()), ("认定证书", certificate())):
        named = [cell.value for cell in book[title][1]]
        book[title].append([row.get(heading, "") for heading in named])
    book.save(path)
    found = import_former(source=path)
    assert [whats(found, key) for key in found.outcomes] == [["taken"], ["taken"], ["taken"]]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["nowhere", "old.xlsx"], "There is no tenant nowhere"),
        (["ningbo", "missing.xlsx"], "missing.xlsx cannot be read"),
        (["ningbo"], "Name the file or folder"),
        (["ningbo", "--template", "no/where.xlsx"], "cannot be written"),
        (["empty", "--template", "t.xlsx"], "has published no scheme"),
        (["empty", "old.xlsx"], "还没有发布事项"),
    ],
)
def test_command_says_what_it_cannot_do(
    version: SchemeVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], words: str
) -> None:
    make_tenant("empty")
    monkeypatch.chdir(tmp_path)
    workbook(Path("old.xlsx"))
    with pytest.raises(CommandError) as raised:
        call_command("import_former", *given)
    assert words in str(raised.value)
