from django.apps import AppConfig
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def _files_name() -> str:
    from portal.tenants.queries import files_name

    return files_name() or gettext("文件下载")


ACCOUNT_HELP = {
    1: [
        *("account_signup", "account_login", "account_by_code", "account_sign_in_code", "account_reset_password"),
        *("people:profile", "people:identity", "people:name", "people:second_factor", "account_verify_phone"),
    ],
    2: ["guide"],
    7: ["notices:inbox"],
    9: ["privacy:mine", "privacy:notice", "privacy:agree", "privacy:leave"],
    10: ["announcements", "policies", "downloads"],
}
"""Which parts of the applicant's guide are about the pages that everybody has."""
CLERK_HELP = {2: ["admin:index", "privacy:reports", "privacy:report"]}


class UiConfig(AppConfig):
    name = "portal.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.tenants.queries import offered
        from portal.ui.help import register_help
        from portal.ui.nav import PERSON, NavItem, register_nav, signed_in

        register_help("applicant", ACCOUNT_HELP)
        register_help("clerk", CLERK_HELP)
        register_nav(NavItem(_("首页"), "home", order=10))
        register_nav(NavItem(_("人才服务"), "service_areas", lambda user: offered().has_areas, order=10))
        register_nav(NavItem(_("通知公告"), "announcements", lambda user: "notice" in offered().kinds, order=11))
        register_nav(NavItem(_("政策法规"), "policies", lambda user: "policy" in offered().kinds, order=12))
        register_nav(NavItem(lazy(_files_name, str)(), "downloads", lambda user: offered().has_downloads, order=14))
        register_nav(NavItem(_("办事指南"), "guide", order=90))
        register_nav(NavItem(_("个人资料"), "people:profile", signed_in, PERSON, order=80))
