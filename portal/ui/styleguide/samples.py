"""What the examples of the style guide show: invented, and the same on every day."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.home import Card

CHINA = dt.timezone(dt.timedelta(hours=8))
DAYS = (12, 3, 0, -2)
STATES = ("draft", "pre_review", "returned", "approved", "rejected")
TONES = ("note", "good", "warn", "bad")


class SampleForm(forms.Form):
    """Each kind of control once."""

    name = forms.CharField(label=gettext_lazy("姓名"), help_text=gettext_lazy("与身份证件一致"))
    kind = forms.ChoiceField(
        label=gettext_lazy("单位类型"),
        choices=[("", "—"), ("1", gettext_lazy("企业")), ("2", gettext_lazy("事业单位"))],
    )
    born_on = forms.DateField(
        label=gettext_lazy("出生日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("性别"),
        choices=[("1", gettext_lazy("男")), ("2", gettext_lazy("女"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=gettext_lazy("个人简介"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    fixed = forms.CharField(label=gettext_lazy("证件号码"), disabled=True, initial="3***************3", required=False)
    agrees = forms.BooleanField(label=gettext_lazy("我已阅读并同意"))


class FilterForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("姓名"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("全部")), ("1", gettext_lazy("已通过"))]
    )


def samples(request: HttpRequest) -> dict[str, Any]:
    """Return what the examples need beside plain words."""
    return {
        "here": request.path,
        "sample_form": SampleForm(auto_id="empty_%s"),
        "wrong_form": SampleForm({"name": "", "kind": "1", "fixed": ""}, auto_id="wrong_%s"),
        "filter_form": FilterForm(auto_id="filter_%s"),
        "tones": TONES,
        "states": [(state, _label(state)) for state in STATES],
        "days": DAYS,
        "due": dt.date(2026, 4, 17),
        "definitions": [(_("姓名"), "林知夏"), (_("工作单位"), "示例科技有限公司"), (_("备注"), "")],
        "crumbs": [{"label": _("我的申报"), "url": request.path}],
        "missing": [{"url": "#form_errors", "text": _("请填写姓名")}],
        "headers": [_("姓名"), _("工作单位"), _("提交日期")],
        "rows": [
            [{"text": "林知夏", "url": request.path}, "示例科技有限公司", "2026-04-01"],
            [{"text": "周之远", "url": request.path}, "示例研究院", "2026-04-02"],
        ],
        "steps": _steps(),
        "way": _way(),
        "service": _service(request.path),
        "entries": _entries(request.path),
        "sections": _sections(request.path),
        "lists": _lists(request.path),
    }


def _label(state: str) -> str:
    words = {"draft": _("草稿"), "pre_review": _("待预审"), "returned": _("已退回"), "approved": _("已通过")}
    return words.get(state, _("未通过"))


def _steps() -> list[dict[str, str]]:
    return [
        {"label": _("填写申报"), "state": "done", "hint": "2026-04-01"},
        {"label": _("单位确认"), "state": "done"},
        {"label": _("审核"), "state": "current"},
        {"label": _("公示"), "state": "todo"},
    ]


def _way() -> list[dict[str, Any]]:
    return [
        {"label": _("填写申报"), "state": "done", "on": dt.date(2026, 4, 1)},
        {"label": _("审核"), "state": "current", "who": _("审核机构"), "until": dt.date(2026, 4, 17)},
        {"label": _("公示"), "state": "todo", "days": 5},
    ]


def _service(here: str) -> Card:
    return Card(
        title=_("申报事项"),
        text=_("学位证书的照片不清楚，请重新拍照上传。"),
        url=here,
        button=_("提交"),
        status=_("已通过"),
        tone="good",
        facts=((_("工作单位"), "示例科技有限公司"), (_("提交日期"), "2026-04-01")),
        guide_url=here,
        guide=_("办事指南"),
    )


def _entries(here: str) -> list[SimpleNamespace]:
    begun = SimpleNamespace(
        at=dt.datetime(2026, 4, 1, 9, 30, tzinfo=CHINA), label=_("待预审"), get_action_display=_("提交"), due_on=None
    )
    returned = SimpleNamespace(
        at=dt.datetime(2026, 4, 3, 14, 5, tzinfo=CHINA),
        label=_("已退回"),
        get_action_display=_("退回"),
        office=_("审核机构"),
        actor_name="陈示例",
        words=_("学位证书的照片不清楚，请重新拍照上传。"),
        due_on=dt.date(2026, 4, 17),
        link=here,
    )
    return [returned, begun]


def _sections(here: str) -> list[dict[str, Any]]:
    return [
        {"label": _("基本信息"), "url": here, "is_done": True},
        {"label": _("工作经历"), "url": here, "is_current": True},
        {"label": _("附件"), "url": here, "missing": 2},
    ]


def _lists(here: str) -> list[dict[str, Any]]:
    return [
        {"label": _("待办"), "url": here, "is_current": True, "count": 12},
        {"label": _("已办"), "url": here, "count": 0},
        {"label": _("全部"), "url": here},
    ]
