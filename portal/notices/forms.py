from __future__ import annotations

from django import forms
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.notices.models import NoticeText
from portal.notices.services import CODE_KEY
from portal.notices.wording import PLACES, texts_to_start_with, unknown_places
from portal.tenants.admin import TenantModelForm


def _places() -> str:
    return gettext("、").join(f"{{{name}}} {meaning}" for name, meaning in PLACES.items())


def _key_field(present: str) -> forms.ChoiceField:
    """Only a notice that is sent can be worded anew; a key that no scheme has any more stays as it is."""
    texts = texts_to_start_with()
    keys = sorted({*texts, *filter(None, [present])})
    named = ((key, f"{key} · {Truncator(texts[key]).chars(24)}" if key in texts else key) for key in keys)
    return forms.ChoiceField(label=_("类别"), choices=[("", "—"), *named], initial=present)


class NoticeTextForm(TenantModelForm):
    """Refuses places that would stay empty when the notice is sent."""

    class Meta:
        model = NoticeText
        fields = ["key", "text_zh", "text_en"]
        widgets = {"text_zh": forms.Textarea(attrs={"rows": 4}), "text_en": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"] = _key_field(self.instance.key)
        self.fields["text_zh"].help_text = format_lazy("{}{}", _("可用的占位："), _places())

    def clean_text_zh(self) -> str:
        return self._checked("text_zh")

    def clean_text_en(self) -> str:
        return self._checked("text_en")

    def _checked(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        if strangers := unknown_places(text):
            message = gettext("不认识的占位：%(places)s。可用的占位：%(known)s。")
            raise forms.ValidationError(message % {"places": "、".join(strangers), "known": _places()})
        if text and self.cleaned_data.get("key") == CODE_KEY and "{code}" not in text:
            raise forms.ValidationError(gettext("验证码短信必须包含 {code}，否则收件人得不到验证码。"))
        return text
