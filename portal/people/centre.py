"""The user centre 用户中心: the pages of one's own account, listed at their left; the name at the upper right leads there.

Apps add their own (`register_entry`) in `AppConfig.ready`. The first entry somebody sees is where the name leads (CY-10).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from portal.people.policies import may_state_identity_reason
from portal.people.queries import has_one_form
from portal.ui.nav import NavLink

CERTIFICATIONS = _("我的认证")
"""What a person and a unit are certified by stands together (CY-11)."""


def everybody(_person: User) -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    """One page of the centre, whom it is shown to, and the heading that it stands under with its neighbours."""

    label: str | Promise
    url_name: str
    order: int
    shown_to: Callable[[User], bool] = everybody
    heading: str | Promise = ""


_entries: dict[str, Entry] = {}


def register_entry(
    label: str | Promise,
    url_name: str,
    order: int = 50,
    *,
    shown_to: Callable[[User], bool] = everybody,
    heading: str | Promise = "",
) -> None:
    """Add a page; registering the same address again replaces it."""
    _entries[url_name] = Entry(label, url_name, order, shown_to, heading)


def entries(person: User) -> list[Entry]:
    """Return the pages that this person gets, in order."""
    return sorted((one for one in _entries.values() if one.shown_to(person)), key=lambda one: one.order)


def parts(request: HttpRequest, person: User) -> list[tuple[str, list[NavLink]]]:
    """Return the same as links, by heading; nothing where there is only one page and so nothing to choose."""
    found = entries(person)
    if len(found) < 2:
        return []
    current = _current(request, found)
    return [
        (heading, [NavLink(one.label, reverse(one.url_name), one.url_name == current, 0) for one in group])
        for heading, group in groupby(found, key=lambda one: str(one.heading))
    ]


def home_url(person: User) -> str:
    """Return where the name at the upper right leads; empty where a tenant's people have no centre (CY-10)."""
    return reverse(entries(person)[0].url_name) if has_one_form() else ""


def may_need_identity(person: User) -> bool:
    """Whether 人才认证 is shown: where people register by a number alone, and to whoever could state a document."""
    return has_one_form() or may_state_identity_reason(person) is None


def _current(request: HttpRequest, found: list[Entry]) -> str:
    """Return the page that the request is for, or for something below: of several, the one that says most."""
    urls = {reverse(one.url_name): one.url_name for one in found}
    around = [url for url in urls if request.path.startswith(url)]
    return urls[max(around, key=len)] if around else ""
