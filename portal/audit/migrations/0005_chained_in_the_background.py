from django.db import migrations

from portal.audit.append_only import protect, unprotect

TABLES = [
    "audit_link",
    "audit_checkpoint",
]

# No code path can forget it, and none pays a round trip for it.
NOTE = """
CREATE FUNCTION audit_note_pending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_pending (event_id, tenant_id, since) VALUES (NEW.id, NEW.tenant_id, clock_timestamp());
    RETURN NULL;
END
$$;
CREATE TRIGGER audit_event_pending AFTER INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_note_pending();
INSERT INTO audit_pending (event_id, tenant_id, since)
    SELECT id, tenant_id, clock_timestamp() FROM audit_event;
"""
FORGET = """
DROP TRIGGER audit_event_pending ON audit_event;
DROP FUNCTION audit_note_pending();
DELETE FROM audit_pending;
"""


class Migration(migrations.Migration):
    """Links and checkpoints are added to, never changed; every event, those of before included, waits to be chained.

    The log itself is protected anew: TRUNCATE is refused as well.
    """

    dependencies = [("audit", "0004_chain")]

    operations = [
        *[migrations.RunSQL(protect(table), unprotect(table)) for table in TABLES],
        migrations.RunSQL(protect("audit_event"), migrations.RunSQL.noop),
        migrations.RunSQL(NOTE, FORGET),
    ]
