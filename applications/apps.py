from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"
    label = "applications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from applications import entries
        from applications.holders import register_holder
        from applications.services.confirming import UnitHolder

        register_holder("unit", UnitHolder())
        entries.register()
