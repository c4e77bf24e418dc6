"""What the home page leads to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.privacy.policies import may_govern_data
from portal.privacy.queries import unread_notice, waiting_erasure
from portal.ui.home import NextStep
from portal.ui.templatetags.ui import day


def notice_to_read(request: HttpRequest) -> list[NextStep]:
    """People are asked again whenever the notice's text changes."""
    person: Any = request.user
    notice = unread_notice(person)
    if notice is None:
        return []
    text = _("请阅读并确认个人信息保护告知；确认前不能开始或提交申报。")
    return [NextStep(text, reverse("privacy:agree"), _("阅读并确认"), tone="warn")]


def account_closing(request: HttpRequest) -> list[NextStep]:
    """Whoever thinks again finds the way back on the first page."""
    person: Any = request.user
    waiting = waiting_erasure(person)
    if waiting is None:
        return []
    text = _("您的账号将于 %(day)s 注销。") % {"day": day(waiting.due_at)}
    return [NextStep(text, reverse("privacy:leave"), _("查看或撤销"), tone="warn")]


def has_own_data(user: Any) -> bool:
    """Whether the account is a person's, and not that of a unit itself."""
    return bool(user.is_authenticated) and not user.is_legal_person


def governs_data(user: Any) -> bool:
    return bool(user.is_authenticated) and may_govern_data(user) is None
