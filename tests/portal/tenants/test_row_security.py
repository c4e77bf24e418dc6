"""What the database itself refuses, with every filter of the software taken away."""

from __future__ import annotations

import threading

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from portal.notices.models import Notice
from portal.people.models import User
from portal.tenants.backend.roles import acting_as_owner, require_bound_role
from portal.tenants.models import ContentPage, Tenant
from portal.tenants.row_security import SHARED, Unprotected, protected_tables, secure
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_tenant


def rows(sql: str, *parameters: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@pytest.fixture
def two(db: None) -> tuple[Tenant, Tenant]:
    """Two tenants with a page and a person each."""
    both = make_tenant("ningbo"), make_tenant("elsewhere")
    for tenant in both:
        with tenant_scope(tenant):
            ContentPage.objects.create(key="about", title_zh="关于", body_zh=tenant.slug)
            make_person(tenant)
    return both


def test_every_table_is_protected_or_said_to_be_shared(db: None) -> None:
    secured = rows("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    every = set(connection.introspection.table_names())
    assert {name for (name,) in secured} == every - set(SHARED)
    assert {one.table for one in protected_tables()} == every - set(SHARED)


def test_every_tenant_table_answers_with_no_row_where_no_tenant_is_set(two: tuple[Tenant, Tenant]) -> None:
    for one in protected_tables():
        assert rows(f"SELECT count(*) FROM {one.table}") == [(0,)], one.table


def test_a_tenant_sees_its_own_rows_whatever_is_asked(two: tuple[Tenant, Tenant]) -> None:
    for tenant in two:
        with tenant_scope(tenant):
            assert rows("SELECT body_zh FROM tenants_contentpage") == [(tenant.slug,)]
            assert [page.tenant for page in ContentPage._base_manager.all()] == [tenant]
            assert [person.tenant for person in User.objects.all()] == [tenant]


def test_a_row_is_neither_written_nor_moved_to_another_tenant(two: tuple[Tenant, Tenant]) -> None:
    here, there = two
    with tenant_scope(there):
        theirs = ContentPage.objects.get()
    with tenant_scope(here):
        assert ContentPage._base_manager.filter(pk=theirs.pk).update(body_zh="changed") == 0
        assert ContentPage._base_manager.filter(pk=theirs.pk).delete()[0] == 0
        for statement in (
            'INSERT INTO tenants_contentpage (tenant_id, key, title_zh, title_en, body_zh, body_en, "order", is_published)'
            " VALUES (%s, 'new', '', '', '', '', 1, true)",
            "UPDATE tenants_contentpage SET tenant_id = %s",
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                rows(statement, there.pk)
    with tenant_scope(there):
        assert ContentPage.objects.get().body_zh == there.slug


def test_what_hangs_on_a_row_goes_with_it(two: tuple[Tenant, Tenant]) -> None:
    """A table without a tenant of its own belongs to whom its parent belongs to."""
    here, there = two
    device = apps.get_model("mfa", "Authenticator")
    with tenant_scope(there):
        device.objects.create(user=User.objects.get(), type="totp", data={})
    with tenant_scope(here):
        assert not device.objects.exists()
    with tenant_scope(there):
        assert device.objects.count() == 1


def test_the_tenant_follows_the_scope_within_one_transaction(two: tuple[Tenant, Tenant]) -> None:
    here, there = two
    with tenant_scope(here), transaction.atomic():
        with tenant_scope(there):
            assert ContentPage._base_manager.get().tenant == there
        assert ContentPage._base_manager.get().tenant == here


def test_a_rollback_within_another_scope_leaves_the_right_tenant(two: tuple[Tenant, Tenant]) -> None:
    here, there = two
    with tenant_scope(here), transaction.atomic():
        assert ContentPage._base_manager.get().tenant == here
        with pytest.raises(DatabaseError), transaction.atomic():
            fail_in(there)
        assert ContentPage._base_manager.get().tenant == here


def fail_in(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        assert ContentPage._base_manager.get().tenant == tenant
        rows("SELECT 1 / 0")


class TestOnOneConnection:
    """What an autocommitted statement and a finished transaction leave behind: nothing."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def tenant(self, transactional_db: None) -> Tenant:
        tenant = make_tenant()
        with tenant_scope(tenant):
            ContentPage.objects.create(key="about", title_zh="关于", body_zh="")
        return tenant

    def test_nothing_is_remembered_after_the_scope(self, tenant: Tenant) -> None:
        with tenant_scope(tenant):
            assert len(rows("SELECT FROM tenants_contentpage")) == 1
        assert rows("SELECT FROM tenants_contentpage") == []
        assert rows("SELECT COALESCE(current_setting('app.tenant', true), '')") == [("",)]

    def test_nothing_is_remembered_after_the_transaction(self, tenant: Tenant) -> None:
        with tenant_scope(tenant), transaction.atomic():
            assert len(rows("SELECT FROM tenants_contentpage")) == 1
        with transaction.atomic():
            assert rows("SELECT FROM tenants_contentpage") == []

    def test_rows_are_read_in_pieces_outside_of_a_transaction(self, tenant: Tenant) -> None:
        with tenant_scope(tenant):
            assert [page.key for page in ContentPage.objects.iterator(chunk_size=1)] == ["about"]

    def test_threads_keep_their_tenants_apart(self, tenant: Tenant) -> None:
        other = make_tenant("other")
        with tenant_scope(other):
            ContentPage.objects.create(key="about", title_zh="关于", body_zh="")
        wrong: list[Tenant] = []

        def read(mine: Tenant) -> None:
            with tenant_scope(mine):
                for _time in range(50):
                    wrong.extend(page.tenant for page in ContentPage._base_manager.all() if page.tenant != mine)
            connections.close_all()

        threads = [threading.Thread(target=read, args=(one,)) for one in (tenant, other) * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []

    def test_a_role_that_row_security_does_not_bind_is_refused(self, tenant: Tenant) -> None:
        with acting_as_owner(connection):
            connection.ensure_connection()
            with pytest.raises(ImproperlyConfigured, match=r"juxian, which is a superuser or has BYPASSRLS"):
                require_bound_role(connection.connection)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("juxian_app",)

    def test_the_software_refuses_to_connect_as_the_owner(self, tenant: Tenant) -> None:
        stranger = connections.create_connection("default")
        stranger.settings_dict = {**stranger.settings_dict, "USER": "juxian"}
        try:
            with pytest.raises(ImproperlyConfigured, match="DATABASE_OWNER_URL"):
                stranger.ensure_connection()
        finally:
            stranger.close()

    def test_migrating_again_changes_nothing_and_mends_what_was_taken_away(self, tenant: Tenant) -> None:
        with acting_as_owner(connection):
            assert secure(connection) == []
            with connection.cursor() as cursor:
                cursor.execute("DROP POLICY tenant_rows ON notices_notice")
                cursor.execute("ALTER TABLE notices_notice DISABLE ROW LEVEL SECURITY")
        call_command("migrate", verbosity=0)
        assert rows("SELECT relrowsecurity FROM pg_class WHERE relname = 'notices_notice'") == [(True,)]
        with tenant_scope(tenant):
            assert list(Notice.objects.all()) == []


def test_a_table_nobody_thought_of_stops_the_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(SHARED, "django_session")
    with pytest.raises(Unprotected, match="django_session"):
        protected_tables()
