from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "portal.operations"
    label = "operations"
    verbose_name = _("运行")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.operations import jobs
        from portal.operations.probes import register_probe
        from portal.operations.standard import database, disk, migrations, schedule

        register_probe("database", database, is_needed=True)
        register_probe("migrations", migrations, is_needed=True)
        register_probe("disk", disk, is_needed=True)
        register_probe("jobs", schedule)
        jobs.watch()
