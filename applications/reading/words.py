"""Words and dates in the forms in which people write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

# in Chinese: read, in tables that people paste
TRUE_WORDS = {"true", "yes", "y", "on", "是", "有", "1", "√", "✓"}
# in Chinese: as above
FALSE_WORDS = {"false", "no", "n", "off", "否", "无", "0", "×"}
_DATE_PARTS = {"date": 3, "year_month": 2, "year": 1}
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?", re.ASCII)


def as_words(value: Any) -> Any:
    """Take numbers for the text they are written with; codes and telephone numbers need no quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int | float) else value


def as_truth(value: Any) -> bool:
    """Read true and false as people write them. Raises ValueError."""
    word = str(value).strip().lower()
    if word in TRUE_WORDS | FALSE_WORDS:
        return word in TRUE_WORDS
    raise ValueError("expected true or false")


def plain(word: str) -> str:
    """Return a name without what people write differently: case, width, spaces, brackets and strokes."""
    return re.sub(r"[\s_\-()（）/]", "", unicodedata.normalize("NFKC", word)).lower()


def as_date(kind: str, value: Any) -> str:
    """Return a `date`, `year_month` or `year` as it is stored, 2018-11-06, 2018-09 or 2016.

    Reads 2018年11月6日, 2018/11/6, 2018.11.6, 20181106 and 201809; of a whole date a month or a year takes its part.
    What is no date is returned as it was written, so that the form can refuse it in its own words.
    """
    if isinstance(value, dt.date):
        value = f"{value:%Y-%m-%d}"
    text = unicodedata.normalize("NFKC", str(value)).strip()
    parts, wanted = _parts(text), _DATE_PARTS[kind]
    if len(parts) < wanted or not all(re.fullmatch(r"\d+", part, re.ASCII) for part in parts) or len(parts[0]) != 4:
        return text
    return "-".join([parts[0], *(part.zfill(2) for part in parts[1:wanted])])


def _parts(text: str) -> list[str]:
    if compact := _COMPACT.fullmatch(text):
        return [part for part in compact.groups() if part]
    text = re.sub(r"[T\s]+\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$", "", text)  # the time of day that a table adds to a date
    parts = [part for part in re.split(r"[年月日/.\-\s]+", text) if part]
    return parts if len(parts) <= 3 else []
