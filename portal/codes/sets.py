"""The code sets of the national standards, read from `data/*.csv`; their sources are in `data/SOURCES.md`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from django.utils.translation import get_language

DATA = Path(__file__).parent / "data"


class UnknownCodeSet(LookupError):
    """There is no code set of this name."""


@dataclass(frozen=True)
class Code:
    """One line of a code set. Codes are text: leading zeros count."""

    code: str
    name_zh: str
    name_en: str
    parent: str

    def label(self, language: str | None = None) -> str:
        """Return the name in a language (the active one by default); Chinese where the standard has no English."""
        language = language or get_language() or ""
        return self.name_en if self.name_en and language.startswith("en") else self.name_zh


@dataclass(frozen=True)
class CodeSet:
    """One standard's codes, in its own order."""

    name: str
    entries: Mapping[str, Code]

    def get(self, code: str) -> Code | None:
        return self.entries.get(code)

    def children(self, parent: str = "") -> list[Code]:
        """Return the codes directly below `parent`; those of the first level for an empty one."""
        return [entry for entry in self.entries.values() if entry.parent == parent]

    def ancestors(self, code: Code) -> list[Code]:
        """Return the codes that one hangs on, from the first level down; without it itself."""
        found: list[Code] = []
        while parent := self.entries.get(code.parent):
            found.insert(0, parent)
            code = parent
        return found

    def line(self, code: str) -> list[Code]:
        """Return the codes from the first level down to this one; none for a code that the set lacks."""
        entry = self.entries.get(code)
        return [*self.ancestors(entry), entry] if entry else []

    def label(self, code: str, language: str | None = None) -> str:
        """Return a code's name, and the code itself where the set does not have it (an abolished one, say)."""
        entry = self.entries.get(code)
        return entry.label(language) if entry else code

    def __contains__(self, code: object) -> bool:
        return code in self.entries

    def __len__(self) -> int:
        return len(self.entries)


@lru_cache(maxsize=1)
def known_code_sets() -> frozenset[str]:
    """Return the names that `code_set` knows."""
    return frozenset(path.stem for path in DATA.glob("*.csv"))


@cache
def code_set(name: str) -> CodeSet:
    """Return a code set by the name of its file; raise UnknownCodeSet, which names those that exist."""
    if name not in known_code_sets():
        raise UnknownCodeSet(f"There is no code set {name!r}; there are: {', '.join(sorted(known_code_sets()))}.")
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        entries = {row["code"]: Code(**row) for row in csv.DictReader(lines)}
    return CodeSet(name, MappingProxyType(entries))
