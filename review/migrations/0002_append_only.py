from django.db import migrations

from portal.audit.append_only import protect, unprotect

TABLES = [
    "review_opinion",
]


class Migration(migrations.Migration):
    """A reviewer's opinion is never changed (NB-104)."""

    dependencies = [("review", "0001_initial"), ("audit", "0003_append_only")]

    operations = [migrations.RunSQL(protect(table), unprotect(table)) for table in TABLES]
