"""Districts and regions as case files name them."""

from __future__ import annotations

from portal.codes import code_set

DIVISIONS = "gbt2260_divisions"


def division_code(word: str, region: str) -> str:
    """Return the code of the region itself, one of its cities or counties by its code or name; unknown words stay."""
    codes = code_set(DIVISIONS)
    inside = [one for one in codes.entries.values() if one.code == region or _lies_in(one.code, region)]
    named = [one.code for one in inside if word in (one.code, one.name_zh) or _begins(word, one.name_zh)]
    return named[0] if named else word


def _lies_in(code: str, region: str) -> bool:
    return code.startswith(region.rstrip("0"))


def district_code(word: str | None, region: str) -> str:
    """Return the code of a district of the region by its code, name or a part of the name; the first one for nothing."""
    districts = code_set(DIVISIONS).children(region)
    if not word:
        return districts[0].code if districts else region
    named = [
        one.code for one in districts if word in (one.code, one.name_zh, one.name_en) or _begins(word, one.name_zh)
    ]
    return named[0] if len(named) == 1 else word


def _begins(word: str, name: str) -> bool:
    return len(word) > 1 and name.startswith(word)
