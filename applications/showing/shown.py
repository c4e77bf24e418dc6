"""What pages show of a submission: its sections, answers, records, slots and files, each with what it was before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class ShownFile:
    public_id: str
    name: str
    size: int
    content_type: str
    is_picture: bool
    sha256: str = ""
    source: str = ""
    fetched_at: dt.datetime | None = None
    is_new: bool = False


@dataclass(frozen=True)
class Proof:
    """A file that proves an answer, and the slot that it lies in."""

    slot: str
    file: ShownFile


@dataclass(frozen=True)
class ShownAnswer:
    """`before` is what it was, where it differs from the submission before; empty where nothing was answered then."""

    path: str
    label: str
    text: str
    is_changed: bool = False
    is_wide: bool = False
    before: str | None = None
    proofs: tuple[Proof, ...] = ()
    is_gone: bool = False


@dataclass(frozen=True)
class ShownSlot:
    """`replaced` are the files of the submission before that are in it no longer; `proves` names what its files are for."""

    path: str
    label: str
    files: tuple[ShownFile, ...]
    is_changed: bool = False
    printed_code: str = ""
    is_photo: bool = False
    replaced: tuple[ShownFile, ...] = ()
    proves: tuple[str, ...] = ()
    is_gone: bool = False


@dataclass(frozen=True)
class ShownRecord:
    """One record of a list: its number on the page and a cell for each field that it was asked."""

    path: str
    number: int
    cells: list[ShownAnswer]
    is_new: bool = False
    is_gone: bool = False
    proofs: tuple[Proof, ...] = ()

    @property
    def title(self) -> str:
        """What it is told apart by: its first answer."""
        return next((cell.text for cell in self.cells if cell.text), "")

    @property
    def is_changed(self) -> bool:
        return self.is_new or self.is_gone or any(cell.is_changed for cell in self.cells)

    @property
    def as_gone(self) -> ShownRecord:
        return replace(self, is_gone=True, is_new=False, proofs=())


@dataclass(frozen=True)
class ShownSection:
    title: str
    answers: list[ShownAnswer]
    slots: list[ShownSlot] = field(default_factory=list)
    key: str = ""
    path: str = ""
    columns: list[str] = field(default_factory=list)
    records: list[ShownRecord] = field(default_factory=list)
    proofs: tuple[Proof, ...] = ()

    @property
    def is_list(self) -> bool:
        return bool(self.path)

    @property
    def is_changed(self) -> bool:
        parts: list[ShownAnswer | ShownSlot | ShownRecord] = [*self.answers, *self.slots, *self.records]
        return any(one.is_changed for one in parts)


@dataclass(frozen=True)
class Change:
    """One place that differs from the submission before, with what stood there and what stands there now."""

    path: str
    label: str
    before: str
    after: str


def changes_in(sections: list[ShownSection]) -> list[Change]:
    """Return what differs from the submission before, in the order of the page."""
    return [change for section in sections for change in _changes_in(section)]


def _changes_in(section: ShownSection) -> Iterator[Change]:
    yield from (_of_answer(one, one.label) for one in section.answers if one.is_changed)
    for record in section.records:
        name = f"{section.title} {record.number}"
        if record.is_new or record.is_gone:
            words = " · ".join(cell.text for cell in record.cells if cell.text)
            yield Change(record.path, name, words if record.is_gone else "", words if record.is_new else "")
        else:
            yield from (_of_answer(cell, f"{name} · {cell.label}") for cell in record.cells if cell.is_changed)
    yield from (_of_slot(one) for one in section.slots if one.is_changed)


def _of_answer(answer: ShownAnswer, name: str) -> Change:
    return Change(answer.path, name, answer.before or "", answer.text)


def _of_slot(slot: ShownSlot) -> Change:
    kept = [one for one in slot.files if not one.is_new]
    before, after = ("、".join(one.name for one in files) for files in ((*kept, *slot.replaced), slot.files))
    return Change(slot.path, slot.label, before, after)
