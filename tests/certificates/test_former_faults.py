"""What of a former site's export cannot be taken: which row, which column, why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from applications.models import Application, SchemeVersion
from applications.tables import former_file
from applications.tables.opening import Bounds
from certificates.models import Certificate
from certificates.services.former import UnableToImport, import_former
from certificates.services.issuing import reserve_certificate
from portal.tenants.models import Tenant
from tests.builders import make_application
from tests.certificates.former import (
    NUMBER,
    case,
    certificate,
    folder,
    reasons,
    tables,
    taken,
    unit,
    whats,
    workbook,
)
from units.models import LegacyUnit


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"证件号码": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")}, "证件号码：证件号码有误：校验位不符"),
        ({"证件类型": "学生证"}, "没有这种证件类型"),
        ({"姓名": ""}, "姓名：请填写姓名"),
        ({"认定日期": "2024-02-30"}, "认定日期：不是真实的日期"),
        ({"认定日期": "2999-01-01"}, "认定日期：日期晚于今天"),
        ({"认定类别": "Z"}, "认定类别：没有这个类别"),
        ({"状态": ""}, "状态：请填写"),
        ({"申报编号": ""}, "申报编号：请填写"),
        ({"申报编号": "9" * 61}, "申报编号：超过 60 个字符"),
        ({"旧系统账号": "nobody"}, "没有旧系统账号“nobody”"),
        ({"事项": "nothing"}, "事项：没有“nothing”（可填：recognition、renewal）"),
        ({"毕业院校": "=1+1"}, "毕业院校：单元格是公式"),
        ({"备注": "长" * 2001}, "备注：超过 2000 个字符"),
    ],
)
@pytest.mark.requirement("HZ-20")
def test_declaration_with_a_fault_is_refused_and_the_next_is_taken(
    version: SchemeVersion, tmp_path: Path, cells: dict[str, Any], reason: str
) -> None:
    found = taken(tmp_path, cases=[case(**cells), case(2)], certificates=[])
    assert whats(found, "cases") == ["refused", "taken"]
    assert reason in reasons(found, "cases")[0]
    assert NUMBER not in str(found)
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"申报编号": "RD-1"}, "没有申报编号“RD-1”"),
        ({"有效期至": "2024-11-04"}, "有效期至：早于发证日期"),
        ({"有效期至": "永久"}, "有效期至：不是真实的日期"),
        ({"发证日期": ""}, "发证日期：不是真实的日期"),
        ({"发证日期": "2999-01-01"}, "发证日期：日期晚于今天"),
        ({"证书编号": ""}, "证书编号：请填写"),
    ],
)
@pytest.mark.requirement("HZ-35")
def test_certificate_with_a_fault_is_refused(
    version: SchemeVersion, tmp_path: Path, cells: dict[str, Any], reason: str
) -> None:
    found = taken(tmp_path, certificates=[certificate(**cells)])
    assert whats(found, "certificates") == ["refused"]
    assert reason in reasons(found, "certificates")[0]
    assert not Certificate.objects.exists()


def test_account_with_a_fault_is_refused_and_so_is_what_hangs_on_it(version: SchemeVersion, tmp_path: Path) -> None:
    found = taken(tmp_path, units=[unit(单位名称="")])
    assert [whats(found, key) for key in found.outcomes] == [["refused"], ["refused"], ["refused"]]
    assert "单位名称：请填写" in reasons(found, "units")[0]


@pytest.mark.requirement("HZ-20")
def test_rows_that_contradict_each_other(version: SchemeVersion, tmp_path: Path) -> None:
    rows = [case(), case(2, 申报编号="RD-2024-001"), case(3), case(3), case(3, 毕业院校="别的大学")]
    twice = [certificate(3), certificate(3), certificate(3, 证书编号="旧证第4号"), certificate(3, 有效期至="")]
    found = taken(tmp_path, cases=rows, certificates=twice)
    assert whats(found, "cases") == ["refused", "refused", "taken", "there", "refused"]
    assert "用于不同的人员" in reasons(found, "cases")[0]
    assert "第 4 行编号相同，内容不同" in reasons(found, "cases")[4]
    assert whats(found, "certificates") == ["taken", "there", "refused", "refused"]
    assert "已有其他证书" in reasons(found, "certificates")[2]
    assert Application.objects.count() == 1


@pytest.mark.requirement("HZ-35")
def test_number_of_a_certificate_that_was_issued_here_is_refused(
    version: SchemeVersion, tenant: Tenant, tmp_path: Path
) -> None:
    issued = reserve_certificate(make_application(tenant, version, state="approved"))
    assert issued is not None
    found = taken(tmp_path, certificates=[certificate(证书编号=issued.number)])
    assert "已被其他证书使用" in reasons(found, "certificates")[0]


@pytest.mark.requirement("HZ-35")
def test_number_that_the_former_site_gave_out_is_not_given_again(
    version: SchemeVersion, tenant: Tenant, tmp_path: Path
) -> None:
    rule = version.scheme.certificate
    assert rule is not None
    taken(tmp_path, certificates=[certificate(证书编号=rule.number.format(year=2026, serial=1))])
    issued = reserve_certificate(make_application(tenant, version, state="approved"))
    assert issued is not None
    assert issued.number == rule.number.format(year=2026, serial=2)


def test_end_that_the_file_does_not_say_follows_from_the_rule(version: SchemeVersion, tmp_path: Path) -> None:
    found = taken(tmp_path, certificates=[certificate(有效期至="")])
    assert Certificate.objects.get().valid_until == dt.date(2026, 11, 4)
    assert "按事项规则至 2026-11-04" in reasons(found, "certificates")[0]
    assert whats(taken(tmp_path, certificates=[certificate(有效期至="")]), "certificates") == ["there"]


def test_table_that_is_missing_is_named(version: SchemeVersion, tmp_path: Path) -> None:
    content = {"单位账号": [unit()], "认定申报": [case()]}
    for source in (workbook(tmp_path / "old.xlsx", content), folder(tmp_path / "old", content)):
        with pytest.raises(UnableToImport) as raised:
            import_former(source=source)
        assert "没有工作表或 CSV 文件“认定证书”" in raised.value.reason


def test_table_without_rows_is_enough(version: SchemeVersion, tmp_path: Path) -> None:
    empty = tables(units=[], cases=[], certificates=[])
    for source in (workbook(tmp_path / "old.xlsx", empty), folder(tmp_path / "old", empty)):
        assert import_former(source=source).outcomes == {"units": [], "cases": [], "certificates": []}


def test_column_that_is_missing_is_named_with_its_table(version: SchemeVersion, tmp_path: Path) -> None:
    source = folder(tmp_path / "old")
    (source / "认定申报.csv").write_text("申报编号,姓名\r\n1,甲\r\n", "utf-8")
    with pytest.raises(UnableToImport) as raised:
        import_former(source=source)
    assert "“认定申报”：没有找到这些列：旧系统账号、证件号码" in raised.value.reason
    assert not LegacyUnit.objects.exists()


def test_file_with_too_many_rows_is_not_read(
    version: SchemeVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(former_file, "WHOLE_SITE", Bounds(rows=2))
    monkeypatch.setattr(former_file, "MOST_ROWS", 2)
    content = tables(cases=[case(), case(2), case(3)])
    for source in (workbook(tmp_path / "old.xlsx", content), folder(tmp_path / "old", content)):
        with pytest.raises(UnableToImport) as raised:
            import_former(source=source)
        assert "超过 2 行" in raised.value.reason


def test_file_that_is_none_is_refused(version: SchemeVersion, tmp_path: Path) -> None:
    (tmp_path / "old.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(UnableToImport) as raised:
        import_former(source=tmp_path / "old.xlsx")
    assert "不是 Excel 工作簿" in raised.value.reason
