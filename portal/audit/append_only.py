"""SQL that makes a table append-only, for the owner of the tables as well, and the list of the tables that are.

A migration calls `protect()`; nothing else says that a table is append-only. What hands out rights asks
`append_only_tables()`: the portal's own role gets SELECT and INSERT on those, and nothing more.
"""

from __future__ import annotations

from django.db import connection

FUNCTION = """
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The table is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""


def protect(table: str) -> str:
    """Return SQL after which the database refuses to change or delete the table's rows, one by one or all at once."""
    return f"""{FUNCTION}
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""


def unprotect(table: str) -> str:
    """Return SQL that lets the table's rows be changed again; the function stays, other tables may use it."""
    return f"""DROP TRIGGER IF EXISTS {table}_append_only ON {table};
DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
"""


def append_only_tables() -> list[str]:
    """Return the tables of this database that refuse changes, in the order of their names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgname = relname || '_append_only' ORDER BY relname"
        )
        return [name for (name,) in cursor.fetchall()]
