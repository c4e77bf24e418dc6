"""One written value, by its field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from applications.reading.choosing import code_meant, listed_choice
from applications.reading.words import as_date, as_truth, as_words, plain
from applications.scheme import Field, Scheme
from applications.scheme.form import DATES, Choice, ChoiceSource
from applications.showing import options_of

_BETWEEN_CHOICES = r"[、,，;；\n]+"


def stored_value(scheme: Scheme | None, field: Field, written: Any, beside: Mapping[str, Any] | None = None) -> Any:
    """Return what the form stores for a value as a person or a table has it: a code for a name, ISO for a date.

    `beside` are the stored values of the same record or form, read before: choices may hang on one of them. What cannot
    be understood is returned as text, so that the form refuses it in its own words; an empty cell gives an empty text.
    Only a catalogue's choices need the scheme.
    """
    if written is None:
        return ""
    if field.type in DATES:
        return as_date(field.type, written)
    text = _text(as_words(written))
    if field.type == "boolean":
        return _truth(text)
    if field.type == "multi_choice":
        parts = [part.strip() for part in re.split(_BETWEEN_CHOICES, text) if part.strip()]
        return [_chosen(scheme, field, part, beside or {}) for part in parts]
    return _chosen(scheme, field, text, beside or {}) if field.choices is not None and text else text


def _text(value: Any) -> str:
    return unicodedata.normalize("NFC", str(value).replace("\x00", "").replace("\r\n", "\n")).strip()


def _truth(text: str) -> Any:
    try:
        return as_truth(text)
    except ValueError:
        return text


def _chosen(scheme: Scheme | None, field: Field, word: str, beside: Mapping[str, Any]) -> Any:
    found: Any = None
    if not isinstance(field.choices, ChoiceSource):
        found = listed_choice(_listed(field), word)
    elif field.choices.codes:
        found = code_meant(field.choices, word, str(beside.get(field.choices.of or "") or ""))
    elif scheme is not None:
        found = _of_catalogue(scheme, field, word)
    return word if found is None else found


def _listed(field: Field) -> tuple[Choice, ...]:
    return field.choices if isinstance(field.choices, tuple) else ()


def _of_catalogue(scheme: Scheme, field: Field, word: str) -> str | None:
    """An entry by its code, its text, or both as pages have it; a text that stands in two categories names neither."""
    wanted, found = plain(word), set()
    for language in ("zh-hans", "en"):
        for option in options_of(scheme, field, language):
            text = option.label.removeprefix(f"{option.value} ")
            if wanted in (plain(option.value), plain(option.label), plain(text)):
                found.add(option.value)
    return found.pop() if len(found) == 1 else None
