"""The pieces by which a unit is found: one to three characters from anywhere in its name, pinyin and initials.

Row security keeps PostgreSQL from using LIKE and trigram indexes; equality on a B-tree key it allows.
"""

from __future__ import annotations

import itertools
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

LONGEST = 3
BEGINNING = "^"
"""Marks a piece that stands at the beginning, so that those are found first among very many."""

# in Chinese: the characters that are read
FAMILY_NAMES = {
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "区": "ou",
    "查": "zha",
    "解": "xie",
    "任": "ren",
    "盖": "ge",
    "华": "hua",
    "朴": "piao",
    "缪": "miao",
    "冼": "xian",
    "员": "yun",
    "覃": "qin",
    "乐": "yue",
    "黑": "he",
    "秘": "bi",
    "折": "she",
    "种": "chong",
    "翟": "zhai",
    "尹": "yin",
    "召": "shao",
    "繁": "po",
    "那": "na",
    "卜": "bu",
    "宁": "ning",
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "澹台": "tan tai",
}
"""Family names that are read otherwise than the character usually is."""


def pieces_of_name(name: str) -> set[str]:
    """Return everything a unit of this name is found by: pieces of the name, its pinyin and its initials."""
    return set(itertools.chain.from_iterable(_pieces(text) for text in (normalise(name), *spelling(name))))


def beginning_of_query(text: str) -> str:
    """Return the piece of a unit whose name or spelling begins like `text`."""
    return BEGINNING + normalise(text)[:LONGEST]


def pieces_of_query(text: str) -> list[str]:
    """Return the pieces that a unit must have, each, to answer `text`."""
    plain = normalise(text)
    if len(plain) <= LONGEST:
        return [plain] if plain else []
    return sorted({plain[start : start + LONGEST] for start in range(len(plain) - LONGEST + 1)})


def normalise(text: str) -> str:
    """Full-width and half-width, large and small, with and without spaces and brackets: all the same."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def spelling(name: str) -> tuple[str, str]:
    """Return a name's pinyin and initials, as typed without spaces."""
    syllables = [syllable.lower() for syllable in lazy_pinyin(normalise(name), style=Style.NORMAL)]
    return "".join(syllables), "".join(syllable[:1] for syllable in syllables)


@lru_cache(maxsize=8192)
def spellings_of_person(name: str) -> tuple[str, ...]:
    """Return everything a person's name sounds like: pinyin and initials, those of the family name first where it has its own.

    Some characters are read otherwise as a family name; people type either.
    """
    family = _family_sound(name)
    own = () if family is None else ("".join(family), "".join(syllable[:1] for syllable in family))
    return (*own, *spelling(name))


def name_key(name: str) -> tuple[str, str]:
    """Return by what a list sorts people's names: by their sound, and names of one sound by their characters."""
    return spellings_of_person(name)[0], name


def _family_sound(name: str) -> tuple[str, ...] | None:
    plain = normalise(name)
    for size in (2, 1):
        if len(plain) > size and (sound := FAMILY_NAMES.get(plain[:size])):
            rest = lazy_pinyin(plain[size:], style=Style.NORMAL)
            return (*sound.split(), *(syllable.lower() for syllable in rest))
    return None


def _pieces(text: str) -> set[str]:
    anywhere = {text[start : start + size] for size in range(1, LONGEST + 1) for start in range(len(text) - size + 1)}
    return anywhere | {BEGINNING + text[:size] for size in range(1, min(LONGEST, len(text)) + 1)}
