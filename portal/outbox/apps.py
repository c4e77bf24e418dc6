from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "portal.outbox"
    label = "outbox"
    verbose_name = _("待办任务")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.operations.probes import register_probe
        from portal.outbox.probes import outbox

        register_probe("outbox", outbox)
