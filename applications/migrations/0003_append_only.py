from django.db import migrations

from portal.audit.append_only import protect, unprotect

TABLES = [
    "applications_schemeversion",
    "applications_submission",
    "applications_consent",
    "applications_timelineentry",
]


class Migration(migrations.Migration):
    """What was published, agreed to and submitted stays as it was; a case's history is only added to."""

    dependencies = [("applications", "0002_initial"), ("audit", "0003_append_only")]

    operations = [migrations.RunSQL(protect(table), unprotect(table)) for table in TABLES]
