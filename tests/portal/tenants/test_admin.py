from types import SimpleNamespace

from django.contrib import admin

from portal.notices.models import Notice
from portal.tenants.admin import TenantAdmin, is_at_home
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant, make_user


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
