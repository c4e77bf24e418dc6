"""The boxes under a notice. What is told needs no tick; each consent has its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.people.models import User
from portal.privacy.models import PrivacyNotice, ProcessingPurpose
from portal.privacy.queries import current_notice, has_read, purposes_of
from portal.privacy.services.agreeing import record_answers

PREFIX = "purpose_"


class NoticeFields:
    """Adds the notice's boxes to a form of somebody who opens an account. A portal without a notice adds none."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    notice: PrivacyNotice | None = None

    def add_notice_fields(self) -> None:
        self.notice = current_notice()
        if self.notice is None:
            return
        address = reverse("privacy:notice")
        words = _('我已阅读<a href="{}" target="_blank" rel="noopener">《个人信息保护告知》</a>')
        self.fields["notice_read"] = forms.BooleanField(
            label=format_html(words, address), error_messages={"required": _("请先阅读告知，再勾选。")}
        )
        add_purpose_fields(self.fields, purposes_of(self.notice))

    def record_notice_answers(self, person: User) -> None:
        if self.notice is not None:
            record_answers(
                user=person, notice=self.notice, agreed=agreed_in(self.cleaned_data), language=get_language() or ""
            )

    def record_first_answers(self, person: User) -> None:
        """The same for a form that serves those with an account, too: what they answered before stands."""
        if self.notice is not None and not has_read(person, self.notice):
            self.record_notice_answers(person)


class AnswerForm(forms.Form):
    """The answer of somebody who has an account already."""

    notice_read = forms.BooleanField()

    def __init__(self, *args: Any, purposes: list[ProcessingPurpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice_read"].label = _("我已阅读以上告知")
        self.fields["notice_read"].error_messages["required"] = _("请先阅读告知，再勾选。")
        add_purpose_fields(self.fields, purposes)

    @property
    def agreed(self) -> set[str]:
        return agreed_in(self.cleaned_data)


def add_purpose_fields(fields: dict[str, forms.Field], purposes: list[ProcessingPurpose]) -> None:
    """One box for each purpose that needs consent; none of them has to be ticked (PIPL 16)."""
    for purpose in purposes:
        if purpose.asks:
            fields[PREFIX + purpose.key] = forms.BooleanField(
                label=_("我同意：%(purpose)s") % {"purpose": purpose.name},
                required=False,
                help_text=purpose.otherwise,
            )


def agreed_in(data: dict[str, Any]) -> set[str]:
    """Return the purposes whose boxes were ticked."""
    return {name.removeprefix(PREFIX) for name, ticked in data.items() if name.startswith(PREFIX) and ticked}
