from django.db import migrations

from portal.audit.append_only import FUNCTION


class Migration(migrations.Migration):
    """Teach the refusal what retention may do: empty marked columns when the years are over, and nothing else."""

    dependencies = [("audit", "0005_chained_in_the_background")]

    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
