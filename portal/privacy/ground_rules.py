"""The rules of retention for what the portal's ground holds: messages, sessions, copies, accounts, the log."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.notices.models import Notice
from portal.notices.services import forget_message
from portal.people.models import User
from portal.people.queries import people
from portal.privacy.choices import ErasureState, ExportState
from portal.privacy.leaving import obstacles_of, register_obstacles, without_ties
from portal.privacy.making import KEPT_DAYS
from portal.privacy.models import DataExport, ErasureRequest
from portal.privacy.retention import Rule, register_rule
from portal.privacy.services.exporting import delete_export
from portal.privacy.services.leaving import UnableToClose, carry_out_erasure, erase_account

LOG_LEAST_DAYS = 184  # six months can have as many days


def register() -> None:
    for rule in RULES:
        register_rule(rule)
    register_obstacles(_rights_of_office)


def _rights_of_office(user: User) -> list[str]:
    if user.is_staff or user.is_superuser:
        return [gettext("您是本门户的管理员，请先由另一位管理员取消您的管理权限。")]
    return []


def _messages(before: dt.datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(created_at__lt=before).exclude(text="", address="")


def _sessions(before: dt.datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)


def _exports(before: dt.datetime) -> QuerySet[DataExport]:
    return DataExport.objects.filter(ready_at__lt=before, state=ExportState.READY)


def _requests(before: dt.datetime) -> QuerySet[ErasureRequest]:
    return ErasureRequest.objects.filter(due_at__lte=before, state=ErasureState.WAITING)


def _unused_accounts(before: dt.datetime) -> QuerySet[User]:
    """Whoever never asked for anything: no case of theirs is kept, and nobody of an office or a unit is among them."""
    last_seen = Coalesce("last_login", "created_at")
    unused = people().annotate(last_seen=last_seen).filter(last_seen__lt=before, is_staff=False, is_superuser=False)
    return without_ties(unused.exclude(id_number="", phone=None, login_name=None))


def _delete_session(session: Session) -> int:
    session.delete()
    return 1


def _delete_export(export: DataExport) -> int:
    delete_export(export=export)
    return 1


def _erase_unused(user: User) -> int:
    if reasons := obstacles_of(user):
        raise UnableToClose("\n".join(reasons))
    return sum(erase_account(user).values())


RULES = (
    Rule("notices", _("通知的内容和号码"), _("办结后不再需要；发送状态保留"), 365, 30, _messages, forget_message),
    Rule("sessions", _("已过期的登录会话（全平台）"), _("已经失效"), 0, 0, _sessions, _delete_session),
    Rule("exports", _("本人数据导出文件"), _("供本人下载"), KEPT_DAYS, 1, _exports, _delete_export),
    Rule(
        "accounts_unused",
        _("长期未用且没有申报的账号"),
        _("处理目的已无法实现（《个人信息保护法》第四十七条）"),
        3 * 365,
        365,
        _unused_accounts,
        _erase_unused,
    ),
    Rule(
        "accounts_closing",
        _("申请注销的账号"),
        _("本人申请（《个人信息保护法》第四十七条），冷静期已过"),
        0,
        0,
        _requests,
        carry_out_erasure,
    ),
    Rule(
        "audit",
        _("审计日志"),
        _("《网络安全法》要求日志留存不少于六个月；日志首尾相链，不作删除，其中没有证件号码"),
        3 * 365,
        LOG_LEAST_DAYS,
    ),
)
