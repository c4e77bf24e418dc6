"""What was taken over, as its person, its unit and the public see it (HZ-18, HZ-20, HZ-35)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.former_queries import former_records
from applications.models import Application, SchemeVersion
from applications.policies import may_print_letter
from applications.services.erasing import erase_case
from applications.views.forming import letters_of
from certificates.choices import CertificateState
from certificates.models import Certificate
from certificates.services.former import import_former
from certificates.tasks import render_missing
from portal.calendar import set_clock
from portal.people.models import User
from portal.people.services import register_person
from portal.privacy.own_data import parts
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_tenant, make_unit, sign_in
from tests.certificates.former import (
    NUMBER,
    USCC,
    case,
    certificate,
    taken,
    whats,
)
from units.models import LegacyUnit

CHINA = dt.timezone(dt.timedelta(hours=8))


@pytest.mark.requirement("HZ-35")
def test_newest_certificate_of_a_person_takes_the_place_of_the_others(version: SchemeVersion, tmp_path: Path) -> None:
    same = {"证件号码": NUMBER}
    rows = [case(), case(2, **same), case(3, **same)]
    papers = [
        certificate(2, 发证日期="2026-01-05", 有效期至="2028-01-04"),
        certificate(1),
        certificate(3, 发证日期="2022-01-05", 有效期至="2024-01-04"),
    ]
    taken(tmp_path, cases=rows, certificates=papers)
    one, two, three = (Certificate.objects.get(number=f"旧证第{number}号") for number in (1, 2, 3))
    assert two.state == CertificateState.VALID
    for older in (one, three):
        assert (older.state, older.superseded_by, older.ended_on) == ("SUPERSEDED", two, dt.date(2026, 1, 5))
    assert [whats(taken(tmp_path, cases=rows, certificates=papers), "certificates")] == [["there"] * 3]


@pytest.fixture
def owner(imported: Application, tenant: Tenant) -> Client:
    """Whose document it is, signed in."""
    return sign_in(Client(HTTP_HOST="ningbo.localhost"), imported.applicant)


@pytest.mark.requirement("HZ-20")
def test_person_finds_the_earlier_declarations_and_opens_them(owner: Client, imported: Application) -> None:
    listed = owner.get("/cases/").content.decode()
    assert f"/cases/{imported.public_id}/" in listed
    page = owner.get(f"/cases/{imported.public_id}/").content.decode()
    for words in ("陈秀强", "旧时研究院", "RD-2024-001", "旧系统导入", "旧证第1号", "由原系统发放", "旧时大学"):
        assert words in page
    assert "待预审" not in page
    assert "提交回执" not in page
    assert "下载电子证书" not in page
    assert owner.get("/").status_code == 200


@pytest.mark.requirement("HZ-20")
def test_nobody_else_opens_them(imported: Application, tenant: Tenant) -> None:
    stranger = sign_in(Client(HTTP_HOST="ningbo.localhost"), make_person(tenant))
    assert stranger.get(f"/cases/{imported.public_id}/").status_code == 404
    assert "旧证" not in stranger.get("/cases/").content.decode()


@pytest.mark.requirement("HZ-20")
def test_records_are_shown_to_their_person_alone(version: SchemeVersion, tenant: Tenant, tmp_path: Path) -> None:
    taken(tmp_path, cases=[case(状态="未通过"), case(2, 状态="已退回")], certificates=[])
    person = make_person(tenant, id_number=NUMBER)
    passport = make_person(tenant, id_type="FOREIGN_PASSPORT", id_number=NUMBER[:9])
    page = sign_in(Client(HTTP_HOST="ningbo.localhost"), person).get("/cases/").content.decode()
    assert "旧系统申报记录" in page
    assert "RD-2024-001" in page
    assert "未通过" in page
    assert "RD-2024-002" not in page
    for other in (make_person(tenant), passport, make_person(tenant, id_type="", id_number="")):
        page = sign_in(Client(HTTP_HOST="ningbo.localhost"), other).get("/cases/").content.decode()
        assert "旧系统申报记录" not in page
    [part] = [one for one in parts() if one.key == "legacy_records"]
    [copied] = part.collect(person).records
    assert copied["further"]["申报编号"] == "RD-2024-001"


def test_many_records_cost_no_more_queries_than_one(version: SchemeVersion, tenant: Tenant, tmp_path: Path) -> None:
    person = make_person(tenant, id_number=NUMBER)

    def count(*rows: dict[str, Any]) -> int:
        taken(tmp_path, cases=list(rows), certificates=[])
        with CaptureQueriesContext(connection) as queries:
            assert len(former_records(person)) == len(rows)
        return len(queries)

    one = count(case(状态="未通过"))
    rows = [case(number, 状态="未通过", 证件号码=NUMBER) for number in (2, 3)]
    assert count(case(状态="未通过"), *rows) == one


@pytest.mark.requirement("HZ-35")
def test_its_file_is_not_here_and_nobody_makes_one(owner: Client, imported: Application) -> None:
    assert render_missing() == 0
    answer = owner.get("/certificates/旧证第1号/download/")
    assert answer.status_code == 403
    assert "由原系统发放" in answer.content.decode()
    assert Certificate.objects.get().pdf.name == ""


@pytest.mark.parametrize(
    ("day", "answer", "words"),
    [(20, "finding-valid", "这份证书由原系统发放，目前有效"), (0, "finding-expired", "有效期已于")],
)
@pytest.mark.requirement("HZ-35")
def test_it_is_verified_by_number_and_name(
    imported: Application, client: Client, day: int, answer: str, words: str
) -> None:
    moment = dt.datetime(2026, 10 if day else 12, 20, 9, 0, tzinfo=CHINA)
    with set_clock(moment):
        page = client.post(
            "/verify/", {"number": "旧证第1号", "name": "陈秀强"}, HTTP_HOST="ningbo.localhost"
        ).content.decode()
    assert answer in page
    assert words in page
    assert "由原系统发放，已转入本系统" in page
    assert "旧时研究院" in page
    assert "陈秀强" not in page.split('id="finding"')[1].split("</dl>")[0]


@pytest.mark.requirement("HZ-35")
def test_superseded_one_points_to_the_newer(version: SchemeVersion, tmp_path: Path, client: Client) -> None:
    rows = [case(), case(2, 证件号码=NUMBER)]
    taken(tmp_path, cases=rows, certificates=[certificate(1), certificate(2, 发证日期="2026-01-05")])
    page = client.post(
        "/verify/", {"number": "旧证第1号", "name": "陈秀强"}, HTTP_HOST="ningbo.localhost"
    ).content.decode()
    assert "finding-superseded" in page
    assert "旧证第2号" in page


@pytest.mark.requirement("HZ-18")
def test_unit_opens_it_once_it_has_claimed_the_account(imported: Application, tenant: Tenant) -> None:
    administrator = make_person(tenant)
    claimed = make_unit(tenant, "现在的研究院", uscc=USCC, administrator=administrator)
    client = sign_in(Client(HTTP_HOST="ningbo.localhost"), administrator)
    address = f"/cases/{imported.public_id}/"
    assert client.get(address).status_code == 404
    LegacyUnit.objects.update(unit=claimed)
    Application.objects.filter(legacy_unit__unit=claimed).update(unit=claimed)
    page = client.get(address).content.decode()
    assert "陈秀强" in page
    assert NUMBER not in page
    assert "现在的研究院" in page


def test_copy_of_a_persons_data_has_it(imported: Application) -> None:
    by_key = {one.key: one for one in parts()}
    [record] = by_key["applications"].collect(imported.applicant).records
    assert record["submissions"][0]["answers"]["毕业院校"] == "旧时大学"
    [kept] = by_key["certificates"].collect(imported.applicant).records
    assert kept["number"] == "旧证第1号"


def test_retention_empties_it_and_the_file_still_takes_nothing(imported: Application, book: Path) -> None:
    assert erase_case(application=imported) > 0
    imported.refresh_from_db()
    assert (imported.answers, imported.submissions.get().answers) == ({}, {})
    assert whats(import_former(source=book), "cases") == ["there"]


def test_owner_registers_into_the_account_that_was_made(imported: Application, tenant: Tenant) -> None:
    person = register_person(
        name="陈秀强", id_type="CN_ID", id_number=NUMBER, phone="19900009999", password="Right-Horse-42"
    )
    assert person == imported.applicant


def test_other_portal_has_nothing_of_it(imported: Application) -> None:
    with tenant_scope(make_tenant("elsewhere")):
        assert not LegacyUnit.objects.exists()
        assert not Application.objects.exists()
    assert User.objects.get(pk=imported.applicant_id).tenant == imported.tenant


@pytest.mark.requirement("HZ-20")
def test_nothing_of_the_former_site_is_printed_here(imported: Application) -> None:
    assert imported.scheme.letters
    assert letters_of(imported) == []
    for key in imported.scheme.letters:
        assert "旧系统导入" in (may_print_letter(imported, key) or "")
