"""Answers in words: for the form's own choices, a reviewer's page, a letter, a certificate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import CatalogueCategory, CatalogueCondition, Submission
from applications.queries import categories_of, conditions_of
from applications.scheme import Field, Scheme, Section, Slot
from applications.scheme.asking import asked_fields
from applications.scheme.form import Choice, ChoiceSource
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


def options_of(scheme: Scheme, field: Field, language: str | None = None) -> list[Option]:
    """Return what a field can be answered with, in the order of its source."""
    if isinstance(field.choices, ChoiceSource):
        return _from_source(scheme, field.choices, language)
    return [_listed(choice, language or get_language()) for choice in field.choices or ()]


def _listed(choice: Choice, language: str | None) -> Option:
    return Option(str(choice.value), choice.label.of(language))


def _from_source(scheme: Scheme, source: ChoiceSource, language: str | None) -> list[Option]:
    if source.catalogue == "categories":
        return [Option(c.code, category_text(c, language)) for c in categories_of(scheme.scheme)]
    if source.catalogue == "conditions":
        return [
            Option(c.code, f"{c.code} {_text(c, language)}", c.category.code, category_text(c.category, language))
            for c in conditions_of(scheme.scheme)
        ]
    return [Option(code.code, code.label(language)) for code in codes_of(source)]


def codes_of(source: ChoiceSource, above: str = "") -> tuple[Code, ...]:
    """Return the codes that a source leaves of its set; below the code `above` only, if one is given."""
    assert source.codes is not None
    return code_set(source.codes).narrowed(
        within=source.within, above=above, level=source.level, leaves=source.leaves, only=source.only
    )


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
    if isinstance(field.choices, ChoiceSource):
        return _source_text(scheme, field.choices, str(value), language)
    for choice in field.choices or ():
        if choice.value == value:
            return choice.label.of(language or get_language())
    return _plain_text(field, value)


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
class ShownSection:
    title: str
    answers: list[ShownAnswer]
    slots: list[ShownSlot] = field(default_factory=list)


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
    facts = submission.answers | {f"unit.{key}": value for key, value in submission.unit_facts.items()}
    facts["applicant.id_type"] = submission.application.applicant.id_type
    asked = {one.key for one in asked_fields(scheme, facts)}
    shown = _Showing(submission, frozenset(changed), masked, language or get_language() or "", asked)
    return [shown.section(section) for section in scheme.sections]


@dataclass(frozen=True)
class _Showing:
    submission: Submission
    changed: frozenset[str]
    masked: bool
    language: str
    asked: set[str]

    def section(self, section: Section) -> ShownSection:
        answers = [self.answer(one) for one in section.fields if one.key in self.asked]
        slots = [self.slot(one) for one in slots_on(self.scheme, section)]
        return ShownSection(section.title.of(self.language), answers, [slot for slot in slots if slot.files])

    @property
    def scheme(self) -> Scheme:
        return self.submission.application.scheme

    def answer(self, one: Field) -> ShownAnswer:
        path = f"field:{one.key}"
        value = self.submission.answers.get(one.key)
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


def slots_on(scheme: Scheme, section: Section) -> list[Slot]:
    """Return the slots that stand on a section: those that name it, and on the attachments page those that name none."""
    named = [slot for slot in scheme.slots if slot.section == section.key]
    return named + [slot for slot in scheme.slots if slot.section is None and section.slots]
