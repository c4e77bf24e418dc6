"""What is typed in about complaints and reports: by anybody, and by the office that answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.people.fields import NameField
from review.forms.fields import LONGEST_WORDS
from review.services.complaining import MOST_FILES


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [one for one in data or [] if one] if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_FILES:
            raise ValidationError(_("附件最多 %(count)d 个。") % {"count": MOST_FILES})
        return [super(FilesField, self).clean(one, initial) for one in given]


class _FilingForm(forms.Form):
    """What a complaint and a report have in common."""

    about = forms.CharField(label=_("对象"), max_length=100, help_text=_("被投诉举报的单位、机构、人员或事项。"))
    unit_name = forms.CharField(label=_("涉及单位"), max_length=120, required=False)
    words = forms.CharField(
        label=_("事实和理由"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("请写明时间、经过和依据，不超过 2000 字。"),
    )
    uploads = FilesField(
        label=_("附件"),
        required=False,
        widget=FilesInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf"}),
        help_text=_("最多 3 个 JPG、PNG 或 PDF 文件；照片中的拍摄地点等信息会被去除。"),
    )


def _contact(**more: Any) -> forms.CharField:
    words = _("手机号码或电子邮箱，仅供核实和告知答复，不公开，也不告知被投诉举报的一方。")
    return forms.CharField(label=_("联系方式"), max_length=60, help_text=words, **more)


class ComplaintForm(_FilingForm):
    """A complaint says who complains (NX-119)."""

    name = NameField(label=_("您的姓名"))
    contact = _contact()
    agreed = forms.BooleanField(
        label=_("我保证所述属实，并同意受理机构为核实、答复使用以上信息。"),
        error_messages={"required": _("请先勾选。")},
    )


class ReportForm(_FilingForm):
    """A report may be anonymous: then not even the account is noted (NX-119)."""

    anonymous = forms.BooleanField(
        label=_("匿名举报"),
        required=False,
        help_text=_("不记录您的姓名、联系方式和账号；请保存查询码，这是查看答复的唯一方式。"),
    )
    name = NameField(label=_("您的姓名"), required=False)
    contact = _contact(required=False)
    agreed = forms.BooleanField(
        label=_("我保证所述属实，并同意受理机构为核实、答复使用以上信息。"),
        error_messages={"required": _("请先勾选。")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        return cleaned | {"name": "", "contact": ""} if cleaned.get("anonymous") else cleaned


class QueryForm(forms.Form):
    """Number and code of a receipt."""

    number = forms.CharField(label=_("回执编号"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    code = forms.CharField(label=_("查询码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class ReplyForm(forms.Form):
    """What whoever complained will read."""

    words = forms.CharField(
        label=_("答复"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("投诉举报人将看到全文；请勿写入他人的个人信息。"),
    )
