from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "portal.notices"
    label = "notices"
    verbose_name = _("通知")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.notices.probes import notices
        from portal.notices.queries import unread_count
        from portal.operations.probes import register_probe
        from portal.ui.nav import PERSON, NavItem, register_nav, signed_in

        register_nav(NavItem(_("站内信"), "notices:inbox", signed_in, PERSON, order=20, count=unread_count))
        register_probe("notices", notices)
