from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SealingConfig(AppConfig):
    name = "portal.sealing"
    label = "sealing"
    verbose_name = _("密钥")
    default_auto_field = "django.db.models.BigAutoField"
