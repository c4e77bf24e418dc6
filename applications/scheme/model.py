"""The whole scheme. Its parts are in `parts` and `renewal`, the words that every scheme has in `usual`."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Item

from applications.scheme.form import Field, Section, Slot
from applications.scheme.parts import (
    Catalogue,
    CertificateRule,
    FollowUp,
    LegalBasis,
    Letter,
    PublicList,
    Round,
    Statement,
    UnitPublicity,
    Window,
)
from applications.scheme.renewal import CaseList, DraftLabels, Helper, Renewal
from applications.scheme.text import Strict, Text
from applications.scheme.usual import TABS_FROM, USUAL_LABELS, USUAL_WORDS
from applications.scheme.way import NoticeRule, Route, Stage

Party = Literal["person", "unit"]
Parties = Annotated[tuple[Party, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]

IdTypeWord = Literal[
    "CN_ID",
    "CN_PASSPORT",
    "FOREIGN_PASSPORT",
    "HKMO_PERMIT",
    "TW_PERMIT",
    "FPR_CARD",
    "HKMO_RESIDENCE",
    "TW_RESIDENCE",
]


class Scheme(Strict):
    scheme: str = Item(pattern=r"^[a-z][a-z0-9_]*$", description="the scheme's key in its tenant")
    title: Text
    apply: Text = Item(description="the words of the button that begins an application")
    summary: Text
    subject: Party = Item("person", description="whom a case is about: a person, or the unit itself")
    needs: str | None = Item(None, description="the scheme of the same portal whose approval the unit must hold")
    valid_months: int | None = Item(None, gt=0, description="of a unit's scheme: how long an approval is held")
    round: Round | None = None
    parameters: dict[str, Text] = Item({}, description="what changes from round to round; {key} in any text")
    id_types: tuple[IdTypeWord, ...] = Item((), description="the documents by which a unit enters people; any if empty")
    file_names: str | None = Item(
        None, max_length=60, description="how files are called: a pattern of {unit}, {applicant}, {material}"
    )
    state_notes: dict[str, Text] = Item({}, description="what a status does not say by itself, by state: approved, …")
    follow_up: FollowUp | None = None
    renews: Renewal | None = None
    draft_labels: DraftLabels | None = None
    unit_nouns: dict[str, Text] = Item(
        {}, description="what a unit is called, by unit.kind, and `default`; {unit_noun} in draft labels and helpers"
    )
    helpers: tuple[Helper, ...] = ()
    case_list: CaseList | None = None
    fills_in: tuple[Party, ...] = Item(("person",), min_length=1, description="who may begin and fill in a case")
    submits: Parties = Item(("person",), min_length=1, description="who may submit one")
    opened_for_units: bool = Item(False, description="a unit acts only where an office has opened the scheme for it")
    unit_facts: tuple[str, ...] = Item((), description="keys of the tenant's unit information that conditions ask")
    once_at_a_time: bool = True
    once: bool = Item(False, description="whoever was recognised once does not apply again")
    window: Window | None = None
    working_days: int | None = Item(None, description="overall limit from acceptance to the result")
    statement: Statement | None = None
    legal_basis: LegalBasis | None = Item(None, description="named beside the statement, and kept with the consent")
    sections: tuple[Section, ...]
    slots: tuple[Slot, ...] = ()
    letters: dict[str, Letter] = {}
    unit_publicity: UnitPublicity | None = None
    category_field: str | None = Item(None, description="the field with the category claimed")
    routes: dict[str, tuple[Route, ...]] = {}
    stages: tuple[Stage, ...]
    labels: dict[str, Text] = Item({}, description="words for the states off the way: draft, returned, …")
    words: dict[str, Text] = Item({}, description="words of its own for buttons: submit, confirm, …")
    publicity: PublicList | None = None
    notices: dict[str, NoticeRule] = {}
    certificate: CertificateRule | None = None
    catalogue: Catalogue | None = None
    files: dict[str, str] = Item({}, description="the templates' text by name; the loader fills it, nobody writes it")

    @model_validator(mode="after")
    def _known_words(self) -> "Scheme":
        if unknown := sorted(self.words.keys() - USUAL_WORDS.keys()):
            raise ValueError(f"words: no such word {unknown[0]}; expected one of: {', '.join(USUAL_WORDS)}")
        return self

    @property
    def keeps_category(self) -> bool:
        """Whether what it renews says the category, and nobody determines another (HZ-45)."""
        return self.renews is not None and self.category_field in self.renews.same

    @property
    def catalogue_key(self) -> str:
        """Return the scheme whose tables of categories, conditions and departments apply: a bureau edits one for both.

        Its own; where it has none and renews another scheme, that one's.
        """
        is_shared = self.catalogue is None and self.renews is not None
        return self.renews.scheme if is_shared and self.renews else self.scheme

    @property
    def is_filed_in_steps(self) -> bool:
        """Whether a person saves form and files one after the other, and the unit reports what is complete (HZ-83…90)."""
        return self.draft_labels is not None

    @property
    def is_long(self) -> bool:
        """Whether its pages are tabs that are filled in in any order, with one look at everything before submission."""
        return len(self.sections) >= TABS_FROM or any(True for _ in self.repeating_sections())

    def word(self, key: str, language: str | None) -> str:
        """Return the words of a button: the scheme's own, or the usual ones."""
        return (self.words.get(key) or USUAL_WORDS[key]).of(language)

    def word_for_returning(self, stage_key: str, language: str | None) -> str:
        """Return what a stage's button calls giving back; empty where it has no word of its own (CY-38, CY-66)."""
        action = next((one.return_action for one in self.stages if one.key == stage_key), None)
        return action.of(language) if action else ""

    def fields(self) -> Iterator[Field]:
        """Yield every field that is answered once, in the order of the form; records have theirs in their section."""
        for section in self.sections:
            if section.repeating is None:
                yield from section.fields

    def repeating_sections(self) -> Iterator[Section]:
        """Yield the sections that hold records."""
        for section in self.sections:
            if section.repeating is not None:
                yield section

    def label(self, state: str) -> Text:
        """Return the scheme's words for a state off the way, or the usual ones."""
        return self.labels.get(state) or USUAL_LABELS[state]

    def printed_letters(self) -> Iterator[tuple[str, Letter]]:
        """Yield the letters that are printed from the form, by key; blanks stand beside the slots they are for.

        What is printed at any time comes first: the database keeps the keys of a mapping in an order of its own.
        """
        blanks = {slot.blank for slot in self.slots}
        letters = sorted(self.letters.items(), key=lambda named: named[1].until_submitted)
        yield from ((key, letter) for key, letter in letters if key not in blanks)

    def state_note(self, state: str, language: str | None) -> str:
        """Return what a status does not say by itself (CY-70); empty where nothing is to be added."""
        note = self.state_notes.get(state)
        return note.of(language) if note else ""

    def section(self, key: str) -> Section:
        """Return a section by key; KeyError if there is none."""
        return next((s for s in self.sections if s.key == key), None) or _missing(key)

    def field(self, key: str) -> Field:
        """Return a field by key; KeyError if the form has none."""
        return next((f for f in self.fields() if f.key == key), None) or _missing(key)

    def slot(self, key: str) -> Slot:
        """Return a slot by its key or its other name; KeyError if there is none."""
        template = key.partition(".")[0]
        return next((s for s in self.slots if key in (s.key, s.also) or template == s.key), None) or _missing(key)

    def stage(self, key: str) -> Stage:
        """Return a stage by key; KeyError if there is none."""
        return next((s for s in self.stages if s.key == key), None) or _missing(key)

    def section_of(self, field_key: str) -> Section:
        """Return the section a field stands in; KeyError if none does."""
        single = (s for s in self.sections if s.repeating is None)
        found = (s for s in single if any(f.key == field_key for f in s.fields))
        return next(found, None) or _missing(field_key)


def _missing(key: str):  # type: ignore[no-untyped-def]
    raise KeyError(key)
