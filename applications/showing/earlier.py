"""What a submission was before: the earlier words, files and records, to be shown beside those of now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from applications.showing.shown import ShownAnswer, ShownFile, ShownRecord, ShownSection, ShownSlot


@dataclass(frozen=True)
class Earlier:
    """The sections of the submission before, as they were shown. `texts` are other words for some of its answers.

    `may_open` says whether its files can be opened: those of another case may be closed to who reads this one.
    """

    sections: list[ShownSection]
    texts: dict[str, str]
    may_open: bool = True

    def text(self, path: str) -> str:
        """Return what was answered there; empty if nothing was."""
        if path in self.texts:
            return self.texts[path]
        return next((one.text for one in self._answers() if one.path == path), "")

    def was(self, path: str, changed: Collection[str]) -> bool:
        """Whether something was answered there that is among the changes."""
        return path in changed and bool(self.text(path))

    def beside(self, slot: ShownSlot) -> ShownSlot:
        """Return the slot with the files that were replaced, and with those that are new marked."""
        old = self._files(slot.path)
        kept, known = {one.sha256 for one in slot.files}, {one.sha256 for one in old}
        files = tuple(replace(one, is_new=one.sha256 not in known) for one in slot.files)
        return replace(slot, files=files, replaced=tuple(one for one in old if one.sha256 not in kept))

    def lost_slots(self, section: str, present: list[ShownSlot], changed: Collection[str]) -> list[ShownSlot]:
        """Return the slots of a section that had files and are asked for no longer."""
        paths = {one.path for one in present}
        found = [one for part in self.sections if part.key == section for one in part.slots]
        return [
            ShownSlot(one.path, one.label, (), True, replaced=self._files(one.path), is_gone=True)
            for one in found
            if one.path not in paths and one.path in changed
        ]

    def lost_records(self, section: str, changed: Collection[str]) -> list[ShownRecord]:
        """Return the records that were taken out of a list; one that came in was not there before."""
        found = [one for part in self.sections if part.key == section for one in part.records]
        return [one.as_gone for one in found if one.path in changed]

    def _answers(self) -> list[ShownAnswer]:
        cells = [cell for part in self.sections for record in part.records for cell in record.cells]
        return cells + [one for part in self.sections for one in part.answers]

    def _files(self, path: str) -> tuple[ShownFile, ...]:
        files = next((one.files for part in self.sections for one in part.slots if one.path == path), ())
        return files if self.may_open else tuple(replace(one, public_id="") for one in files)
