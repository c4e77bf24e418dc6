from django.db import migrations

from portal.audit.append_only import protect, unprotect

TABLES = [
    "audit_event",
]


class Migration(migrations.Migration):
    """Evidence is added to, never changed: the database itself refuses."""

    dependencies = [("audit", "0002_initial")]

    operations = [migrations.RunSQL(protect(table), unprotect(table)) for table in TABLES]
