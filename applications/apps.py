from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "applications"
    label = "applications"
    verbose_name = _("申报")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from applications import entries, own_parts, retention
        from applications.holders import register_holder
        from applications.policies import may_leave_unit_reason
        from applications.services.claiming import take_over_cases, take_over_information
        from applications.services.confirming import UnitHolder
        from applications.services.legacy import match_legacy
        from applications.services.telling import texts
        from applications.services.unit_cases import follow_register
        from applications.services.withdrawing import withdraw_running
        from portal.notices.wording import register_texts
        from portal.privacy.withdrawals import register_withdrawal
        from units.certified import register_certified, register_objection, register_vouched
        from units.claimed import register_claimed

        register_certified(follow_register)
        register_objection(may_leave_unit_reason)
        register_withdrawal(withdraw_running)
        register_vouched(match_legacy)
        register_claimed(take_over_cases)
        register_claimed(take_over_information)
        register_holder("unit", UnitHolder())
        entries.register()
        own_parts.register()
        retention.register()
        register_texts(texts)
