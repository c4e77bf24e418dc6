"""The parts of a person's data that the portal's ground holds: account, answers about privacy, messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.notices.models import Notice
from portal.privacy.own_data import Collected, Part, register_own_data
from portal.privacy.queries import consents_of

if TYPE_CHECKING:
    from portal.people.models import User


def register() -> None:
    register_own_data(ACCOUNT)
    register_own_data(CONSENTS)
    register_own_data(MESSAGES)


def _account(user: User) -> Collected:
    return Collected(
        [
            {
                "name": user.name,
                "sex": user.get_sex_display(),
                "id_type": user.get_id_type_display(),
                "id_number": user.id_number,
                "birth_date": user.birth_date,
                "phone": user.phone,
                "phone_verified_at": user.phone_verified_at,
                "email": user.email,
                "login_name": user.login_name,
                "language": user.language,
                "created_at": user.created_at,
                "last_login": user.last_login,
            }
        ]
    )


def _consents(user: User) -> Collected:
    return Collected(
        [
            {
                "at": event.at,
                "purpose": event.purpose,
                "basis": event.get_basis_display(),
                "deed": event.get_deed_display(),
                "notice_version": event.notice.number,
                "language": event.language,
                "text_hash": event.text_hash,
            }
            for event in consents_of(user)
        ]
    )


def _messages(user: User) -> Collected:
    notices = Notice.objects.filter(recipient=user).order_by("id")
    return Collected(
        [
            {
                "created_at": notice.created_at,
                "channel": notice.get_channel_display(),
                "address": notice.address,
                "text": notice.text,
                "state": notice.get_state_display(),
                "read_at": notice.read_at,
            }
            for notice in notices
        ]
    )


ACCOUNT = Part(
    "account",
    _("账号"),
    {
        "name": _("姓名"),
        "sex": _("性别"),
        "id_type": _("证件类型"),
        "id_number": _("证件号码"),
        "birth_date": _("出生日期"),
        "phone": _("手机号码"),
        "phone_verified_at": _("手机验证时间"),
        "email": _("电子邮箱"),
        "login_name": _("登录名"),
        "language": _("语言"),
        "created_at": _("注册时间"),
        "last_login": _("最近登录"),
    },
    _account,
)
CONSENTS = Part(
    "consents",
    _("告知与同意"),
    {
        "at": _("时间"),
        "purpose": _("处理目的"),
        "basis": _("合法性基础"),
        "deed": _("记录"),
        "notice_version": _("告知版本"),
        "language": _("语言"),
    },
    _consents,
)
MESSAGES = Part(
    "notices",
    _("通知"),
    {
        "created_at": _("时间"),
        "channel": _("渠道"),
        "address": _("号码或邮箱"),
        "text": _("内容"),
        "state": _("状态"),
        "read_at": _("阅读时间"),
    },
    _messages,
)
