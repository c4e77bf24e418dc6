"""Finding a code as people look for it: a piece of the name, the code's beginning, pinyin, or its initials."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import cache

from pypinyin import Style, lazy_pinyin

from portal.codes.sets import Code, code_set


@dataclass(frozen=True)
class _Keys:
    """What one code is found by."""

    entry: Code
    name: str
    english: str
    pinyin: str
    initials: str

    def rank(self, wanted: str) -> int | None:
        """Return how well the entry answers, 0 best, or None."""
        pinyin = wanted.replace(" ", "")
        tests = (
            wanted in (self.entry.code.lower(), self.name),
            self.name.startswith(wanted),
            self.entry.code.lower().startswith(wanted),
            wanted in self.name,
            self.initials.startswith(pinyin),
            self.pinyin.startswith(pinyin),
            wanted in self.english,
            len(pinyin) > 1 and (pinyin in self.initials or pinyin in self.pinyin),
        )
        return next((rank for rank, holds in enumerate(tests) if holds), None)


def search(name: str, text: str, limit: int = 20, *, among: Container[str] | None = None) -> list[Code]:
    """Return up to `limit` codes of a set that answer `text`, the best first, each kind in the standard's order.

    `among`, if given, are the codes to look at.
    """
    wanted = _wanted(text)
    if not wanted:
        return [code for code in code_set(name).entries.values() if among is None or code.code in among][:limit]
    ranked = [(rank, keys.entry) for keys in _among(name, among) if (rank := keys.rank(wanted)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return [entry for _, entry in ranked[:limit]]


def named(name: str, text: str, *, among: Container[str] | None = None) -> list[Code]:
    """Return the codes whose name is the text; else those whose name begins with it; else those that contain it."""
    wanted = _wanted(text)
    keys = _among(name, among) if wanted else []
    tests: tuple[Callable[[str], bool], ...] = (
        lambda one: one == wanted,
        lambda one: one.startswith(wanted),
        lambda one: wanted in one,
    )
    answers = ([one.entry for one in keys if holds(one.name) or holds(one.english)] for holds in tests)
    return next((found for found in answers if found), [])


def _wanted(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _among(name: str, among: Container[str] | None) -> list[_Keys]:
    return [keys for keys in _keys(name) if among is None or keys.entry.code in among]


@cache
def _keys(name: str) -> tuple[_Keys, ...]:
    return tuple(_keys_of(entry) for entry in code_set(name).entries.values())


def _keys_of(entry: Code) -> _Keys:
    syllables = [syllable.lower() for syllable in lazy_pinyin(entry.name_zh, style=Style.NORMAL)]
    return _Keys(
        entry=entry,
        name=unicodedata.normalize("NFKC", entry.name_zh).lower(),
        english=entry.name_en.lower(),
        pinyin="".join(syllables),
        initials="".join(syllable[:1] for syllable in syllables),
    )
