"""Records of the former site: every row taken, there already, or refused with the reason; the same file twice changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.base import ContentFile, File
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import LegacyRecord, SchemeVersion
from applications.services import legacy
from applications.services.legacy import Outcome, UnableToImport, import_legacy
from portal.audit.models import Event
from portal.people.choices import AdminRole
from portal.people.invented import invented_id_number, invented_uscc
from portal.privacy.own_data import parts
from portal.privacy.retention import rule_of
from portal.tenants.models import Tenant
from tests.applications.tables.legacy import HEADINGS, USCC, csv_file, row, text, xlsx_file
from tests.builders import make_person, make_unit, make_user
from tests.collecting import publish_collection
from tests.units.licences import uploaded
from units.certified import tell_vouched
from units.choices import UnitState
from units.licence import Reading
from units.models import Unit
from units.services import note_checked, note_reading, open_by_hand, pass_certification
from units.services.rules import publish_unit_rules


@pytest.fixture
def collecting(tenant: Tenant) -> SchemeVersion:
    return publish_collection(tenant)


def taken_from(file: File[bytes], **more: Any) -> list[Outcome]:
    return import_legacy(scheme_key="collection", file=file, columns={}, **more)


def refused(file: File[bytes], **more: Any) -> str:
    with pytest.raises(UnableToImport) as raised:
        taken_from(file, **more)
    return raised.value.reason


@pytest.mark.requirement("CY-41")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rows_of_a_csv_file_are_taken_in_the_encodings_that_there_are(collecting: SchemeVersion, encoding: str) -> None:
    [outcome] = taken_from(csv_file(row(姓名="欧阳某"), encoding=encoding))
    assert (outcome.row, outcome.what, outcome.name) == (2, "taken", "欧阳某")
    assert invented_id_number(7_200_001) not in str(outcome)
    record = LegacyRecord.objects.get()
    assert (record.name, record.id_number, record.id_type) == ("欧阳某", invented_id_number(7_200_001), "CN_ID")
    assert (record.uscc, record.unit_name, record.unit) == (USCC, "旧时公司", None)
    assert (record.round, record.status, str(record.declared_on)) == ("2022", "已完成", "2022-03-05")
    assert record.further == [["所学专业", "机械"]]


@pytest.mark.requirement("CY-41")
def test_rows_of_an_excel_file_are_taken_whatever_its_sheet_is_called(collecting: SchemeVersion) -> None:
    [outcome] = taken_from(xlsx_file([*row()[:4], 2022, *row()[5:]]))
    assert outcome.what == "taken"
    assert LegacyRecord.objects.get().round == "2022"


@pytest.mark.requirement("CY-41")
def test_same_file_again_takes_nothing_and_a_longer_one_the_rest(collecting: SchemeVersion) -> None:
    taken_from(csv_file(row()))
    assert [one.what for one in taken_from(csv_file(row()))] == ["there"]
    grown = taken_from(csv_file(row(审核状态="改了"), row(7_200_002), row(申报年度="2023")))
    assert [one.what for one in grown] == ["there", "taken", "taken"]
    assert LegacyRecord.objects.count() == 3
    assert LegacyRecord.objects.get(round="2022", id_number_key=_key(7_200_001)).status == "已完成"


def _key(number: int) -> str | None:
    return LegacyRecord(tenant=LegacyRecord.objects.all()[0].tenant, id_number=invented_id_number(number)).id_number_key


@pytest.mark.requirement("CY-41")
def test_dry_run_says_the_same_and_writes_nothing(collecting: SchemeVersion) -> None:
    file = [row(), row(), row(7_200_002, 身份证号="1")]
    said = taken_from(csv_file(*file), dry_run=True)
    assert not LegacyRecord.objects.exists()
    assert not Event.objects.filter(action="legacy.imported").exists()
    assert taken_from(csv_file(*file)) == said
    assert [one.what for one in said] == ["taken", "there", "refused"]
    assert "第 2 行相同" in said[1].reason
    assert Event.objects.get(action="legacy.imported").detail == {"taken": 1, "there": 1, "refused": 1}


@pytest.mark.requirement("CY-41")
def test_row_with_a_fault_is_refused_and_the_others_are_taken(collecting: SchemeVersion) -> None:
    bad, good = taken_from(csv_file(row(姓名=""), row(7_200_002)))
    assert (bad.row, bad.what, good.what) == (2, "refused", "taken")
    assert bad.reason.startswith("姓名：")
    assert LegacyRecord.objects.get().round == "2022"


def test_file_that_cannot_be_read_is_refused_whole(collecting: SchemeVersion) -> None:
    assert "请检查引号" in refused(ContentFile(text(row()).encode() + '"没有结束'.encode()))
    assert not LegacyRecord.objects.exists()


def test_row_that_contradicts_an_earlier_one_of_the_file_is_refused(collecting: SchemeVersion) -> None:
    _first, second = taken_from(csv_file(row(), row(审核状态="未通过")))
    assert second.what == "refused"
    assert "第 2 行" in second.reason


def test_many_rows_cost_few_queries(collecting: SchemeVersion) -> None:
    def count(file: File[bytes]) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert {one.what for one in taken_from(file)} == {"taken"}
        return len(queries)

    count(csv_file(row()))
    few = count(csv_file(row(7_200_002)))
    assert count(csv_file(*(row(7_200_100 + number) for number in range(50)))) == few


def test_scheme_that_units_do_not_fill_in_has_no_such_records(tenant: Tenant) -> None:
    publish_collection(tenant, fills_in=("person",), submits=("person",))
    assert "没有由单位填报的事项" in refused(csv_file(row()))


# --- to whom they come


@pytest.mark.requirement("CY-42")
def test_records_come_to_an_open_unit_at_once_and_to_another_when_it_is_certified(
    collecting: SchemeVersion, tenant: Tenant
) -> None:
    here = make_unit(tenant, uscc=USCC)
    other = invented_uscc(8_002)
    taken_from(csv_file(row(), row(7_200_002, 统一社会信用代码=other)))
    assert [one.unit for one in LegacyRecord.objects.order_by("id")] == [here, None]
    later = make_unit(tenant, uscc=other)
    tell_vouched(later)
    assert LegacyRecord.objects.get(uscc=other).unit == later
    assert Event.objects.get(action="legacy.matched").detail == {"records": 1}
    tell_vouched(later)  # again, when the licence changed
    assert Event.objects.filter(action="legacy.matched").count() == 1


@pytest.mark.requirement("CY-23", "CY-42")
def test_unit_whose_code_was_typed_waits_until_the_bureau_has_looked(collecting: SchemeVersion, tenant: Tenant) -> None:
    """Whoever types another's code passes as well: what that unit declared is not shown to them for it."""
    publish_unit_rules(content={"certified_by_licence": True}, content_hash="licence")
    taken_from(csv_file(row()))
    person = make_person(tenant)
    typed = uploaded(person)
    open_by_hand(certification_id=typed.pk)
    unit = pass_certification(certification=typed, by=person, name="某公司", uscc=USCC, email="a@example.com")
    assert LegacyRecord.objects.get().unit is None
    taken_from(csv_file(row(7_200_002)))
    assert not LegacyRecord.objects.filter(unit=unit).exists()
    note_checked(certification=typed, by=make_user(tenant, is_staff=True, role=AdminRole.SYSTEM))
    assert LegacyRecord.objects.filter(unit=unit).count() == 2
    taken_from(csv_file(row(7_200_003)))
    assert LegacyRecord.objects.filter(unit=unit).count() == 3


