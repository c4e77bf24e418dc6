"""Row security for every table with tenant data, put in place by `manage.py migrate` after it has migrated.

A table belongs to a tenant by its own column, or through a foreign key to one that does. All others must stand in SHARED,
with the reason why everybody may see them; a new table that is neither stops the migration.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction

from portal.audit.append_only import append_only_tables

WEB_ROLE = "juxian_app"
POLICY = "tenant_rows"
CURRENT = "NULLIF(current_setting('app.tenant', true), '')::bigint"

SHARED = {
    "tenants_tenant": "a request looks its tenant up here before it has one",
    "tenants_tenanthost": "a request looks its tenant up here before it has one",
    "django_migrations": "what the software did to the database",
    "django_content_type": "names of models",
    "auth_permission": "names of rights",
    "auth_group": "names of groups; who is in one is kept by tenant",
    "auth_group_permissions": "rights of groups",
    "socialaccount_socialapp": "stays empty: a portal's clients at its account network lie in network_networkclient",
    "django_session": "found by a random key alone, before the tenant's people are asked",
    "sealing_platformkey": "keys wrapped by a master key that the database does not have",
    "calendar_clocksetting": "the demonstration's clock",
    "operations_jobrun": "when timed jobs ended, for all tenants at once",
    "portal_cache": "counts that limit tries, of all portals together: no page shows them",
}

MARKS = "SELECT polrelid::regclass::text, obj_description(oid, 'pg_policy') FROM pg_policy"


class Unprotected(Exception):
    """A table that belongs to no tenant and is not said to be shared."""


@dataclass(frozen=True)
class Protected:
    """One table and the condition under which a tenant sees a row."""

    table: str
    condition: str

    @property
    def mark(self) -> str:
        return hashlib.sha256(self.condition.encode()).hexdigest()


def protected_tables() -> list[Protected]:
    """Return every table with tenant data and its condition; raise Unprotected for one that nobody has thought of."""
    found = {table: _condition(model) for table, model in _tables().items() if table not in SHARED}
    forgotten = sorted(table for table, condition in found.items() if not condition)
    if forgotten:
        raise Unprotected(f"{', '.join(forgotten)}: give them a tenant, or say in SHARED why everybody may see them.")
    return [Protected(table, condition) for table, condition in sorted(found.items())]


def secure(connection: Any) -> list[str]:
    """Bring policies and grants in line with the models, as the owner; return the tables whose policy was changed."""
    # In one transaction: whoever works meanwhile has the old grants or the new ones, never none.
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        cursor.execute(MARKS)
        marks = dict(cursor.fetchall())
        changed = [one for one in protected_tables() if one.table in existing and marks.get(one.table) != one.mark]
        frozen = {*append_only_tables(), "django_migrations"}
        for statement in (*(line for one in changed for line in _policy(one)), *_grants(frozen & existing)):
            cursor.execute(statement)
    return [one.table for one in changed]


def _tables() -> dict[str, type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in every if model._meta.managed and not model._meta.proxy}


def _condition(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> str:
    """By the row's own tenant; else by all the rows it cannot be without, which must be the tenant's."""
    own = next((field for field in model._meta.local_fields if field.name == "tenant"), None)
    if own is not None:
        # What has no tenant is the platform's: its operator, its keys.
        return f"tenant_id = {CURRENT}" + (" OR tenant_id IS NULL" if own.null else "")
    return " AND ".join(_through(model, seen | {model}))


def _through(model: type[models.Model], seen: frozenset[type[models.Model]]) -> Iterator[str]:
    for field in model._meta.local_fields:
        parent = field.remote_field.model if isinstance(field, models.ForeignKey) and not field.null else None
        if parent is None or parent in seen or parent._meta.db_table in SHARED or not _condition(parent, seen):
            continue
        key = field.target_field.column  # type: ignore[attr-defined]
        # The parent's own policy narrows this look-up to the tenant.
        yield (
            f"EXISTS (SELECT FROM {parent._meta.db_table} AS parent "
            f"WHERE parent.{key} = {model._meta.db_table}.{field.column})"
        )


def _policy(one: Protected) -> Iterable[str]:
    return (
        f"ALTER TABLE {one.table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {one.table} FORCE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS {POLICY} ON {one.table}",
        f"CREATE POLICY {POLICY} ON {one.table} USING ({one.condition}) WITH CHECK ({one.condition})",
        f"COMMENT ON POLICY {POLICY} ON {one.table} IS '{one.mark}'",
    )


def _grants(frozen: set[str]) -> Iterable[str]:
    yield f"GRANT USAGE ON SCHEMA public TO {WEB_ROLE}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {WEB_ROLE}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {WEB_ROLE}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {WEB_ROLE}"
    for table in sorted(frozen):
        yield f"REVOKE UPDATE, DELETE ON {table} FROM {WEB_ROLE}"
