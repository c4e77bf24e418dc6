from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "units"
    label = "units"
    verbose_name = _("单位")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.network.arriving import register_legal_person
        from portal.notices.wording import register_texts
        from portal.people.strong import register_demand
        from portal.ui.manuals import register_desk
        from units import entries, own_parts, retention
        from units.queries import is_seated, must_prove_twice
        from units.services.arriving import arrive
        from units.services.telling import texts

        register_legal_person(arrive)
        register_demand(must_prove_twice)
        register_texts(texts)
        register_desk("unit", is_seated)
        retention.register()
        own_parts.register()
        entries.register()
