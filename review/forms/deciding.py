"""What a reviewer types in at the desk. Forms check; services decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from applications.scheme import Scheme, Stage
from applications.scheme.form import Field
from applications.showing import category_text
from portal.people.models import User
from review.choices import Decision
from review.forms.fields import LONGEST_WORDS, PastDateField
from review.queries.categories import determinable_categories
from review.queries.tasks import QueueFilter

LONGEST_REMARK = 500
RECORD = "record-"
REMARK = "remark:"


class QueueFilterForm(forms.Form):
    """What a queue is narrowed to. A value that is none narrows nothing."""

    stage = forms.ChoiceField(label=_("环节"), required=False)
    whose = forms.ChoiceField(
        label=_("经办"),
        required=False,
        choices=[("", _("全部")), ("mine", _("我在办的")), ("untaken", _("无人领取的"))],
    )
    due = forms.ChoiceField(
        label=_("期限"), required=False, choices=[("", _("全部")), ("overdue", _("已超期")), ("soon", _("即将到期"))]
    )
    name = forms.CharField(
        label=_("申报人"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"data-press": "/", "aria-keyshortcuts": "/"}),
    )

    def __init__(self, *args: Any, stages: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [("", _("全部")), *stages.items()]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> QueueFilter:
        self.is_valid()
        return QueueFilter(**self.cleaned_data)

    @property
    def narrows(self) -> bool:
        return self.wanted != QueueFilter()


class DoneFilterForm(forms.Form):
    """What the list of decided cases is narrowed to. A value that is none narrows nothing."""

    name = forms.CharField(label=_("申报人"), required=False, max_length=60)
    result = forms.ChoiceField(label=_("结果"), required=False, choices=[("", _("全部")), ("approved", _("已认定"))])

    @property
    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        cleaned = self.cleaned_data
        return {"name": cleaned.get("name", ""), "is_approved": cleaned.get("result") == "approved"}

    @property
    def narrows(self) -> bool:
        return any(self.wanted.values())


class DecisionForm(forms.Form):
    """A decision on one task: the fields follow from what the scheme's stage allows and asks to be recorded."""

    decision = forms.ChoiceField(label=_("决定"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("意见"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("退回或不予通过时必须写明理由，申报人会看到。"),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stage: Stage, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage = stage
        self.scheme = scheme
        self.fields["decision"].choices = decision_choices(stage)  # type: ignore[attr-defined]
        if stage.decides_category:
            self.fields["category"] = _category_field(scheme, str(self.initial.get("category") or ""))
        for field in stage.records:
            self.fields[RECORD + field.key] = _record_field(field)
        self.order_fields(["decision", "category", *(RECORD + field.key for field in stage.records), "words"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == Decision.PASS:
            self._require_for_pass(cleaned)
        elif "decision" in cleaned and not (cleaned.get("words") or "").strip():
            self.add_error("words", _needs_words(cleaned["decision"]))
        self._check_remarks()
        return cleaned

    @property
    def record_fields(self) -> list[forms.BoundField]:
        """What the stage asks to be recorded, as the page shows it."""
        return [self[RECORD + field.key] for field in self.stage.records]

    @property
    def records(self) -> dict[str, Any]:
        """What was recorded, by the key the scheme gives it."""
        keys = [field.key for field in self.stage.records]
        return {key: _plain(self.cleaned_data.get(RECORD + key)) for key in keys}

    @property
    def remarks(self) -> list[tuple[str, str]]:
        """The remarks typed beside fields and files, as (path, text)."""
        named = sorted(name for name in self.data if name.startswith(REMARK))
        typed = ((name.removeprefix(REMARK), str(self.data.get(name, "")).strip()) for name in named)
        return [(path, text) for path, text in typed if text]

    @property
    def remark_texts(self) -> dict[str, str]:
        """What was typed, by path: shown again when the form is refused."""
        return dict(self.remarks) if self.is_bound else {}

    def _require_for_pass(self, cleaned: dict[str, Any]) -> None:
        """Nothing but a pass needs the category and the records."""
        if self.stage.decides_category and not cleaned.get("category"):
            self.add_error("category", _("请确定人才类别。"))
        for field in self.stage.records:
            name = RECORD + field.key
            if field.required and name in cleaned and cleaned[name] in (None, "", False):
                self.add_error(name, _("通过前须填写或勾选此项。"))

    def _check_remarks(self) -> None:
        if any(len(text) > LONGEST_REMARK for _path, text in self.remarks):
            self.add_error(None, ValidationError(_("每条批注最多 %(count)d 字。"), params={"count": LONGEST_REMARK}))


def _needs_words(decision: str) -> str:
    if decision == Decision.SEND_BACK:
        return gettext("请写明理由，上一环节的机构需要据此重新办理。")
    return gettext("请写明理由，申报人需要据此更正或了解结果。")


def decision_choices(stage: Stage) -> list[tuple[str, str]]:
    """Return the decisions a stage allows, a pass and a return in the stage's own words."""
    own = {Decision.PASS: stage.action, Decision.RETURN: stage.return_action}
    words = {decision.value: text.of(get_language()) for decision, text in own.items() if text}
    return [(one, words.get(one) or str(Decision(one).label)) for one in stage.allows]


def _category_field(scheme: Scheme, claimed: str) -> forms.ChoiceField:
    choices = [(one.code, category_text(one)) for one in determinable_categories(scheme, claimed)]
    help_text = _("默认为申报类别；如认定为其他类别，请改选。")
    return forms.ChoiceField(
        label=_("认定类别"),
        required=False,
        choices=choices if scheme.keeps_category else [("", "—"), *choices],
        help_text=_("和原认定类别一致，不能改选。") if scheme.keeps_category else help_text,
    )


def _record_field(field: Field) -> forms.Field:
    language = get_language()
    hint = field.hint.of(language) if field.hint else ""
    common: dict[str, Any] = {"label": field.label.of(language), "required": False, "help_text": hint}
    if field.type == "boolean":
        return forms.BooleanField(**common)
    if field.type == "date":
        return PastDateField(**common)
    return forms.CharField(max_length=field.max_length or 200, **common)


def _plain(value: Any) -> Any:
    """A value as it is stored: dates in ISO form."""
    return value.isoformat() if hasattr(value, "isoformat") else value


class HandOverForm(forms.Form):
    """Choose the colleague who goes on with a task."""

    to = forms.ModelChoiceField(
        label=_("转交给"),
        queryset=User.objects.none(),
        to_field_name="username",
        error_messages={"required": _("请选择接手的同事。"), "invalid_choice": _("只能转交给本机构在任的审核人。")},
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