@pytest.mark.requirement("CY-42")
def test_late_reading_that_bears_a_typed_code_out_is_enough(collecting: SchemeVersion, tenant: Tenant) -> None:
    publish_unit_rules(content={"certified_by_licence": True}, content_hash="licence")
    taken_from(csv_file(row()))
    person = make_person(tenant)
    typed = uploaded(person)
    open_by_hand(certification_id=typed.pk)
    unit = pass_certification(certification=typed, by=person, name="某公司", uscc=USCC, email="a@example.com")
    assert LegacyRecord.objects.get().unit is None
    note_reading(certification_id=typed.pk, found=Reading("某公司", USCC, "ocr", 1.0))
    assert LegacyRecord.objects.get().unit == unit


@pytest.mark.requirement("CY-42")
def test_unit_that_is_not_open_waits(collecting: SchemeVersion, tenant: Tenant) -> None:
    Unit.objects.filter(pk=make_unit(tenant, uscc=USCC).pk).update(state=UnitState.PENDING)
    taken_from(csv_file(row()))
    assert LegacyRecord.objects.get().unit is None


def test_person_gets_a_copy_and_time_ends_the_record(collecting: SchemeVersion, tenant: Tenant) -> None:
    person = make_person(tenant)
    stranger = make_person(tenant)
    taken_from(csv_file(row(身份证号=str(person.id_number))))
    [part] = [one for one in parts() if one.key == "legacy_records"]
    [copied] = part.collect(person).records
    assert (copied["unit"], copied["round"], copied["further"]) == ("旧时公司", "2022", {"所学专业": "机械"})
    assert part.collect(stranger).records == []
    rule = rule_of("legacy_records")
    assert rule is not None
    assert rule.due is not None
    assert rule.erase is not None
    record = LegacyRecord.objects.get()
    assert list(rule.due(record.imported_at)) == []
    [due] = rule.due(legacy.now().replace(year=2999))
    assert rule.erase(due) == 1
    assert not LegacyRecord.objects.exists()


