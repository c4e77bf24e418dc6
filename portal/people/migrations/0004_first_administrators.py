from django.db import migrations


def name_roles(apps, schema_editor):
    """Whoever administered a tenant keeps its tables; security and audit administrators are appointed anew."""
    users = apps.get_model("people", "User").objects
    users.filter(is_staff=True, is_superuser=False, tenant__isnull=False, role="").update(role="system")


class Migration(migrations.Migration):
    dependencies = [("people", "0003_sign_in")]

    operations = [migrations.RunPython(name_roles, migrations.RunPython.noop)]
