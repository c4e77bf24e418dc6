"""A year's holidays, typed in as the State Council's notice prints them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.calendar.models import CalendarYear, Day
from portal.calendar.working import SpecialDay
from portal.tenants.admin import TenantModelForm

_DATE = r"\d{4}-\d\d?-\d\d?"
_LINE = re.compile(rf"(?P<first>{_DATE})(\s*[~～至]\s*(?P<last>{_DATE}))?\s+(?P<kind>[休班])\s*(?P<note>.*)")
LONGEST_PERIOD = 60


class CalendarYearForm(TenantModelForm):
    """Lines such as `2027-02-05~2027-02-11 休 春节` and `2027-02-14 班 春节`."""

    days = forms.CharField(
        label=_("放假与调休"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 24, "cols": 50}),
        help_text=_("每行一项：日期（或“起~止”），休或班，名称。例如：2027-10-01~2027-10-07 休 国庆节"),
    )

    class Meta:
        model = CalendarYear
        fields = ["year", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            days = Day.objects.filter(date__year=self.instance.year)
            # in Chinese: the field is written in these two words, whoever reads it
            lines = [f"{day.date} {'班' if day.is_working else '休'} {day.note}".rstrip() for day in days]
            self.fields["days"].initial = "\n".join(lines)

    def clean_days(self) -> dict[dt.date, SpecialDay]:
        days: dict[dt.date, SpecialDay] = {}
        for number, line in enumerate(self.cleaned_data["days"].splitlines(), start=1):
            if line.strip():
                days |= _days_of_line(number, line.strip())
        return days

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        year = cleaned.get("year") or self.instance.year
        strangers = [date for date in cleaned.get("days") or {} if year and date.year != year]
        if strangers:
            self.add_error("days", gettext("%(date)s 不在 %(year)s 年内。") % {"date": strangers[0], "year": year})
        return cleaned


def _days_of_line(number: int, line: str) -> dict[dt.date, SpecialDay]:
    """Days that follow the plain week anyway (a holiday's weekend) are left out."""
    match = _LINE.fullmatch(line)
    try:
        if match is None:
            raise ValueError
        first = _date(match["first"])
        last = _date(match["last"] or match["first"])
        if not 0 <= (last - first).days < LONGEST_PERIOD:
            raise ValueError
    except ValueError:
        message = gettext("第 %(number)s 行看不懂：%(line)s。请写成“2027-10-01 休 国庆节”。")
        raise forms.ValidationError(message % {"number": number, "line": line}) from None
    # in Chinese: as above
    day = SpecialDay(is_working=match["kind"] == "班", note=match["note"].strip()[:60])
    dates = (first + dt.timedelta(days=offset) for offset in range((last - first).days + 1))
    return {date: day for date in dates if day.is_working != (date.weekday() < 5)}


def _date(text: str) -> dt.date:
    year, month, day = (int(part) for part in text.split("-"))
    return dt.date(year, month, day)
