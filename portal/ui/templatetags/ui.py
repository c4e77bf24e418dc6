import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
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
    if (get_language() or "").startswith("en"):
        # strftime would follow the locale of the process, which is not the reader's.
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
def prose(text: str) -> SafeString:
    """A bureau's own text as HTML (portal.ui.markup)."""
    return markup.render_markup(text)


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
