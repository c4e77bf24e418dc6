"""One attachment slot of a form as templates show it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.checking.faults import anchor_of
from applications.forms.fetching import FetchView
from applications.models import Attachment
from applications.scheme import Slot, Text


@dataclass(frozen=True)
class FileView:
    """A file and what it is called; `uploaded_as` is what its uploader called it, said to them alone (CY-58).

    `source` is the service that it was fetched from.
    """

    file: Attachment
    name: str
    uploaded_as: str = ""
    source: str = ""


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
    is_dealt_with: bool = False
    explanation: str = ""
    wanted: int = 1
    blank_title: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    reader_id: int | None = None
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """Whether something was uploaded, where the scheme has words for it (HZ-66)."""
        return self.words.get("uploaded" if self.files else "missing", "")

    @property
    def upload_word(self) -> str:
        return self.words.get("upload", "")

    @property
    def delete_word(self) -> str:
        return self.words.get("delete", "")

    fetching: FetchView | None = None
    sources: Mapping[str, Text] = field(default_factory=dict)

    @property
    def shown_files(self) -> list[FileView]:
        return [self._shown(one) for one in self.files]

    def _shown(self, one: Attachment) -> FileView:
        name = self.names.get(one.public_id, one.original_name)
        is_own = one.uploaded_by_id == self.reader_id and name != one.original_name and not one.source
        source = self.sources[one.source].of(get_language()) if one.source else ""
        return FileView(one, name, one.original_name if is_own else "", source)

    @property
    def is_short(self) -> bool:
        """Whether more files are wanted than are there."""
        return len(self.files) < self.wanted and (self.is_required or bool(self.files))

    @property
    def counted_by(self) -> str:
        """The field that says how many files are wanted."""
        return self.slot.at_least if isinstance(self.slot.at_least, str) else ""

    @property
    def least(self) -> str:
        """How many files there must be, in words; empty where one is enough."""
        return _("至少 %(count)d 份") % {"count": self.wanted} if self.wanted > 1 else ""

    @property
    def steps(self) -> tuple[str, ...]:
        """How to obtain the document (CY-60)."""
        return self.slot.guide.of(get_language()) if self.slot.guide else ()

    @property
    def path(self) -> str:
        return f"slot:{self.slot.key}"

    @property
    def anchor(self) -> str:
        return anchor_of(self.path)

    @property
    def described_by(self) -> str:
        """What says more of the place to choose files: how to do it, what reviewers noted, what is wrong."""
        parts = {"hint": self.hint, "remark": self.remarks, "limit": True, "error": self.error}
        return " ".join(f"{self.anchor}-{name}" for name, there in parts.items() if there)

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
