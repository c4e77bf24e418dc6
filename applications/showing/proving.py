"""Which answers a slot's files prove: those that the scheme names, or the record that the slot stands for."""

from __future__ import annotations

from collections.abc import Iterable

from applications.scheme import Facts, Scheme, Slot
from applications.showing.shown import Proof, ShownFile


def proved_paths(scheme: Scheme, slot: Slot) -> list[str]:
    """Return the paths of what the files in a slot, or in the row of one that stands for records, prove."""
    if slot.each is not None:
        return [f"record:{slot.each.section}.{slot.key.partition('.')[2]}"]
    lists = {section.key for section in scheme.repeating_sections()}
    return [f"section:{key}" if key in lists else f"field:{key}" for key in slot.proves]


def proved_names(scheme: Scheme, slot: Slot, facts: Facts, language: str) -> tuple[str, ...]:
    """Return what the files prove, as the form calls it. The row of a record is called after it already."""
    if slot.each is not None:
        return ()
    titles = {section.key: section.title.of(language) for section in scheme.repeating_sections()}
    fields = {one.key: one.name.of(language) for one in scheme.fields()}
    return tuple(titles.get(key) or fields[key] for key in slot.proves)


class Proofs:
    """By path, the files that prove what stands there."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Proof, ...]] = {}

    def add(self, paths: Iterable[str], slot: str, file: ShownFile) -> None:
        for path in paths:
            self._found[path] = (*self._found.get(path, ()), Proof(slot, file))

    def of(self, path: str) -> tuple[Proof, ...]:
        return self._found.get(path, ())
