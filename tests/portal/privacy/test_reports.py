"""Who reads what retention did, and what a spreadsheet gets."""

import csv
import io

import pytest
from django.test import Client

from portal.audit.queries import events_of
from portal.people.choices import AdminRole
from portal.privacy.models import RetentionLine, RetentionPeriod
from portal.privacy.services.retaining import run_retention
from portal.tables import defused
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_tenant, sign_in


@pytest.fixture
def desk(tenant):
    return sign_in(
        Client(headers={"host": "ningbo.localhost"}), make_person(tenant, is_staff=True, role=AdminRole.SECURITY)
    )


def test_administrator_reads_schedule_and_reports(tenant, desk):
    assert "还没有清除报告" in desk.get("/retention/").content.decode()
    report = run_retention()
    assert f"/retention/{report.public_id}/" in desk.get("/retention/").content.decode()
    page = desk.get(f"/retention/{report.public_id}/").content.decode()
    assert "未提交的草稿" in page
    assert "《网络安全法》要求日志留存不少于六个月" in page


@pytest.mark.parametrize("role", [AdminRole.SYSTEM, AdminRole.AUDIT])
def test_other_administrators_read_and_do_not_set(tenant, role):
    desk = sign_in(Client(headers={"host": "ningbo.localhost"}), make_person(tenant, is_staff=True, role=role))
    assert "修改保存期限" not in desk.get("/retention/").content.decode()
    assert desk.post("/manage/privacy/retentionperiod/add/", {"rule": "drafts", "days": "31"}).status_code in (403, 404)
    assert not RetentionPeriod.objects.exists()


def test_others_find_nothing_there(tenant, person):
    report = run_retention()
    desk = sign_in(Client(headers={"host": "ningbo.localhost"}), person)
    for address in ("/retention/", f"/retention/{report.public_id}/", f"/retention/{report.public_id}/table/"):
        assert desk.get(address).status_code == 404
        assert Client(headers={"host": "ningbo.localhost"}).get(address).status_code == 302


def test_report_of_another_tenant_does_not_exist(tenant, desk):
    with tenant_scope(make_tenant("elsewhere", region_code="330100")):
        report = run_retention()
    assert desk.get(f"/retention/{report.public_id}/").status_code == 404


def test_table_runs_no_formula(tenant, desk):
    report = run_retention()
    RetentionLine.objects.filter(report=report, rule="drafts").update(fault="=HYPERLINK(1)", failed=1)
    answer = desk.get(f"/retention/{report.public_id}/table/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "种类"
    assert "'=HYPERLINK(1)" in [row[-1] for row in rows]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "  =1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_text(text):
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["宁波", "a=b", "", 3, 0, None])
def test_everything_else_stays_as_it_is(cell):
    assert defused(cell) == cell


def test_number_of_queries_does_not_grow_with_the_reports(tenant, desk, django_assert_max_num_queries):
    run_retention()
    desk.get("/retention/")
    for _run in range(4):
        run_retention(is_trial=True)
    with django_assert_max_num_queries(35):
        desk.get("/retention/")


def test_bureau_sets_its_periods_and_not_below_the_law(tenant, desk):
    add = "/manage/privacy/retentionperiod/add/"
    assert "六个月" in desk.post(add, {"rule": "audit", "days": "90"}).content.decode()
    assert not RetentionPeriod.objects.exists()
    assert desk.post(add, {"rule": "audit", "days": "400"}).status_code == 302
    period = RetentionPeriod.objects.get()
    assert period.days == 400
    assert events_of(period).filter(action="retention.period_set").exists()
    desk.post(f"/manage/privacy/retentionperiod/{period.pk}/change/", {"rule": "audit", "days": "500"})
    assert RetentionPeriod.objects.get().days == 500
