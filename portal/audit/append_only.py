"""SQL that makes a table append-only, for the owner of the tables as well, and the list of the tables that are.

A migration calls `protect()`; nothing else says that a table is append-only. What hands out rights asks
`append_only_tables()`: the portal's own role gets SELECT and INSERT on those, and nothing more.
"""

from __future__ import annotations

from django.db import connection

ERASED = "erased after retention"
"""The comment on a column that may be emptied when the prescribed years are over (`erasable`), and never otherwise."""

RETENTION = f"""
CREATE OR REPLACE FUNCTION audit_retention_permits(relation oid, operation text, earlier jsonb, later jsonb)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Only inside the functions of retention, which run as the owner of the tables: nobody else is both.
    IF current_setting('app.retention', true) IS DISTINCT FROM 'on'
        OR NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = relation), 'USAGE') THEN
        RETURN false;
    END IF;
    IF operation = 'DELETE' THEN
        -- What belongs to a draft goes with it; from the first submission on nothing is deleted.
        RETURN earlier ? 'application_id' AND NOT EXISTS (
            SELECT FROM applications_submission WHERE application_id = (earlier ->> 'application_id')::bigint
        );
    END IF;
    RETURN NOT EXISTS (
        SELECT FROM jsonb_each(later) AS changed(name, value)
        JOIN pg_attribute ON attrelid = relation AND attname = changed.name
        WHERE earlier -> changed.name IS DISTINCT FROM changed.value
            AND (changed.value NOT IN ('""', '{{}}', '[]')
                OR col_description(relation, attnum) IS DISTINCT FROM '{ERASED}')
    );
END
$$;
"""

FUNCTION = f"""{RETENTION}
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The arguments are sealed columns: their owner may exchange the seals for those of a newer key, and nothing else.
    IF TG_OP = 'UPDATE' AND TG_NARGS > 0 AND current_setting('app.resealing', true) = 'on' THEN
        IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')
                AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
            RETURN NEW;
        END IF;
    END IF;
    IF TG_LEVEL = 'ROW' AND audit_retention_permits(TG_RELID, TG_OP, to_jsonb(OLD), to_jsonb(NEW)) THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'The table is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""


def protect(table: str, *sealed: str) -> str:
    """Return SQL after which the database refuses to change or delete the table's rows, one by one or all at once.

    Of the columns `sealed` the owner may exchange the seals while keys are rotated (`portal.sealing.resealing`).
    """
    arguments = ", ".join(f"'{column}'" for column in sealed)
    return f"""{FUNCTION}
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change({arguments});
DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""


def unprotect(table: str) -> str:
    """Return SQL that lets the table's rows be changed again; the function stays, other tables may use it."""
    return f"""DROP TRIGGER IF EXISTS {table}_append_only ON {table};
DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
"""


def erasable(table: str, *columns: str) -> str:
    """Return SQL that marks the columns of an append-only table which retention may empty; all others stay for ever."""
    return "".join(f"COMMENT ON COLUMN {table}.{column} IS '{ERASED}';\n" for column in columns)


def not_erasable(table: str, *columns: str) -> str:
    """Return SQL that takes the mark back."""
    return "".join(f"COMMENT ON COLUMN {table}.{column} IS NULL;\n" for column in columns)


def append_only_tables() -> list[str]:
    """Return the tables of this database that refuse changes, in the order of their names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgname = relname || '_append_only' ORDER BY relname"
        )
        return [name for (name,) in cursor.fetchall()]
