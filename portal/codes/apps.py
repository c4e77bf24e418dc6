from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "portal.codes"
    label = "codes"
    default_auto_field = "django.db.models.BigAutoField"
