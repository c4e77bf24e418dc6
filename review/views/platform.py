"""What every page of the handling users' platform has: its entries, and the scheme it is about (NX-23)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.scheme import Scheme
from review.queries.authorising import button_words, entry_words, menu_words, schemes_for_units


def chosen_scheme(request: HttpRequest) -> Scheme:
    """Return the scheme that the page names, the first where it names none; what offices do not open does not exist."""
    schemes = schemes_for_units()
    key = request.POST.get("scheme") or request.GET.get("scheme", "")
    found = next((one for one in schemes if key in ("", one.scheme)), None)
    if found is None:
        raise Http404
    return found


def platform_context(current: str, scheme: Scheme | None = None) -> dict[str, Any]:
    """Return the menu of the platform with its current entry: a scheme's key, `register` or `people`."""
    schemes = schemes_for_units()
    entries = [_entry(entry_words(one), page_of(one), one.scheme == current) for one in schemes]
    entries.append(_entry(_("单位登记"), reverse("review:register_unit"), current == "register"))
    entries.append(_entry(_("人员所在单位"), reverse("review:place_person"), current == "people"))
    context: dict[str, Any] = {"menu": menu_words(), "entries": entries}
    if scheme is not None:
        words = button_words()
        context |= {"scheme": scheme, "entry": entry_words(scheme), "words": words}
    return context


def page_of(scheme: Scheme, public_id: str = "") -> str:
    """Return the address of a scheme's search, or of one unit in it."""
    url = reverse("review:authorise", args=[public_id]) if public_id else reverse("review:authorisation")
    return f"{url}?{urlencode({'scheme': scheme.scheme})}"


def revision_shown(request: HttpRequest) -> int | None:
    """Return the revision of the unit that the sent page showed; None if it says none."""
    value = request.POST.get("revision", "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def _entry(label: str, url: str, is_current: bool) -> dict[str, Any]:
    return {"label": label, "url": url, "is_current": is_current}
