from django.db import migrations

from portal.audit.append_only import protect, unprotect

TABLES = [
    "privacy_privacynotice",
    "privacy_processingpurpose",
    "privacy_consentevent",
]


class Migration(migrations.Migration):
    """What people were told and what they answered stays as it was."""

    dependencies = [("privacy", "0001_initial"), ("audit", "0003_append_only")]

    operations = [migrations.RunSQL(protect(table), unprotect(table)) for table in TABLES]
