"""What comes back from the browser. Lenient: whatever was typed is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from applications.scheme import Field

LONGEST_ANSWER = 20_000  # far beyond any field's own limit: what is too long is kept and marked, not cut


def answers_from(fields: Iterable[Field], data: QueryDict) -> dict[str, Any]:
    """Return the answers that the browser sent, by key; a field that is not in `data` is not in the result either."""
    return {one.key: _value(one, data) for one in fields if f"field:{one.key}" in data}


def _value(one: Field, data: QueryDict) -> Any:
    name = f"field:{one.key}"
    if one.type == "multi_choice":
        return [_cleaned(value) for value in data.getlist(name) if value][:200]
    value = _cleaned(str(data[name]))
    if one.type == "boolean":
        return {"true": True, "false": False}.get(value)
    if one.type in ("date", "year_month"):
        return _padded(value)
    return value


def _cleaned(value: str) -> str:
    """NUL cannot be stored; everything else is kept as it came, and what cannot stand is said on the strict look."""
    text = unicodedata.normalize("NFC", value[:LONGEST_ANSWER].replace("\x00", "").replace("\r\n", "\n"))
    return text.strip()


def _padded(value: str) -> str:
    """2026年1月5日, 2026/1/5 and 2026.1.5 mean 2026-01-05; what is no date stays as it was typed."""
    value = unicodedata.normalize("NFKC", value)
    parts = [part for part in re.split(r"[年月日/.\-\s]+", value) if part]
    if len(parts) not in (2, 3) or not all(part.isdigit() for part in parts) or len(parts[0]) != 4:
        return value
    return "-".join([parts[0], *(part.zfill(2) for part in parts[1:])])
