"""What a unit's desk says of the permission it works by: where it stands, why, and what can be done (CY-26, CY-33…39)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications.choices import State
from applications.holding import Permission, permission_of
from applications.models import TimelineEntry
from applications.policies import may_apply_for_unit
from applications.queries import failure_of, stage_words
from applications.views.unit_desk.access import Desk, desk_url
from portal.people.models import User
from portal.ui.templatetags.ui import day
from units.models import Unit


@dataclass(frozen=True)
class Action:
    """A button of the panel; `is_post` begins something, any other leads somewhere."""

    label: str
    url: str
    is_post: bool = False
    is_main: bool = False


@dataclass(frozen=True)
class Panel:
    """What `applications/_permission.html` shows."""

    title: str
    tone: str
    label: str
    text: str
    is_held: bool
    desk_url: str
    failure: TimelineEntry | None = None
    stage: str = ""
    obstacle: str | None = None
    actions: list[Action] = field(default_factory=list)


def permission_panel(desk: Desk, user: User) -> Panel | None:
    """Return the panel of a scheme that needs a permission, or is one; None for any other."""
    scheme = desk.version.scheme
    key = scheme.scheme if scheme.subject == "unit" else scheme.needs
    if key is None:
        return None
    permission = permission_of(desk.unit, key)
    obstacle = may_apply_for_unit(user, desk.unit, permission.scheme)
    failure = failure_of(permission.case) if permission.case else None
    return Panel(
        title=permission.title,
        tone=_TONES[permission.state],
        label=_label(permission),
        text=_text(permission),
        is_held=permission.is_held,
        desk_url=_history_url(desk, permission),
        failure=failure,
        stage=stage_words(permission.scheme, failure.stage) if failure else "",
        obstacle=obstacle,
        actions=[*([] if obstacle else _deeds(permission, desk.unit)), *_details(permission)],
    )


def _history_url(desk: Desk, permission: Permission) -> str:
    """Where all cases of the permission are listed, if there are any and the reader is not there already."""
    key = permission.scheme.scheme
    return "" if permission.case is None or key == desk.version.key else f"{desk_url(desk.unit, key)}&list=all"


_TONES = {"none": "draft", "draft": "draft", "held": "approved", "expired": "expired", "revoked": "revoked"} | {
    "review": "pre_review",
    "failed": "rejected",
}


def _label(permission: Permission) -> str:
    """The case's own label tells most; what no case says is said here."""
    if permission.state == "review" and permission.is_change:
        return _("变更审核中")
    if permission.state in _LABELS:
        return str(_LABELS[permission.state])
    return permission.case.label if permission.case else ""


_LABELS = {
    "none": gettext_lazy("尚未开通"),
    "draft": gettext_lazy("尚未提交"),
    "held": gettext_lazy("已开通"),
    "expired": gettext_lazy("已到期"),
}


def _text(permission: Permission) -> str:
    key = f"{permission.state}_change" if permission.is_change else permission.state
    words = str(_TEXTS.get(key, "")) % {"day": day(permission.until)}
    if permission.held_case is not None and permission.until is not None:
        words += _("有效期至 %(day)s。") % {"day": day(permission.until)}
    if permission.is_held and permission.editable is not None:
        words += _("有一份修改还没有提交。")
    return words


_TEXTS = {
    "none": gettext_lazy("申请并审核通过后，才能填报个人信息。"),
    "draft": gettext_lazy("申请还没有提交。提交并审核通过后，才能填报个人信息。"),
    "review": gettext_lazy("申请已提交，请关注审核进度。审核通过后，才能填报个人信息。"),
    "review_change": gettext_lazy("修改的资料正在审核。审核通过后才能新增申报；已开始的申报继续办理。"),
    "failed": gettext_lazy("请了解原因，修改后再次提交审核。审核通过后，才能填报个人信息。"),
    "failed_change": gettext_lazy(
        "修改的资料没有通过审核，请修改后再次提交，或者在详情中撤回这次修改。通过后才能新增申报；已开始的申报继续办理。"
    ),
    "expired": gettext_lazy("已于 %(day)s 到期。重新申请并审核通过后，才能填报个人信息；原来的资料会带入新的申请。"),
    "revoked": gettext_lazy("已被撤销，不能填报个人信息。如有异议请联系审核机构；具备条件后可以重新申请。"),
}


def _deeds(permission: Permission, unit: Unit) -> list[Action]:
    """Begin, go on, correct or change, each in the scheme's own word."""
    scheme, language, editable = permission.scheme, get_language(), permission.editable
    if editable is not None:
        word = scheme.word("correct", language) if editable.state == State.RETURNED else _("继续填写")
        return [Action(word, reverse("applications:go_on", args=[editable.public_id]), is_main=not permission.is_held)]
    if permission.state == "review":
        return []
    key = {"held": "change", "failed": "correct"}.get(permission.state, "open")
    url = reverse("applications:unit_begin", args=[unit.public_id, scheme.scheme])
    return [Action(scheme.word(key, language), url, scheme.statement is None, is_main=not permission.is_held)]


def _details(permission: Permission) -> list[Action]:
    """查看详情 of what was submitted (CY-33)."""
    if permission.case is None:
        return []
    url = reverse("applications:detail", args=[permission.case.public_id])
    return [Action(permission.scheme.word("details", get_language()), url, is_main=permission.state == "review")]
