"""What the handling users of a department see: the schemes that it opens, and the units of its own (NX-23…30)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.queries import current_versions
from applications.scheme import Scheme
from applications.unit_information import authorisation_words
from portal.codes.regions import Region, lies_within, regions_within
from portal.codes.uscc import normalise_org_code
from portal.people.models import User
from review.policies import regions_of, units_in_reach
from units.models import Unit

MOST = 50


def schemes_for_units() -> list[Scheme]:
    """Return the schemes that offices open for units, by their keys."""
    return [version.scheme for version in current_versions() if version.scheme.opened_for_units]


def units_by_codes(user: User, *, medical_no: str = "", org_code: str = "", uscc: str = "") -> list[Unit]:
    """Return the units of the person's departments with all these codes (NX-24, NX-30); none without a code."""
    codes = {"medical_no": medical_no.strip(), "org_code": normalise_org_code(org_code), "uscc": uscc.strip().upper()}
    given: dict[str, Any] = {name: code for name, code in codes.items() if code}
    return list(units_in_reach(user).filter(**given).order_by("name", "id")[:MOST]) if given else []


def unit_by_any_code(user: User, text: str) -> Unit | None:
    """Return the one unit of the person's departments with this code or exactly this name."""
    text = text.strip()
    code = normalise_org_code(text)
    matching: QuerySet[Unit] = units_in_reach(user).filter(
        Q(uscc=code) | Q(org_code=code) | Q(medical_no=text) | Q(name=text)
    )
    found = list(matching[:2]) if text else []
    return found[0] if len(found) == 1 else None


def unit_in_reach(user: User, public_id: str) -> Unit:
    """Return a unit of the person's departments; Unit.DoesNotExist for any other."""
    unit: Unit = units_in_reach(user).get(public_id=public_id)
    return unit


def regions_in_reach(user: User) -> list[Region]:
    """Return where the person's departments may register a unit."""
    found = {one.code: one for top in regions_of(user) for one in regions_within(top)}
    return sorted(found.values(), key=lambda one: one.code)


def is_region_in_reach(user: User, code: str) -> bool:
    return any(lies_within(code, top) for top in regions_of(user))


def menu_words() -> str:
    """Return what the menu calls the authorising of units (NX-23)."""
    words = authorisation_words()
    return words.menu.of(get_language()) if words else _("单位授权")


def entry_words(scheme: Scheme) -> str:
    """Return the entry of a scheme below that."""
    words = authorisation_words()
    named = words.entries.get(scheme.scheme) if words else None
    return (named or scheme.title).of(get_language())


def button_words() -> dict[str, str]:
    """Return the words of what is opened, and of whom a unit's administrator is called in it (NX-26, NX-27)."""
    words = authorisation_words()
    if words is None:
        return {"open": _("开通"), "administrator": _("管理员")}
    return {"open": words.open.of(get_language()), "administrator": words.administrator.of(get_language())}
