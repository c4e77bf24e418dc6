from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "portal.privacy"
    label = "privacy"
    verbose_name = _("个人信息保护")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.notices.wording import register_texts
        from portal.people.choices import AdminRole
        from portal.people.roles import keep_for
        from portal.privacy import ground_rules, own_parts
        from portal.privacy.entries import account_closing, governs_data, has_own_data, notice_to_read
        from portal.privacy.making import texts
        from portal.ui.home import register_next_steps
        from portal.ui.nav import PERSON, NavItem, register_nav

        keep_for(AdminRole.SECURITY, "privacy.retentionperiod")
        keep_for(AdminRole.AUDIT, "privacy.consentevent")
        own_parts.register()
        ground_rules.register()
        register_texts(texts)
        register_next_steps(notice_to_read, first=True)
        register_next_steps(account_closing)
        register_nav(NavItem(_("我的数据与隐私"), "privacy:mine", has_own_data, PERSON, order=85))
        register_nav(NavItem(_("保存期限与清除报告"), "privacy:reports", governs_data, PERSON, order=88))
