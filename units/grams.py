"""The pieces by which a unit is found: one to three characters from anywhere in its name, pinyin and initials.

Row security keeps PostgreSQL from using LIKE and trigram indexes; equality on a B-tree key it allows.
"""

from __future__ import annotations

import itertools
import unicodedata

from pypinyin import Style, lazy_pinyin

LONGEST = 3
BEGINNING = "^"
"""Marks a piece that stands at the beginning, so that those are found first among very many."""


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


def _pieces(text: str) -> set[str]:
    anywhere = {text[start : start + size] for size in range(1, LONGEST + 1) for start in range(len(text) - size + 1)}
    return anywhere | {BEGINNING + text[:size] for size in range(1, min(LONGEST, len(text)) + 1)}
