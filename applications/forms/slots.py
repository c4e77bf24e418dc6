"""One attachment slot of a form as templates show it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.utils.translation import get_language

from applications.checking.faults import anchor_of
from applications.models import Attachment
from applications.scheme import Slot


@dataclass(frozen=True)
class SlotView:
    """One slot, or its row for one record, ready for `applications/_slot.html` and `_slot_row.html`."""

    slot: Slot
    files: list[Attachment]
    is_offered: bool
    is_required: bool
    is_locked: bool
    is_stale: bool = False
    error: str = ""
    remarks: tuple[str, ...] = ()
    explanation: str = ""

    @property
    def path(self) -> str:
        return f"slot:{self.slot.key}"

    @property
    def anchor(self) -> str:
        return anchor_of(self.path)

    @property
    def label(self) -> str:
        return self.slot.label.of(get_language())

    @property
    def hint(self) -> str:
        return self.slot.hint.of(get_language()) if self.slot.hint else ""

    @property
    def accept(self) -> str:
        """Named types, not image/*: so that an iPhone hands over a JPEG instead of its HEIC."""
        pictures = "image/jpeg,image/png,image/webp"
        return pictures if self.slot.pictures_only else f"{pictures},application/pdf"

    @property
    def takes_more(self) -> bool:
        return not self.is_locked and (not self.slot.several or len(self.files) < self.slot.max_files)

    @property
    def takes_explanation(self) -> bool:
        return self.slot.explanation and self.takes_more

    @property
    def photo_pixels(self) -> tuple[int, int] | None:
        """Width and height of the cut picture at 300 dpi."""
        if self.slot.photo is None:
            return None
        width, height = self.slot.photo
        return round(width / 25.4 * 300), round(height / 25.4 * 300)

    @property
    def when_json(self) -> str:
        return json.dumps(self.slot.when) if self.slot.when is not None else ""

    @property
    def required_json(self) -> str:
        """The condition under which it is required, or true or false."""
        return json.dumps(self.slot.required)
