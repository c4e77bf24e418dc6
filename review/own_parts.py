"""Who looked at a person's guarded data, and what they complained of, as they get it with a copy of their data (PIPL 45)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.queries import about
from portal.audit.models import Event
from portal.people.models import User
from portal.privacy.own_data import Collected, Part, register_own_data
from review.queries.complaints import complaints_by
from review.queries.phrases import own_phrases


def register() -> None:
    register_own_data(IDENTITY_VIEWS)
    register_own_data(COMPLAINTS)
    register_own_data(PHRASES)


def _collect(user: User) -> Collected:
    label = Application._meta.label_lower
    targets = [f"{label}:{pk}" for pk in about(user).values_list("pk", flat=True)]
    events = Event.objects.filter(action="identity.viewed", target__in=targets).order_by("id")
    return Collected(
        [{"at": one.at, "by": one.actor_name, "office": one.detail.get("office", "")} for one in events],
    )


IDENTITY_VIEWS = Part(
    "identity_views",
    _("谁查看过完整证件号码"),
    {"at": _("时间"), "by": _("查看人"), "office": _("机构")},
    _collect,
)


def _complaints(user: User) -> Collected:
    return Collected(
        [
            {
                "number": one.number,
                "kind": one.get_kind_display(),
                "filed_at": one.filed_at,
                "state": one.get_state_display(),
                "about": one.about,
                "unit_name": one.unit_name,
                "words": one.words,
                "name": one.name,
                "contact": one.contact,
                "reply": one.reply,
            }
            for one in complaints_by(user)
        ]
    )


COMPLAINTS = Part(
    "complaints",
    _("投诉举报"),
    {
        "number": _("回执编号"),
        "kind": _("类别"),
        "filed_at": _("提交时间"),
        "state": _("状态"),
        "about": _("对象"),
        "unit_name": _("涉及单位"),
        "words": _("事实和理由"),
        "name": _("姓名"),
        "contact": _("联系方式"),
        "reply": _("答复"),
    },
    _complaints,
)


def _phrases(user: User) -> Collected:
    return Collected([{"text": one.text, "saved_at": one.saved_at} for one in own_phrases(user)])


PHRASES = Part("saved_phrases", _("常用语"), {"text": _("常用语"), "saved_at": _("保存时间")}, _phrases)
