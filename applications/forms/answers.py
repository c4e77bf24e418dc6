"""What comes back from the browser. Lenient: whatever was typed is kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from applications.reading.words import as_date
from applications.scheme import Field
from applications.scheme.form import DATES, ChoiceSource
from portal.codes import code_set

LONGEST_ANSWER = 20_000  # far beyond any field's own limit: what is too long is kept and marked, not cut


def answers_from(fields: Iterable[Field], data: QueryDict) -> dict[str, Any]:
    """Return the answers that the browser sent, by key; a field that is not in `data` is not in the result either."""
    return {one.key: _value(one, data) for one in fields if f"field:{one.key}" in data}


def _value(one: Field, data: QueryDict) -> Any:
    name = f"field:{one.key}"
    if one.type == "multi_choice":
        return [_cleaned(value) for value in data.getlist(name) if value][:200]
    if one.type == "region":
        return _division(one, [_cleaned(value) for value in data.getlist(name)])
    value = _cleaned(str(data[name]))
    if one.type == "boolean":
        return {"true": True, "false": False}.get(value)
    if one.type in DATES and value:
        return as_date(one.type, value)
    return value


def _cleaned(value: str) -> str:
    """NUL cannot be stored; everything else is kept as it came, and what cannot stand is said on the strict look."""
    text = unicodedata.normalize("NFC", value[:LONGEST_ANSWER].replace("\x00", "").replace("\r\n", "\n"))
    return text.strip()


def _division(one: Field, levels: list[str]) -> str:
    """Province, city, county: the lowest that lies within those above it; what stood there before them does not."""
    assert isinstance(one.choices, ChoiceSource)
    chosen, codes = "", code_set(one.choices.codes or "")
    for value in filter(None, levels):
        if not chosen or chosen in (code.code for code in codes.line(value)):
            chosen = value
    return chosen
