"""The tenant administrator's tables, over HTTP."""

import pytest
from django.test import Client

from applications.models import CatalogueCategory
from portal.audit.models import Event
from portal.policy import Refused
from portal.tenants.scope import tenant_scope
from review.models import AuditDivision, Office, Seat
from review.services.administrators import make_tenant_administrator
from tests.builders import make_person, make_tenant, publish, sign_in

EDITED = ["review/office", "review/auditdivision", "applications/cataloguecategory", "applications/cataloguecondition"]
READ = [
    "applications/schemeversion",
    "review/reviewtask",
    "review/opinion",
    "review/publicityentry",
    "review/objection",
    "review/blacklistentry",
]


@pytest.fixture
def tenant(db):
    with tenant_scope(make_tenant()) as tenant:
        yield tenant


@pytest.fixture
def administrator(tenant):
    return make_tenant_administrator(make_person(tenant))


@pytest.fixture
def client(administrator):
    client = Client(headers={"host": "ningbo.localhost"})
    sign_in(client, administrator)
    return client


@pytest.fixture
def office(tenant):
    return Office.objects.create(code="window", name_zh="市服务总窗口", kind="window", tier="city")


def test_administrator_is_made_once_and_on_record(administrator):
    make_tenant_administrator(administrator)
    assert administrator.is_staff
    assert Event.objects.filter(action="role.changed").count() == 1


def test_person_of_another_tenant_cannot_become_administrator(tenant):
    with pytest.raises(Refused):
        make_tenant_administrator(make_person(make_tenant("elsewhere")))


@pytest.mark.parametrize("table", EDITED)
def test_administrator_edits_the_tables(table, client):
    assert client.get(f"/manage/{table}/").status_code == 200
    assert client.get(f"/manage/{table}/add/").status_code == 200


@pytest.mark.parametrize("table", READ)
def test_administrator_reads_but_does_not_write_what_the_desks_made(table, client, tenant):
    publish(tenant)
    assert client.get(f"/manage/{table}/").status_code == 200
    assert client.get(f"/manage/{table}/add/").status_code == 403


def test_administrator_opens_an_office_with_an_outlet(client):
    posted = {
        "code": "alliance-new",
        "name_zh": "新区联盟",
        "name_en": "",
        "kind": "alliance",
        "tier": "county",
        "region_code": "330203",
        "parent": "",
        "is_active": "on",
        "outlets-TOTAL_FORMS": "1",
        "outlets-INITIAL_FORMS": "0",
        "outlets-0-name": "网点",
        "outlets-0-address": "示例路1号",
        "outlets-0-contact": "0574-00000001",
        "outlets-0-hours": "",
    }
    assert client.post("/manage/review/office/add/", posted).status_code == 302
    office = Office.objects.get(code="alliance-new")
    assert office.outlets.get().address == "示例路1号"


@pytest.fixture
def security(tenant):
    """The browser of the security administrator."""
    return sign_in(Client(headers={"host": "ningbo.localhost"}), make_person(tenant, role="security"))


def test_security_administrator_gives_and_withdraws_a_seat(security, tenant, office):
    person = make_person(tenant)
    posted = {"user": str(person.pk), "office": str(office.pk)}
    assert security.post("/manage/review/seat/add/", posted).status_code == 302
    seat = Seat.objects.get(office=office)
    assert (seat.user, seat.is_active) == (person, True)
    chosen = {"action": "withdraw", "_selected_action": [seat.pk]}
    assert security.post("/manage/review/seat/", chosen).status_code == 302
    seat.refresh_from_db()
    assert not seat.is_active
    assert list(Event.objects.filter(action__startswith="seat.").values_list("action", flat=True).order_by("id")) == [
        "seat.given",
        "seat.withdrawn",
    ]


def test_security_administrator_names_the_head_of_an_office(security, tenant, office):
    seat = Seat.objects.create(office=office, user=make_person(tenant))
    for action, is_head in (("make_head", True), ("end_head", False)):
        security.post("/manage/review/seat/", {"action": action, "_selected_action": [seat.pk]})
        seat.refresh_from_db()
        assert seat.is_head is is_head
    assert Event.objects.filter(action__in=["seat.made_head", "seat.head_ended"]).count() == 2


def test_system_administrator_gives_no_seats(client):
    assert client.get("/manage/review/seat/add/").status_code == 403


def test_an_administrator_reviews_nothing_and_a_reviewer_administers_nothing(security, administrator, tenant, office):
    posted = {"user": str(administrator.pk), "office": str(office.pk)}
    assert "不能同时担任审核人员" in security.post("/manage/review/seat/add/", posted).content.decode()
    reviewer = make_person(tenant)
    Seat.objects.create(office=office, user=reviewer)
    with pytest.raises(Refused):
        make_tenant_administrator(reviewer)


def test_stranger_cannot_be_seated(security, office):
    stranger = make_person(make_tenant("elsewhere"))
    answer = security.post("/manage/review/seat/add/", {"user": str(stranger.pk), "office": str(office.pk)})
    assert answer.status_code == 200
    assert not Seat.objects.exists()


def test_office_of_another_tenant_is_not_there(client):
    with tenant_scope(make_tenant("elsewhere")):
        other = Office.objects.create(code="window", name_zh="外地窗口", kind="window", tier="city")
    assert "外地窗口" not in client.get("/manage/review/office/").content.decode()
    assert client.get(f"/manage/review/office/{other.pk}/change/").status_code == 302


def test_code_of_an_office_is_given_once(client, office):
    none = {f"{part}-{count}_FORMS": "0" for part in ("outlets", "seats") for count in ("TOTAL", "INITIAL")}
    posted = {"code": "renamed", "name_zh": "新名称", "kind": "window", "tier": "city", "is_active": "on"} | none
    assert client.post(f"/manage/review/office/{office.pk}/change/", posted).status_code == 302
    office.refresh_from_db()
    assert (office.code, office.name_zh) == ("window", "新名称")


def test_division_names_a_category_that_exists_and_a_department(client, tenant, office):
    version = publish(tenant)
    CatalogueCategory.objects.create(scheme_key=version.key, code="Q", name_zh="青年人才")
    department = Office.objects.create(code="science", name_zh="科技局", kind="department", tier="city")
    row = {"scheme_key": version.key, "category_code": "Q", "office": str(department.pk)}
    add = "/manage/review/auditdivision/add/"
    assert client.post(add, row | {"category_code": "X"}).status_code == 200
    assert client.post(add, row | {"scheme_key": "nonsense"}).status_code == 200
    assert client.post(add, row | {"office": str(office.pk)}).status_code == 200
    assert client.post(add, row).status_code == 302
    assert AuditDivision.objects.get(category_code="Q").office == department


def test_condition_names_an_office_that_exists(client, tenant, office):
    category = CatalogueCategory.objects.create(scheme_key="recognition", code="Q", name_zh="青年人才")
    row = {"category": str(category.pk), "code": "Q1", "text_zh": "条件", "is_active": "on"}
    add = "/manage/applications/cataloguecondition/add/"
    page = client.post(add, row | {"department": "no-such-office"})
    assert "没有代码为“no-such-office”的审核机构" in page.content.decode()
    assert client.post(add, row | {"department": office.code}).status_code == 302
