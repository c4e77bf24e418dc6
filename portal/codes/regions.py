"""Divisions of GB/T 2260 as places within each other: a province holds cities, a city holds counties (AMB-17)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext, override

from portal.codes.sets import code_set

DIVISIONS = "gbt2260_divisions"


@dataclass(frozen=True)
class Region:
    """A place that a unit can belong to. `group` is the city, or the province, under which it is listed."""

    code: str
    label: str
    group: str
    group_label: str


def prefix_of(code: str) -> str:
    """Return the digits that every place within a division begins with: 64 of 640000, 6401 of 640100."""
    code = code.strip()
    while code.endswith("00"):
        code = code[:-2]
    return code


def lies_within(code: str, top: str) -> bool:
    """Whether a place is the division `top` itself, its own level included, or lies in it."""
    return bool(code) and code.startswith(prefix_of(top))


def regions_within(top: str, language: str | None = None) -> list[Region]:
    """Return what a unit below `top` can belong to: the province's and the cities' own levels, and the counties.

    A division of the set that no place lies in, such as a county, stands for itself alone.
    """
    entries = code_set(DIVISIONS).entries.values()
    return [_region(one.code, language) for one in entries if lies_within(one.code, top)]


def region_label(code: str, language: str | None = None) -> str:
    """Return a place in words; the division's own level is said to be that. A code that is none is returned itself."""
    language = language or get_language() or "zh-hans"
    name = code_set(DIVISIONS).label(code, language)
    if code not in code_set(DIVISIONS) or not code.endswith("00"):
        return name
    with override(language):
        return gettext("%(name)s本级") % {"name": name}


def _region(code: str, language: str | None) -> Region:
    group = code if code.endswith("00") else f"{code[:4]}00"
    if group not in code_set(DIVISIONS):
        group = f"{code[:2]}0000"
    return Region(code, region_label(code, language), group, code_set(DIVISIONS).label(group, language))
