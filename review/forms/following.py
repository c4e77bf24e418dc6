"""What an office types in after approval: what its list is narrowed to, and a result."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.scheme.parts import FollowUp
from review.forms.fields import LONGEST_WORDS
from review.queries.following import NO_RESULT, FollowUpFilter


class FollowUpFilterForm(forms.Form):
    """What the list is narrowed to. A value that is none narrows nothing."""

    handed = forms.ChoiceField(
        label=_("上报"), required=False, choices=[("", _("全部")), ("no", _("未上报的")), ("yes", _("已上报的"))]
    )
    result = forms.ChoiceField(label=_("结果"), required=False)
    round = forms.ChoiceField(label=_("批次"), required=False)
    name = forms.CharField(label=_("姓名"), required=False, max_length=60)

    def __init__(self, *args: Any, follow_up: FollowUp, rounds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = [("", _("全部")), (NO_RESULT, _("尚无结果"))]
        self.fields["result"].choices = [*none, *result_choices(follow_up)]  # type: ignore[attr-defined]
        self.fields["round"].choices = [("", _("全部")), *((one, one) for one in rounds)]  # type: ignore[attr-defined]
        if not rounds:
            del self.fields["round"]

    @property
    def wanted(self) -> FollowUpFilter:
        self.is_valid()
        return FollowUpFilter(**self.cleaned_data)

    @property
    def narrows(self) -> bool:
        return self.wanted != FollowUpFilter()


class ResultForm(forms.Form):
    """One result for the chosen cases."""

    value = forms.ChoiceField(label=_("结果"), widget=forms.RadioSelect, error_messages={"required": _("请选择结果。")})
    words = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("单位会看到，如文号、不予列入的原因。"),
    )

    def __init__(self, *args: Any, follow_up: FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = result_choices(follow_up)  # type: ignore[attr-defined]


def result_choices(follow_up: FollowUp) -> list[tuple[str, str]]:
    """Return the results of a scheme in the reader's language."""
    return [(one.value, one.label.of(get_language())) for one in follow_up.results]
