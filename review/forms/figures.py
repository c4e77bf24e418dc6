"""What the figures and the public lists are narrowed to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.calendar import today
from portal.calendar.months import same_day_after
from review.forms.fields import PastDateField
from review.models import Office
from review.queries.figures import Period, named_period
from review.queries.publicity_lists import ListsWanted

LONGEST_YEARS = 5
RANGE = "range"


class FiguresForm(forms.Form):
    """The period, and perhaps one office and one scheme. Nothing chosen is the present month, all offices, all schemes."""

    period = forms.ChoiceField(
        label=_("期间"),
        required=False,
        choices=[
            ("month", _("本月")),
            ("last_month", _("上月")),
            ("quarter", _("本季度")),
            ("year", _("今年")),
            (RANGE, _("自定起止日期")),
        ],
    )
    start = PastDateField(label=_("起"), required=False)
    end = PastDateField(label=_("止"), required=False)
    where = forms.ChoiceField(label=_("机构"), required=False)
    scheme = forms.ChoiceField(label=_("事项"), required=False)

    def __init__(self, *args: Any, offices: Sequence[Office], schemes: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = [("", _("全部")), *((one.code, one.name) for one in offices)]  # type: ignore[attr-defined]
        self.fields["scheme"].choices = [("", _("全部")), *schemes.items()]  # type: ignore[attr-defined]
        for name, choices in (("where", offices), ("scheme", schemes)):
            if len(choices) < 2:  # nothing to choose, but an address that names another is told so
                self.fields[name].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("period") == RANGE and not self.errors:
            self._check_range(cleaned.get("start"), cleaned.get("end"))
        return cleaned

    def _check_range(self, start: dt.date | None, end: dt.date | None) -> None:
        for name, day in (("start", start), ("end", end)):
            if day is None:
                self.add_error(name, _("请填写日期。"))
        if start is None or end is None:
            return
        if start > end:
            self.add_error("end", _("不能早于起始日期。"))
        elif end >= same_day_after(start, 12 * LONGEST_YEARS):
            self.add_error(
                "start", ValidationError(_("起止日期最长相隔 %(years)s 年。"), params={"years": LONGEST_YEARS})
            )

    @property
    def chosen(self) -> Period:
        name = self.cleaned_data["period"] or "month"
        if name == RANGE:
            return Period(self.cleaned_data["start"], self.cleaned_data["end"])
        return named_period(name, today())

    @property
    def query(self) -> dict[str, str]:
        """What was chosen, for the addresses of what lies behind and of the files."""
        names = ("period", "start", "end") if self.cleaned_data["period"] == RANGE else ("period",)
        values = {name: self.cleaned_data.get(name) for name in (*names, "where", "scheme")}
        return {name: str(value) for name, value in values.items() if value}


class ListsForm(forms.Form):
    """Which public lists: of which scheme, begun when."""

    scheme = forms.ChoiceField(label=_("事项"), required=False)
    since = forms.DateField(
        label=_("公示开始于"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("至"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, schemes: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [("", _("全部")), *schemes.items()]  # type: ignore[attr-defined]
        if len(schemes) < 2:
            del self.fields["scheme"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("不能早于起始日期。"))
        return cleaned

    @property
    def wanted(self) -> ListsWanted:
        return ListsWanted(**{name: value for name, value in self.cleaned_data.items() if value})

    @property
    def query(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    @property
    def narrows(self) -> bool:
        return bool(self.query)
