"""The pages of an import: template, check, import, progress, report."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from applications.models import Application, CaseImport, SchemeVersion
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.applications.filling import client_of
from tests.builders import make_person, make_unit
from tests.collecting import book, publish_collection, row_of, upload
from units.models import Unit

FIRST = 6_600_001


@pytest.fixture
def collecting(tenant: Tenant) -> SchemeVersion:
    return publish_collection(tenant)


@pytest.fixture
def keeper(manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def address(collecting: SchemeVersion, unit: Unit) -> str:
    return f"/my-units/{unit.public_id}/import/collection/"


def _checked(keeper: Client, address: str, content: bytes) -> CaseImport:
    response = keeper.post(address, {"file": upload(content)})
    assert response.status_code == 302, response.content.decode()
    return CaseImport.objects.get()


@pytest.mark.requirement("NX-108")
def test_template_is_downloaded_in_the_readers_language(keeper: Client, address: str) -> None:
    response = keeper.get(f"{address}template/")
    assert "attachment" in response["Content-Disposition"]
    assert openpyxl.load_workbook(io.BytesIO(response.content)).sheetnames[1] == "基本信息"
    english = keeper.get(f"{address}template/", headers={"accept-language": "en"})
    assert openpyxl.load_workbook(io.BytesIO(english.content)).sheetnames[1] == "Basic information"


@pytest.mark.requirement("NX-108")
def test_file_is_checked_first_and_imported_by_a_button(
    keeper: Client,
    address: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    found = _checked(keeper, address, book(row_of(FIRST), row_of(FIRST + 1, 职务="字" * 31)))
    page = f"/my-units/imports/{found.public_id}/"
    body = keeper.get(page).content.decode()
    assert "1 人通过检查，尚未导入" in body
    assert "最多 30 个字，现在有 31 个" in body
    assert not Application.objects.exists()
    assert keeper.post(page, {}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert keeper.post(page, {"informed": "yes"}).status_code == 302
    assert Application.objects.count() == 1
    body = keeper.get(page).content.decode()
    assert "导入完成" in body
    assert "已导入 1 / 1 人" in body
    assert "人员.xlsx" in keeper.get(address).content.decode()


def test_import_under_way_shows_how_far_it_is(keeper: Client, address: str) -> None:
    found = _checked(keeper, address, book(row_of(FIRST), row_of(FIRST + 1)))
    page = f"/my-units/imports/{found.public_id}/"
    keeper.post(page, {"informed": "yes"})  # nothing runs: the transaction of the test is never committed
    body = keeper.get(page).content.decode()
    assert "正在导入，可以离开本页" in body
    assert "已导入 0 / 2 人" in body
    assert "data-refresh-after" in body


@pytest.mark.requirement("NX-108")
def test_report_names_sheet_row_column_value_and_reason(keeper: Client, address: str) -> None:
    found = _checked(keeper, address, book(row_of(FIRST, "=某"), row_of(FIRST + 1, 联系电话="=1+1")))
    response = keeper.get(f"/my-units/imports/{found.public_id}/report/")
    made = openpyxl.load_workbook(io.BytesIO(response.content))
    findings = list(made["未导入的内容"].iter_rows(values_only=True))
    assert findings[0] == ("工作表", "行", "列", "内容", "原因")
    assert [row[:4] for row in findings[1:]] == [
        ("基本信息", 2, "中文姓名", "'=某"),
        ("基本信息", 3, "联系电话", "'=1+1"),
    ]
    assert list(made["通过检查的人员"].iter_rows(values_only=True)) == [("行", "姓名", "结果", "原因")]


@pytest.mark.parametrize(("content", "words"), [(b"a,b\n1,2\n", "后缀不作数"), (b"", "空文件")])
def test_unusable_file_is_refused_on_the_page(keeper: Client, address: str, content: bytes, words: str) -> None:
    response = keeper.post(address, {"file": upload(content)})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not CaseImport.objects.exists()


@pytest.mark.requirement("NX-120")
def test_imports_of_others_do_not_exist(keeper: Client, address: str, tenant: Tenant, person: User) -> None:
    found = _checked(keeper, address, book(row_of(FIRST)))
    other = make_person(tenant)
    make_unit(tenant, administrator=other)
    for stranger in (client_of(person), client_of(other)):
        for page in (f"/my-units/imports/{found.public_id}/", f"/my-units/imports/{found.public_id}/report/", address):
            assert stranger.get(page).status_code == 404
        assert stranger.post(f"/my-units/imports/{found.public_id}/", {"informed": "yes"}).status_code == 404
        assert stranger.get(f"{address}template/").status_code == 404
