from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "units"
    label = "units"
    verbose_name = _("单位")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.notices.wording import register_texts
        from portal.people.strong import register_demand
        from portal.ui.manuals import register_desk
        from units import entries, own_parts, retention
        from units.queries import must_prove_twice, units_of
        from units.services.telling import texts

        register_demand(must_prove_twice)
        register_texts(texts)
        register_desk("unit", lambda user: units_of(user).exists())
        retention.register()
        own_parts.register()
        entries.register()
