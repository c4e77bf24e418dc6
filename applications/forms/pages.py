"""The pages of a form as templates show them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.checking.faults import anchor_of
from applications.checking.whole import Files
from applications.models import Application, Attachment
from applications.paths import locked_paths
from applications.queries import digest_code, facts_of, form_digest
from applications.scheme import Field, Section, Slot
from applications.scheme.asking import asked_fields, is_required, offered_slots, relevant
from applications.showing import Option, answer_text, options_of, slots_on

_FEW = 6  # choices up to which they are shown side by side


@dataclass(frozen=True)
class FieldView:
    """One field of a page, ready for `applications/_field.html`."""

    field: Field
    value: Any
    text: str
    is_asked: bool
    is_required: bool
    is_locked: bool
    options: list[Option]
    error: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return f"field:{self.field.key}"

    @property
    def anchor(self) -> str:
        return anchor_of(self.path)

    @property
    def label(self) -> str:
        return self.field.label.of(get_language())

    @property
    def hint(self) -> str:
        return self.field.hint.of(get_language()) if self.field.hint and not self.is_locked else ""

    @property
    def is_read_only(self) -> bool:
        return self.field.immutable or self.is_locked

    @property
    def kind(self) -> str:
        """Which control shows it."""
        if self.is_read_only:
            return "fixed"
        if self.field.type in ("choice", "search_choice"):
            return "radio" if 0 < len(self.options) <= _FEW and self.field.type == "choice" else "select"
        return {"boolean": "radio", "multi_choice": "checkboxes", "long_text": "textarea", "unit": "unit"}.get(
            self.field.type, "input"
        )

    @property
    def is_group(self) -> bool:
        return self.kind in ("radio", "checkboxes")

    @property
    def is_searchable(self) -> bool:
        return self.kind == "select" and len(self.options) > 2 * _FEW

    @property
    def input_type(self) -> str:
        kinds = {"date": "date", "year_month": "month", "phone": "tel", "email": "email"}
        return kinds.get(self.field.type, "text")

    @property
    def input_mode(self) -> str:
        return {"integer": "numeric", "year": "numeric", "phone": "tel"}.get(self.field.type, "")

    @property
    def shown_value(self) -> str:
        """The value as the control holds it."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return self.text if self.field.type == "phone" else str(self.value or "")

    @property
    def radio_options(self) -> list[Option]:
        if self.field.type == "boolean":
            return [Option("true", _("是")), Option("false", _("否"))]
        return self.options

    @property
    def groups(self) -> list[tuple[str, str, list[Option]]]:
        """The options by the category they belong to: (code, name, options); one nameless group for the others."""
        groups: dict[tuple[str, str], list[Option]] = {}
        for option in self.options:
            groups.setdefault((option.group, option.group_label), []).append(option)
        return [(code, name, options) for (code, name), options in groups.items()]

    @property
    def depends_on(self) -> str:
        """The key of the field whose answer says which group of options applies."""
        return getattr(self.field.choices, "of", None) or ""

    @property
    def when_json(self) -> str:
        return json.dumps(self.field.when) if self.field.when is not None else ""

    @property
    def described_by(self) -> str:
        parts = {"hint": self.hint, "error": self.error, "remark": self.remarks}
        return " ".join(f"{self.anchor}-{name}" for name, there in parts.items() if there)


@dataclass(frozen=True)
class SlotView:
    """One attachment slot of a page, ready for `applications/_slot.html`."""

    slot: Slot
    files: list[Attachment]
    is_offered: bool
    is_required: bool
    is_locked: bool
    is_stale: bool = False
    error: str = ""
    remarks: tuple[str, ...] = ()

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


@dataclass
class Page:
    """One section of a case's form."""

    application: Application
    section: Section
    files: Files
    errors: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def facts(self) -> dict[str, Any]:
        return relevant(self.application.scheme, facts_of(self.application))

    @cached_property
    def locked(self) -> frozenset[str]:
        return locked_paths(self.application)

    @cached_property
    def remarks(self) -> dict[str, tuple[str, ...]]:
        remarks: dict[str, tuple[str, ...]] = {}
        for remark in self.application.remarks.filter(is_open=True):
            remarks[remark.path] = (*remarks.get(remark.path, ()), remark.text)
        return remarks

    @property
    def title(self) -> str:
        return self.section.title.of(get_language())

    @property
    def notes(self) -> list[str]:
        return [note.of(get_language()) for note in self.section.notes]

    @property
    def facts_json(self) -> str:
        """What conditions ask beside the fields of this page itself."""
        return json.dumps(self.facts)

    @cached_property
    def fields(self) -> list[FieldView]:
        asked = {one.key for one in asked_fields(self.application.scheme, self.facts)}
        return [self._field(one, one.key in asked) for one in self.section.fields]

    @cached_property
    def slots(self) -> list[SlotView]:
        """The slots of this page, those not offered now included: the page shows them when an answer calls for them."""
        return self._slots(slots_on(self.application.scheme, self.section))

    @cached_property
    def all_offered(self) -> list[SlotView]:
        """Every slot of the case that is offered: the list of uploads (NB-28)."""
        return [slot for slot in self._slots(self.application.scheme.slots) if slot.is_offered]

    def _slots(self, slots: Iterable[Slot]) -> list[SlotView]:
        offered = {one.key for one in offered_slots(self.application.scheme, self.facts)}
        return [self._slot(one, one.key in offered) for one in slots]

    def _field(self, one: Field, is_asked: bool) -> FieldView:
        path = f"field:{one.key}"
        value = self.application.answers.get(one.key)
        fixed = one.immutable or path in self.locked
        return FieldView(
            field=one,
            value=value,
            text=answer_text(self.application.scheme, one, value),
            is_asked=is_asked,
            is_required=one.required,
            is_locked=path in self.locked,
            options=[] if fixed or one.choices is None else options_of(self.application.scheme, one),
            error=self.errors.get(path, ""),
            remarks=self.remarks.get(path, ()),
        )

    def _slot(self, one: Slot, is_offered: bool) -> SlotView:
        path = f"slot:{one.key}"
        files = self.files.get(one.key, [])
        return SlotView(
            slot=one,
            files=files,
            is_offered=is_offered,
            is_required=is_required(one, self.facts),
            is_locked=path in self.locked,
            is_stale=bool(one.seals) and any(found.form_digest != self.digest for found in files),
            error=self.errors.get(path, ""),
            remarks=self.remarks.get(path, ()),
        )

    @cached_property
    def digest(self) -> str:
        return form_digest(self.application)

    @property
    def digest_code(self) -> str:
        """What the foot of a letter printed now says."""
        return digest_code(self.application)
