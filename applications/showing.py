"""Answers in words: for the form's own choices, a reviewer's page, a letter, a certificate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import CatalogueCategory, CatalogueCondition, Submission
from applications.queries import categories_of, conditions_of
from applications.scheme import Facts, Field, Scheme, Section, Slot, Text, matches
from applications.scheme.asking import asked_fields, asked_in_record, relevant
from applications.scheme.form import DATES, Choice, ChoiceSource
from applications.scheme.records import Record, field_path, record_path, records_in, row_key
from portal.codes import Code, code_set
from portal.people.masking import mask_id_number, mask_phone
from portal.people.phone import shown_phone
from units.models import Unit

MASKS = {"id_number": mask_id_number, "phone": mask_phone}
"""How answers of these types look to those who are not shown them whole."""


@dataclass(frozen=True)
class Option:
    """One choice as a page offers it. `group` is the category that a catalogue condition belongs to."""

    value: str
    label: str
    group: str = ""
    group_label: str = ""


def options_of(
    scheme: Scheme, field: Field, language: str | None = None, *, beside: Facts | None = None
) -> list[Option]:
    """Return what a field can be answered with, in the order of its source.

    `beside` are the answers beside it: where the choices lie below one of these, only they are returned; without it all,
    each with the code above it as its group.
    """
    if isinstance(field.choices, ChoiceSource):
        return _from_source(scheme, field.choices, language, beside)
    return [_listed(choice, language or get_language()) for choice in field.choices or ()]


def _listed(choice: Choice, language: str | None) -> Option:
    return Option(str(choice.value), choice.label.of(language))


def _from_source(scheme: Scheme, source: ChoiceSource, language: str | None, beside: Facts | None) -> list[Option]:
    if source.catalogue == "categories":
        return [Option(c.code, category_text(c, language)) for c in categories_of(scheme.scheme)]
    if source.catalogue == "conditions":
        return [
            Option(c.code, f"{c.code} {_text(c, language)}", c.category.code, category_text(c.category, language))
            for c in conditions_of(scheme.scheme)
        ]
    if source.of is None:
        return [Option(code.code, code.label(language)) for code in codes_of(source)]
    above = None if beside is None else str(beside.get(source.of) or "")
    return [_below(code, source, language) for code in codes_of(source) if code.parent and above in (None, code.parent)]


def _below(code: Code, source: ChoiceSource, language: str | None) -> Option:
    return Option(
        code.code, code.label(language), code.parent, code_set(source.codes or "").label(code.parent, language)
    )


def codes_of(source: ChoiceSource) -> list[Code]:
    """Return the codes that a source leaves of its set."""
    assert source.codes is not None
    known = code_set(source.codes)
    entries = list(known.entries.values())
    if source.only:
        entries = [code for code in entries if code.code in source.only]
    if source.leaves:
        parents = {code.parent for code in known.entries.values()}
        entries = [code for code in entries if code.code not in parents]
    if source.within is not None:
        entries = [code for code in entries if code.parent == source.within]
    if source.level is not None:
        entries = [code for code in entries if len(code.code) == source.level]
    return entries


def is_code_of(source: ChoiceSource, value: str, above: Any = None) -> bool:
    """Whether a source offers this code; where its codes lie below another answer, below that one."""
    code = code_set(source.codes or "").get(value)
    if code is None or (source.of is not None and code.parent != above):
        return False
    return value in _offered(source)


@lru_cache(maxsize=256)
def _offered(source: ChoiceSource) -> frozenset[str]:
    return frozenset(code.code for code in codes_of(source))


def category_text(category: CatalogueCategory, language: str | None = None) -> str:
    """Return a category as people name it: `A · 顶尖人才`."""
    name = category.name_en if _is_english(language) and category.name_en else category.name_zh
    return f"{category.code} · {name}"


def _text(condition: CatalogueCondition, language: str | None) -> str:
    return condition.text_en if _is_english(language) and condition.text_en else condition.text_zh


def _is_english(language: str | None) -> bool:
    return (language or get_language() or "").startswith("en")


def answer_text(scheme: Scheme, field: Field, value: Any, language: str | None = None) -> str:
    """Return an answer in words, for codes, units and categories too; empty where there is none.

    A value that its source no longer has is returned as it was stored: an old case shows what was answered then.
    """
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, list):
        return "、".join(answer_text(scheme, field, one, language) for one in value)
    if field.type == "region" and isinstance(field.choices, ChoiceSource):
        return region_text(field.choices.codes or "", str(value), language)
    if isinstance(field.choices, ChoiceSource):
        return _source_text(scheme, field.choices, str(value), language)
    for choice in field.choices or ():
        if choice.value == value:
            return choice.label.of(language or get_language())
    return _plain_text(field, value)


def region_text(codes: str, value: str, language: str | None = None) -> str:
    """Return a division with those above it: 宁夏回族自治区银川市兴庆区."""
    known, names = code_set(codes), []
    code = known.get(value)
    while code is not None:
        names.append(code.label(language))
        code = known.get(code.parent)
    english = _is_english(language)
    return (", ".join(names) if english else "".join(reversed(names))) or value


def _source_text(scheme: Scheme, source: ChoiceSource, value: str, language: str | None) -> str:
    if source.codes is not None:
        return code_set(source.codes).label(value, language)
    if source.catalogue == "categories":
        category = CatalogueCategory.objects.filter(scheme_key=scheme.scheme, code=value).first()
        return category_text(category, language) if category else value
    found = CatalogueCondition.objects.filter(category__scheme_key=scheme.scheme, code=value).first()
    return f"{found.code} {_text(found, language)}" if found else value


def _plain_text(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if field.type == "unit":
        unit = Unit.objects.filter(public_id=str(value)).first()
        return unit.name if unit else ""
    if field.type == "phone":
        return shown_phone(str(value))
    return str(value)


@dataclass(frozen=True)
class ShownAnswer:
    path: str
    label: str
    text: str
    is_changed: bool = False
    is_wide: bool = False


@dataclass(frozen=True)
class ShownFile:
    public_id: str
    name: str
    size: int
    content_type: str
    is_picture: bool


@dataclass(frozen=True)
class ShownSlot:
    path: str
    label: str
    files: tuple[ShownFile, ...]
    is_changed: bool = False


@dataclass(frozen=True)
class ShownRecord:
    """One record of a list: its number on the page and a cell for each field that it was asked."""

    path: str
    number: int
    cells: list[ShownAnswer]
    is_new: bool = False

    @property
    def title(self) -> str:
        """What it is told apart by: its first answer."""
        return next((cell.text for cell in self.cells if cell.text), "")


@dataclass(frozen=True)
class ShownSection:
    title: str
    answers: list[ShownAnswer]
    slots: list[ShownSlot] = field(default_factory=list)
    key: str = ""
    path: str = ""
    columns: list[str] = field(default_factory=list)
    records: list[ShownRecord] = field(default_factory=list)

    @property
    def is_list(self) -> bool:
        return bool(self.path)


def submission_sections(
    submission: Submission,
    *,
    changed: Iterable[str] = (),
    masked: bool = False,
    language: str | None = None,
) -> list[ShownSection]:
    """Return everything a submission holds, section by section, for `applications/_submission.html`.

    `changed` are paths to mark (`changes_between`); `masked` hides the middle of identity numbers and phones.
    """
    scheme = submission.application.scheme
    facts = facts_of_submission(submission)
    asked = {one.key for one in asked_fields(scheme, facts)}
    shown = _Showing(submission, frozenset(changed), masked, language or get_language() or "", asked, facts)
    return [shown.section(section) for section in scheme.sections]


def facts_of_submission(submission: Submission) -> dict[str, Any]:
    """Return what conditions of the form ask, as it was when it was submitted."""
    facts = submission.answers | {f"unit.{key}": value for key, value in submission.unit_facts.items()}
    facts["applicant.id_type"] = submission.application.applicant.id_type
    return facts


@dataclass(frozen=True)
class _Showing:
    submission: Submission
    changed: frozenset[str]
    masked: bool
    language: str
    asked: set[str]
    facts: dict[str, Any]

    def section(self, section: Section) -> ShownSection:
        if section.repeating is not None:
            return self.list_of(section)
        answers = [self.answer(one) for one in section.fields if one.key in self.asked]
        slots = [self.slot(one) for one in slots_on(self.scheme, section, self.facts, self.language)]
        shown = [slot for slot in slots if slot.files]
        return ShownSection(section.title.of(self.language), answers, shown, section.key)

    def list_of(self, section: Section) -> ShownSection:
        records = records_in(self.submission.answers, section.key)
        return ShownSection(
            title=section.title.of(self.language),
            answers=[],
            key=section.key,
            path=f"section:{section.key}",
            columns=[one.label.of(self.language) for one in section.fields],
            records=[self.record(section, number, one) for number, one in enumerate(records, start=1)],
        )

    def record(self, section: Section, number: int, record: Record) -> ShownRecord:
        path = record_path(section, record)
        asked = {one.key for one in asked_in_record(section, record, self.facts)}
        cells = [
            self.cell(one, field_path(section, record, one.key), record.get(one.key) if one.key in asked else None)
            for one in section.fields
        ]
        return ShownRecord(path, number, cells, path in self.changed)

    @property
    def scheme(self) -> Scheme:
        return self.submission.application.scheme

    def answer(self, one: Field) -> ShownAnswer:
        return self.cell(one, f"field:{one.key}", self.submission.answers.get(one.key))

    def cell(self, one: Field, path: str, value: Any) -> ShownAnswer:
        text = answer_text(self.scheme, one, value, self.language)
        if self.masked:
            text = MASKS.get(one.type, str)(text)
        return ShownAnswer(path, one.label.of(self.language), text, path in self.changed, one.type == "long_text")

    def slot(self, one: Slot) -> ShownSlot:
        path = f"slot:{one.key}"
        files = tuple(_file(found) for found in self.submission.attachments if found["slot"] == one.key)
        return ShownSlot(path, one.label.of(self.language), files, path in self.changed)


def _file(stored: dict[str, Any]) -> ShownFile:
    kind = stored["content_type"]
    return ShownFile(stored["id"], stored["name"], stored["size"], kind, kind.startswith("image/"))


def names_of(scheme: Scheme, answers: Facts, language: str | None = None) -> dict[str, str]:
    """Return the path of every place of the form with these answers, page by page, each with its name."""
    language, names = language or get_language() or "", {}
    for section in scheme.sections:
        if section.repeating is None:
            names |= {f"field:{one.key}": one.label.of(language) for one in section.fields}
        else:
            names |= _names_in_list(section, answers, language)
        names |= {f"slot:{one.key}": one.label.of(language) for one in slots_on(scheme, section, answers, language)}
    return names


def _names_in_list(section: Section, answers: Facts, language: str) -> dict[str, str]:
    title = section.title.of(language)
    names = {f"section:{section.key}": title}
    for number, record in enumerate(records_in(answers, section.key), start=1):
        names[record_path(section, record)] = f"{title} {number}"
        for one in section.fields:
            names[field_path(section, record, one.key)] = f"{title} {number} · {one.label.of(language)}"
    return names


def slots_on(scheme: Scheme, section: Section, facts: Facts | None = None, language: str | None = None) -> list[Slot]:
    """Return the slots that stand on a section: those that name it, and on the attachments page those that name none.

    With facts, a slot that stands for records is returned once for each of them, called after it.
    """
    named = [slot for slot in scheme.slots if slot.section == section.key]
    slots = named + [slot for slot in scheme.slots if slot.section is None and section.slots]
    return slots if facts is None else [row for slot in slots for row in _rows(scheme, slot, facts, language)]


def labelled_slots(scheme: Scheme, facts: Facts, language: str | None = None) -> list[Slot]:
    """Return the slots to show, in the scheme's order; one that stands for records once for each, called after it."""
    kept = relevant(scheme, facts)
    return [row for slot in scheme.slots if matches(slot.when, kept) for row in _rows(scheme, slot, kept, language)]


