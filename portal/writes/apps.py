from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WritesConfig(AppConfig):
    name = "portal.writes"
    label = "writes"
    verbose_name = _("提交")
    default_auto_field = "django.db.models.BigAutoField"
