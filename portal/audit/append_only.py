"""SQL that makes a table append-only, for the owner of the tables as well.

TRUNCATE fires no row trigger: it is withheld from the portal's role, which owns no tables.
"""

FUNCTION = """
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The table is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""


def protect(table: str) -> str:
    """Return SQL after which the database refuses to change or delete the table's rows."""
    return f"""{FUNCTION}
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
"""


def unprotect(table: str) -> str:
    """Return SQL that lets the table's rows be changed again; the function stays, other tables may use it."""
    return f"DROP TRIGGER IF EXISTS {table}_append_only ON {table};\n"