def _rows(scheme: Scheme, slot: Slot, facts: Facts, language: str | None) -> list[Slot]:
    if slot.each is None:
        return [slot]
    return [labelled_row(scheme, slot, record) for record in records_in(facts, slot.each.section)]


def labelled_row(scheme: Scheme, slot: Slot, record: Record) -> Slot:
    """Return the row of a slot for one record, called `prefix: value-value, suffix` (NX-86, NX-87)."""
    label = Text(zh=row_label(scheme, slot, record, "zh-hans"), en=row_label(scheme, slot, record, "en"))
    return slot.model_copy(update={"key": row_key(slot, record), "label": label})


def row_label(scheme: Scheme, slot: Slot, record: Record, language: str) -> str:
    """Return the name of a row; dates stand in it without hyphens: 201809, 20181030."""
    each = slot.each
    assert each is not None
    section = scheme.section(each.section)
    words = (_compact(scheme, section.field(key), record.get(key), language) for key in each.values)
    joined = "-".join(word for word in words if word)
    return f"{each.prefix.of(language)}: {joined}, {each.suffix.of(language)}"


def _compact(scheme: Scheme, field: Field, value: Any, language: str) -> str:
    text = answer_text(scheme, field, value, language)
    return text.replace("-", "") if field.type in DATES else text
