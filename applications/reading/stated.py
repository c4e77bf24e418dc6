"""What a table says of a unit, turned into what the form of its information stores."""

from __future__ import annotations

import re
from typing import Any

from applications.reading.values import stored_value
from applications.reading.words import plain
from applications.scheme import Field
from applications.unit_information import CHOICES, choices_of

_LANGUAGES = ("zh-hans", "en")
_BETWEEN = re.compile(r"[、,，;；\n]+")


def stated_value(field: Field, written: Any) -> Any:
    """Return what the form stores: a choice's value for its value or name. What names none is returned as it was."""
    if field.type not in CHOICES:
        return stored_value(None, field, written)
    words = [word.strip() for word in _BETWEEN.split(str(written)) if word.strip()]
    if field.type == "multi_choice":
        return [_chosen(field, word) for word in words]
    return _chosen(field, str(written).strip())


def _chosen(field: Field, word: str) -> str:
    options = [one for language in _LANGUAGES for one in choices_of(field, language)]
    exact = next((one.value for one in options if one.value == word), None)
    named = {one.value for one in options if plain(one.label) == plain(word)}
    return exact or (named.pop() if len(named) == 1 else word)
