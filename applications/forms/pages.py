"""The pages of a form as templates show them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from applications.checking.whole import Files
from applications.comparing import comparison_for_page
from applications.corrections import corrections_of
from applications.fetches import last_fetches, services_of, source_names
from applications.file_names import names_of_files
from applications.forms.fetching import fetch_view
from applications.forms.fields import FieldView, is_found
from applications.forms.slots import SlotView
from applications.models import Application, DocumentService, Fetch
from applications.paths import locked_paths
from applications.queries import digest_code, facts_of, form_digest, is_typed
from applications.scheme import Field, Section, Slot, Text
from applications.scheme.asking import asked_fields, files_wanted, is_required, offered_slots, relevant
from applications.showing import MASKS, answer_text, labelled_slots, options_of, slots_on
from portal.tenants.remembering import remembered
from units.policies import units_arrive_by_network
from units.queries import BY_NETWORK


@dataclass
class Form:
    """What the pages of a case's form share: what conditions ask, what is locked, what reviewers noted."""

    application: Application
    section: Section
    errors: Mapping[str, str] = field(default_factory=dict)
    is_own: bool = True

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

    @cached_property
    def dealt_with(self) -> frozenset[str]:
        """The places with a remark that are other now than when they were submitted."""
        return corrections_of(self.application).done_paths if self.remarks else frozenset()

    @property
    def title(self) -> str:
        return self.section.title.of(get_language())

    @property
    def notes(self) -> list[str]:
        return [note.of(get_language()) for note in self.section.notes]

    @cached_property
    def plain_facts(self) -> dict[str, Any]:
        """What conditions ask beside the fields of a page itself: no condition asks a list of records."""
        lists = {section.key for section in self.application.scheme.repeating_sections()}
        return {key: value for key, value in self.facts.items() if key not in lists}

    def field_view(self, one: Field, path: str, value: Any, *, is_asked: bool) -> FieldView:
        """Return a field as it stands at `path`, under its own key as the name of its control."""
        is_read_only = path in self.locked or not is_typed(self.application, one)
        has_options = one.choices is not None and not (is_read_only or one.type == "region" or is_found(one))
        return FieldView(
            field=one,
            name=f"field:{one.key}",
            path=path,
            value=value,
            text=self._words(one, value, is_read_only),
            is_asked=is_asked,
            is_required=one.required,
            is_read_only=is_read_only,
            options=tuple(options_of(self.application.scheme, one)) if has_options else (),
            error=self.errors.get(path, ""),
            remarks=self.remarks.get(path, ()),
            is_dealt_with=path in self.dealt_with,
            is_of_filler=self.is_own and not self.application.is_of_unit,
            units_arrive=one.type == "unit" and remembered(BY_NETWORK, units_arrive_by_network),
        )

    def _words(self, one: Field, value: Any, is_read_only: bool) -> str:
        """What another's number is, is said by halves; what is typed here must be seen."""
        text = answer_text(self.application.scheme, one, value)
        return MASKS.get(one.type, str)(text) if is_read_only and not self.is_own else text


@dataclass
class Page(Form):
    """One section of a case's form that is filled in once."""

    files: Files = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)
    reader_id: int | None = None

    @property
    def facts_json(self) -> str:
        return json.dumps(self.plain_facts)

    @cached_property
    def before_json(self) -> str:
        """What the answers are held against of a case that renews a recognition; empty for any other."""
        before = comparison_for_page(self.application)
        return json.dumps(before) if before else ""

    @cached_property
    def fields(self) -> list[FieldView]:
        asked = {one.key for one in asked_fields(self.application.scheme, self.facts)}
        answers = self.application.answers
        return [
            self.field_view(one, f"field:{one.key}", answers.get(one.key), is_asked=one.key in asked)
            for one in self.section.fields
        ]

    @cached_property
    def slots(self) -> list[SlotView]:
        """The slots of this page, those not offered now included: the page shows them when an answer calls for them."""
        return self._slots(slots_on(self.application.scheme, self.section, self.facts))

    @property
    def single_slots(self) -> list[SlotView]:
        return [slot for slot in self.slots if slot.slot.each is None]

    @property
    def rows(self) -> list[SlotView]:
        """The rows that stand for records (NX-84)."""
        return [slot for slot in self.slots if slot.slot.each is not None and slot.is_offered]

    @cached_property
    def all_offered(self) -> list[SlotView]:
        """Every slot of the case that is offered: the list of uploads (NB-28)."""
        return self._slots(labelled_slots(self.application.scheme, self.facts))

    def _slots(self, slots: Iterable[Slot]) -> list[SlotView]:
        return [self._slot(one, one.key in self._offered) for one in slots]

    @cached_property
    def _offered(self) -> set[str]:
        return {one.key for one in offered_slots(self.application.scheme, self.facts)}

    def _slot(self, one: Slot, is_offered: bool) -> SlotView:
        path, files = f"slot:{one.key}", self.files.get(one.key, [])
        return SlotView(
            slot=one,
            files=files,
            is_offered=is_offered,
            is_required=is_required(one, self.facts),
            is_locked=path in self.locked,
            is_stale=bool(one.seals) and any(found.form_digest != self.digest for found in files),
            error=self.errors.get(path, ""),
            remarks=self.remarks.get(path, ()),
            is_dealt_with=path in self.dealt_with,
            explanation=self.explanations.get(one.key, ""),
            wanted=min(files_wanted(one, self.facts), one.max_files),
            blank_title=self.application.scheme.letters[one.blank].title.of(get_language()) if one.blank else "",
            names=self._names,
            reader_id=self.reader_id,
            words=self._slot_words,
            fetching=fetch_view(
                self.application, one, self._services.get(one.fetch or ""), self._last.get(one.key), files
            ),
            sources=self._sources,
        )

    @cached_property
    def _slot_words(self) -> dict[str, str]:
        """What the scheme itself calls a slot's state and buttons; without words of its own the usual ones stand."""
        own = self.application.scheme.words
        return {key: own[key].of(get_language()) for key in ("uploaded", "missing", "upload", "delete") if key in own}

    @cached_property
    def _services(self) -> dict[str, DocumentService]:
        return services_of(self.application)

    @cached_property
    def _last(self) -> dict[str, Fetch]:
        return last_fetches(self.application)

    @cached_property
    def _sources(self) -> dict[str, Text]:
        return source_names(one for files in self.files.values() for one in files)

    @cached_property
    def _names(self) -> dict[str, str]:
        """What the files are called; asked only where a rule calls them otherwise than their uploaders did."""
        return names_of_files(self.application) if self.application.scheme.file_names else {}

    @cached_property
    def digest(self) -> str:
        return form_digest(self.application)

    @property
    def digest_code(self) -> str:
        """What the foot of a letter printed now says."""
        return digest_code(self.application)
