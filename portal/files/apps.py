from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "portal.files"
    label = "files"
    verbose_name = _("文件")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.files.probes import storage
        from portal.files.reconciling import SealedFiles
        from portal.operations.probes import register_probe
        from portal.sealing.registry import register_sealed

        register_sealed(SealedFiles())
        register_probe("storage", storage)