# --- the command


@pytest.mark.requirement("CY-41")
def test_command_imports_reports_and_takes_names_of_columns(
    collecting: SchemeVersion, tenant: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, columns, report = tmp_path / "旧.csv", tmp_path / "columns.yaml", tmp_path / "report.xlsx"
    file.write_text(text(row(), row(7_200_002, 身份证号="1"), headings=["企业", "代码", *HEADINGS[2:]]), "utf-8")
    columns.write_text("uscc: 代码\nunit_name: 企业\n", "utf-8")
    given = [tenant.slug, "collection", str(file), "--map", str(columns), "--report", str(report)]
    call_command("import_legacy", *given, "--dry-run")
    said = capsys.readouterr()
    assert "1 would be taken, 0 already there, 1 refused" in said.out
    assert "row 3: 身份证号：" in said.err
    assert not LegacyRecord.objects.exists()
    call_command("import_legacy", *given)
    assert "1 taken" in capsys.readouterr().out
    sheet = openpyxl.load_workbook(report).worksheets[0]
    cells = [[cell.value for cell in line] for line in sheet]
    assert [line[6] for line in cells] == ["结果", "导入", "未导入"]
    assert invented_id_number(7_200_001) not in str(cells)
    assert LegacyRecord.objects.get().unit_name == "旧时公司"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["nowhere", "collection", "old.csv"], "There is no tenant nowhere"),
        (["ningbo", "collection", "missing.csv"], "missing.csv cannot be read"),
        (["ningbo", "nothing", "old.csv"], "没有由单位填报的事项"),
        (["ningbo", "collection", "old.csv", "--map", "bad.yaml"], "no such key colour"),
        (["ningbo", "collection", "old.csv", "--map", "broken.yaml"], "cannot be read"),
        (["ningbo", "collection", "old.csv", "--map", "absent.yaml"], "没有“没有的列”列（uscc）"),
    ],
)
def test_command_says_what_it_cannot_do(
    collecting: SchemeVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old.csv").write_text(text(row()), "utf-8")
    Path("bad.yaml").write_text("colour: 颜色", "utf-8")
    Path("broken.yaml").write_text("[", "utf-8")
    Path("absent.yaml").write_text("uscc: 没有的列", "utf-8")
    with pytest.raises(CommandError) as raised:
        call_command("import_legacy", *given)
    assert words in str(raised.value)
    assert not LegacyRecord.objects.exists()
