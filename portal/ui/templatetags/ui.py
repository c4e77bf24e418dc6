import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.people import masking
from portal.people.phone import shown_phone
from portal.tenants.queries import manual_for
from portal.ui import markup, tones
from portal.ui.browsers import browser_name
from portal.ui.nav import shown_url
from portal.ui.panels import panels_at

register = template.Library()

register.filter("mask_id", masking.mask_id_number)
register.filter("mask_name", masking.mask_name)
register.filter("mask_phone", masking.mask_phone)
register.filter("mask_contact", masking.mask_contact)
register.filter("phone", shown_phone)
register.filter("browser", browser_name)
register.filter("tone", tones.tone_of)


@register.filter
def day(value: dt.date | None) -> str:
    """A date as its reader writes it: 2026年11月20日, 20 Nov 2026. Moments are put into the portal's time zone."""
    if not value:
        return ""
    if isinstance(value, dt.datetime):
        value = timezone.localdate(value)
    if _is_english():
        # strftime would follow the locale of the process, which is not the reader's.
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    # in Chinese: readers of English have gone above
    return f"{value.year}年{value.month}月{value.day}日"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@register.filter
def period(first: dt.date | None, last: dt.date | None) -> str:
    """From one day to another, open at either end: 2026年11月1日至11月5日, 1–5 Nov 2026 with what they share said once."""
    if first is None or last is None:
        return (
            (_("%(date)s起") % {"date": day(first)})
            if first
            else (_("至%(date)s") % {"date": day(last)} if last else "")
        )
    if first == last:
        return day(first)
    if _is_english():
        return f"{_day_before(first, last)} – {day(last)}"
    end = day(last)
    # in Chinese: readers of English have gone above
    return f"{day(first)}至{end.removeprefix(f'{first.year}年') if first.year == last.year else end}"


def _day_before(first: dt.date, last: dt.date) -> str:
    """The first day of an English period, without what the last day says again."""
    if first.year != last.year:
        return day(first)
    return str(first.day) if first.month == last.month else f"{first.day} {_MONTHS[first.month - 1]}"


@register.filter
def number(value: float | None) -> str:
    """A number with its thousands set apart, as both languages write it today: 12,345. Nothing for nothing."""
    return "" if value is None or value == "" else f"{value:,}"


@register.filter
def in_chinese(value: Any) -> SafeString:
    """The attribute that lets a screen reader speak Chinese words on an English page as Chinese; nothing elsewhere."""
    return mark_safe(' lang="zh-Hans"') if _is_english() and _HAN.search(str(value)) else mark_safe("")


@register.filter
def marked(text: str) -> SafeString:
    """A text on an English page that quotes Chinese words: these are marked, so that they are spoken as Chinese."""
    safe = conditional_escape(text)
    if not _is_english():
        return safe
    return mark_safe(_QUOTED.sub(r'<span lang="zh-Hans">\g<0></span>', safe))


_HAN = re.compile(r"[\u3400-\u9fff]")
_QUOTED = re.compile(
    r"[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e]+(?:[ ,!]+[“\u3001-\u303f\u3400-\u9fff\uff01-\uff5e]+)*"
)


@register.filter
def listed(values: Iterable[Any]) -> str:
    """Several words as one list: 甲、乙、丙 and A, B, C."""
    return (", " if _is_english() else "、").join(str(value) for value in values)


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A date and the time of day."""
    return f"{day(value)} {timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def days_left(days: int) -> str:
    """Working days until something is due, in words."""
    if days < 0:
        return _("逾期 1 个工作日") if days == -1 else _("逾期 %(days)d 个工作日") % {"days": -days}
    if days == 0:
        return _("今天到期")
    return _("还剩 1 个工作日") if days == 1 else _("还剩 %(days)d 个工作日") % {"days": days}


@register.filter
def days_tone(days: int) -> str:
    return tones.tone_of_days(days)


@register.filter
def tone_icon(tone: str) -> str:
    return tones.ICONS[tone]


@register.filter
def message_tone(level_tag: str) -> str:
    return tones.MESSAGE_TONES.get(level_tag, tones.NOTE)


@register.filter
def prose(text: str, level: int = 3) -> SafeString:
    """A bureau's own text as HTML (portal.ui.markup), with headings of a level: `{{ article.body|prose:2 }}`."""
    return markup.render_markup(text, level)


@register.filter
def beside(names: Iterable[Any], values: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Pair the names of columns with the cells of a row."""
    return list(zip(names, values, strict=True))


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the field is a single box, whose label stands after it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.simple_tag(takes_context=True)
def panels(context: template.Context, place: str, obj: Any) -> SafeString:
    """What other apps show about `obj` here: `{% panels "application" application %}` (portal.ui.panels)."""
    return panels_at(place, context["request"], obj)


@register.simple_tag(takes_context=True)
def menu_url(context: template.Context, url_name: str) -> str:
    """The address of an entry of the menu, empty where the portal has none: `{% menu_url "review:publicity" as url %}`."""
    return shown_url(url_name, context["request"].user)


@register.simple_tag
def manual_url(audience: str) -> str:
    """Where the manual of a desk is, empty if there is none: `{% manual_url "unit" as manual %}` (NX-21)."""
    manual = manual_for(audience)
    return reverse("download", args=[manual.public_id]) if manual else ""
