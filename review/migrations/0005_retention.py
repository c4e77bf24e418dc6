from django.db import migrations

from portal.audit.append_only import erasable, not_erasable

COLUMNS = ("words", "records", "salt")


class Migration(migrations.Migration):
    """The words of an opinion are erased with the case they are about; who decided what stays."""

    dependencies = [("review", "0004_sealed"), ("audit", "0006_retention")]

    operations = [
        migrations.RunSQL(erasable("review_opinion", *COLUMNS), not_erasable("review_opinion", *COLUMNS)),
    ]
