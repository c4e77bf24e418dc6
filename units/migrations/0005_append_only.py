from django.db import migrations

from portal.audit.append_only import protect, unprotect

TABLES = ["units_unitrules"]

ORG_CODES = "UPDATE units_unit SET org_code = substr(uscc, 9, 9) WHERE org_code = '' AND length(uscc) = 18"
"""A credit code holds the organisation code in its characters 9 to 17 (GB 32100)."""


class Migration(migrations.Migration):
    """Rules that were published stay as they were; units registered so far get the organisation code they have."""

    dependencies = [("units", "0004_rules"), ("audit", "0003_append_only")]

    operations = [
        *(migrations.RunSQL(protect(table), unprotect(table)) for table in TABLES),
        migrations.RunSQL(ORG_CODES, migrations.RunSQL.noop),
    ]
