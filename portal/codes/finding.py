"""Finding a code as people look for it: a piece of the name, the code's beginning, pinyin, or its initials."""

from __future__ import annotations

import unicodedata
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


def search(name: str, text: str, limit: int = 20) -> list[Code]:
    """Return up to `limit` codes of a set that answer `text`, the best first, each kind in the standard's order."""
    wanted = unicodedata.normalize("NFKC", text).strip().lower()
    if not wanted:
        return list(code_set(name).entries.values())[:limit]
    ranked = [(rank, keys.entry) for keys in _keys(name) if (rank := keys.rank(wanted)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return [entry for _, entry in ranked[:limit]]


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
