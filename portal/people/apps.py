from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.ui.home import NextStep, register_next_steps


class PeopleConfig(AppConfig):
    name = "portal.people"
    label = "people"
    verbose_name = _("人员与账号")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.notices.wording import register_texts
        from portal.people.choices import AdminRole
        from portal.people.delivery import texts
        from portal.people.mode_menu import mode_menu
        from portal.people.roles import keep_for
        from portal.people.second_factor import SecondFactors
        from portal.sealing.registry import register_sealed
        from portal.ui.panels import register_panel

        register_next_steps(_verify_phone)
        register_sealed(SecondFactors())
        register_texts(texts)
        register_panel("person_menu", mode_menu)
        keep_for(AdminRole.SECURITY, "people")
        keep_for(AdminRole.AUDIT, "audit")


def _verify_phone(request: HttpRequest) -> list[NextStep]:
    """Registering does not wait for the SMS; submitting does."""
    person: Any = request.user
    if not person.phone or person.phone_verified_at is not None:
        return []
    text = _("手机号码尚未验证，提交申报前请完成验证。")
    return [NextStep(text, reverse("account_change_phone"), _("验证手机号码"), tone="warn")]
