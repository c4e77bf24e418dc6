"""Who may do what with personal data, with the reason why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.people.choices import AdminRole
from portal.people.models import User
from portal.people.policies import holds
from portal.privacy.queries import refused_purposes, unread_notice


def may_have_data_processed(user: User) -> str | None:
    """Return why no application may be begun or submitted by this person now, or None.

    The present notice must have been read, and what needs consent and cannot be done without must be agreed to.
    """
    if unread_notice(user) is not None:
        return _("个人信息保护告知已更新，请先在“我的数据与隐私”阅读并确认，再继续办理。")
    refused = refused_purposes(user)
    if refused:
        words = {"purposes": "、".join(purpose.name for purpose in refused)}
        return _("您未同意：%(purposes)s。请先在“我的数据与隐私”表示同意，再继续办理。") % words
    return None


def may_govern_data(user: User) -> str | None:
    """Return why this person may not read what retention did in this portal, or None: reports name nobody."""
    return None if holds(user, *AdminRole.values) else _("只有本门户的管理员可以查看。")


def may_set_periods(user: User) -> bool:
    """How long what is kept is the security administrator's matter; the one who keeps the tables cannot shorten it."""
    return holds(user, AdminRole.SECURITY)
