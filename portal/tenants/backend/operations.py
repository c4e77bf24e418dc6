"""Emptying tables, which tests do after themselves: the owner's work, and against the tables' own protection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import operations

from portal.tenants.backend.roles import acting_as_owner

SWITCH = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal LOOP
        EXECUTE format('ALTER TABLE %%s %s TRIGGER USER', name);
    END LOOP;
END $$
"""


class DatabaseOperations(operations.DatabaseOperations):
    def execute_sql_flush(self, sql_list: Iterable[str]) -> Any:
        with acting_as_owner(self.connection):
            return super().execute_sql_flush([SWITCH % "DISABLE", *sql_list, SWITCH % "ENABLE"])
