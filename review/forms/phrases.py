"""Writing down a phrase for remarks. The form only says for whom; what a phrase may hold, the service knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from review.models import Office
from review.phrase_models import LONGEST_PHRASE


class PhraseForm(forms.Form):
    """`whose` is the code of an office, or empty for oneself."""

    text = forms.CharField(
        label=_("常用语内容"),
        max_length=LONGEST_PHRASE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不要写入姓名、证件号码、电话等个人信息。"),
        error_messages={"required": _("请先写下要保存的常用语。")},
    )
    whose = forms.ChoiceField(label=_("供谁使用"), required=False)

    def __init__(self, *args: Any, offices: Iterable[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shared = [(one.code, _("%(office)s的所有审核人") % {"office": one.name}) for one in offices]
        self.fields["whose"].choices = [("", _("仅本人")), *shared]  # type: ignore[attr-defined]
