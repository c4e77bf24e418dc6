"""What the home page leads to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.privacy.queries import unread_notice
from portal.ui.home import NextStep


def notice_to_read(request: HttpRequest) -> list[NextStep]:
    """People are asked again whenever the notice's text changes."""
    person: Any = request.user
    notice = unread_notice(person)
    if notice is None:
        return []
    text = _("个人信息保护告知有新版本，请阅读并确认；确认前不能开始或提交申报。")
    return [NextStep(text, reverse("privacy:agree"), _("阅读并确认"), tone="warn")]
