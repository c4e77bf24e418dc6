from types import SimpleNamespace

from django.contrib import admin
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
