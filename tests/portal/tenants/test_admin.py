from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.audit.models import Event
from portal.notices.models import Notice
from portal.tenants.admin import TenantAdmin, is_at_home
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant, make_user, sign_in

HOST = {"host": "ningbo.localhost"}


def test_people_of_another_tenant_cannot_be_chosen(tenant):
    own, foreign = make_user(tenant), make_user(make_tenant("other"))
    desk = TenantAdmin(Notice, admin.site)
    field = desk.formfield_for_foreignkey(Notice._meta.get_field("recipient"), SimpleNamespace())
    assert own in field.queryset
    assert foreign not in field.queryset


def test_admin_is_for_the_tenants_own_people_and_operators(tenant):
    stranger = make_user(make_tenant("other"))
    assert is_at_home(SimpleNamespace(user=make_user(tenant)))
    assert is_at_home(SimpleNamespace(user=make_user(None)))
    assert not is_at_home(SimpleNamespace(user=stranger))


def test_admin_is_closed_where_no_tenant_is(db):
    with tenant_scope(make_tenant()) as tenant:
        user = make_user(tenant)
    assert not is_at_home(SimpleNamespace(user=user))


def test_the_clerk_changes_the_portals_own_names_and_no_other(tenant, client, django_capture_on_commit_callbacks):
    other = make_tenant("other")
    clerk = make_user(tenant, is_staff=True)
    sign_in(client, clerk)
    address = reverse("admin:tenants_tenant_change", args=[tenant.pk])
    names = {"name_zh": "新门户", "name_en": "New portal", "bureau_zh": "局", "bureau_en": "Bureau"}

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, names | {"hotline": "0574-00000001", "public_address": ""}, headers=HOST)

    assert answer.status_code == 302
    tenant.refresh_from_db()
    assert tenant.name_zh == "新门户"
    assert Event.objects.filter(action="tenant.changed", actor=clerk).exists()
    assert client.get("/", headers=HOST).context["request"].tenant.name_zh == "新门户"
    other_address = reverse("admin:tenants_tenant_change", args=[other.pk])
    assert client.get(other_address, headers=HOST).status_code == 302
    assert client.get(reverse("admin:tenants_tenant_add"), headers=HOST).status_code == 403


DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/>{}</svg>'
NAMES = {"name_zh": "门户", "name_en": "Portal", "bureau_zh": "局", "bureau_en": "Bureau", "hotline": "", "colour": ""}


def drawing(part: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile("emblem.svg", DRAWN.format(part).encode(), "image/svg+xml")


@pytest.fixture
def change(tenant, client, django_capture_on_commit_callbacks):
    """Send the form of the portal's own names and look, as its administrator."""
    sign_in(client, make_user(tenant, is_staff=True))

    def send(**values):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(reverse("admin:tenants_tenant_change", args=[tenant.pk]), NAMES | values, headers=HOST)
        tenant.refresh_from_db()
        return answer

    return send


def test_the_administrator_sets_colour_emblem_and_words(tenant, change, client):
    answer = change(colour=" #7A1F3D ", upload=drawing(), slogan_zh="聚才", slogan_en="Come", footer_zh="页脚")
    assert answer.status_code == 302
    assert (tenant.colour, tenant.slogan_en) == ("#7a1f3d", "Come")
    page = client.get("/", headers=HOST).content.decode()
    assert f"/theme.css?v={tenant.theme.version}" in page
    assert f"/emblem?v={tenant.emblem_version}" in page
    event = Event.objects.get(action="tenant.changed")
    assert (event.detail["colour"], event.detail["emblem"]) == ("#7a1f3d", tenant.emblem_version)


def test_a_pale_colour_is_refused_with_the_ratio_and_the_nearest_and_nothing_typed_is_lost(tenant, change):
    answer = change(colour="#ffcc00", slogan_zh="聚才")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "只有 1.4" in page
    assert "最接近的可用颜色是 #" in page
    assert 'value="#ffcc00"' in page
    assert 'value="聚才"' in page
    assert tenant.colour == ""


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "12507f0"])
def test_a_colour_in_another_notation_is_refused(tenant, change, colour):
    assert "六位十六进制数字" in change(colour=colour).content.decode()
    assert tenant.colour == ""


def test_an_emblem_that_does_something_is_refused_and_the_present_one_stays(tenant, change):
    change(upload=drawing())
    version = tenant.emblem_version
    answer = change(upload=drawing("<script>alert(1)</script>"))
    assert "&lt;script&gt;" in answer.content.decode()
    assert tenant.emblem_version == version
    change(name_zh="新名")
    assert (tenant.emblem_version, tenant.name_zh) == (version, "新名")


def test_an_emblem_can_be_taken_off_again(tenant, change, client):
    change(upload=drawing())
    change(without_emblem="on")
    assert tenant.emblem_version == ""
    assert client.get("/emblem", headers=HOST).status_code == 404
