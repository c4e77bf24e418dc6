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
        from portal.people import centre, frame
        from portal.people.choices import AdminRole
        from portal.people.delivery import texts
        from portal.people.mode_menu import mode_menu
        from portal.people.roles import keep_for
        from portal.people.second_factor import SecondFactors
        from portal.sealing.registry import register_sealed
        from portal.ui.panels import register_panel

        register_next_steps(_verify_phone)
        register_next_steps(_set_password)
        register_sealed(SecondFactors())
        register_texts(texts)
        register_panel("person_menu", mode_menu)
        register_panel("way_in", frame.way_in)
        register_panel("own_name", frame.own_name)
        register_panel("greeting", frame.greeting)
        register_panel("centre", frame.centre_nav)
        centre.register_entry(
            _("人才认证"), "people:identity", 20, shown_to=centre.may_need_identity, heading=centre.CERTIFICATIONS
        )
        centre.register_entry(_("个人资料"), "people:profile", 30)
        keep_for(AdminRole.SECURITY, "people")
        keep_for(AdminRole.AUDIT, "audit")


def _verify_phone(request: HttpRequest) -> list[NextStep]:
    """Registering does not wait for the SMS; submitting does."""
    person: Any = request.user
    if not person.phone or person.phone_verified_at is not None:
        return []
    text = _("手机号码尚未验证，提交申报前请完成验证。")
    return [NextStep(text, reverse("account_change_phone"), _("验证手机号码"), tone="warn")]


def _set_password(request: HttpRequest) -> list[NextStep]:
    """Whoever came in by a code alone is advised to have a password, too (CY-06, CY-07)."""
    from portal.people.policies import may_have_password_reason

    person: Any = request.user
    if person.has_usable_password() or may_have_password_reason(person):
        return []
    text = _("账号还没有密码。请设置密码并记住，收不到短信时也能登录。")
    return [NextStep(text, reverse("account_set_password"), _("设置密码"))]
