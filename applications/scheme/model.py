"""The whole scheme, and the checks that need to see all of it."""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Item

from applications.scheme.form import Field, Section, Slot
from applications.scheme.text import Strict, Text, Texts
from applications.scheme.way import NoticeRule, Route, Stage

UNIT_FACTS = {
    "unit.level": {"municipal", "district", "provincial", "central", "none"},
    "unit.kind": {"organ", "enterprise", "institution", "university", "research_institute"},
    "unit.location_district": None,
    "unit.tax_district": None,
    "unit.name": None,
    "unit.uscc": None,
    "unit.confirms_online": {True, False},
    "applicant.id_type": None,
    "unit.region": None,
    "unit.region_level": {"county", "city", "province"},
    "unit.org_code": None,
    "case.entered_by": {"person", "unit"},
    "case.submitted_by": {"person", "unit"},
    "condition.needs_evidence": {True, False},
}
APPLICANT_PREFILLS = {
    "applicant.name",
    "applicant.sex",
    "applicant.id_type",
    "applicant.id_number",
    "applicant.birth_date",
    "applicant.age",
    "applicant.nationality",
    "applicant.phone",
    "applicant.email",
    "applicant.ethnicity",
    "applicant.unit",
}
USUAL_WORDS = {
    "submit": Text(zh="提交", en="Submit"),
    "confirm": Text(zh="确认无误，提交", en="Everything is right, submit"),
    "submitted": Text(
        zh="提交成功。结果将以短信通知，请耐心等待。", en="Submitted. You will be told the result by text message."
    ),
    "save": Text(zh="保存", en="Save"),
    "reset": Text(zh="重置", en="Reset"),
    "add": Text(zh="新增", en="Add"),
    "close": Text(zh="关闭", en="Close"),
    "enter": Text(zh="立即申报", en="Enter now"),
    "open": Text(zh="申请开通", en="Apply to be opened"),
    "details": Text(zh="查看详情", en="See details"),
    "correct": Text(zh="修改提交", en="Modify and submit"),
    "change": Text(zh="修改资料", en="Change the information"),
    "questions": Text(zh="填报注意事项", en="What to mind"),
}
"""The words that a scheme may have its own for: of buttons, of what is said after submission, above the notes on files."""
TABS_FROM = 5  # so many pages are tabs, whatever is on them

USUAL_LABELS = {
    "draft": Text(zh="草稿", en="Draft"),
    "returned": Text(zh="已退回", en="Returned"),
    "rejected": Text(zh="未通过", en="Not recognised"),
    "approved": Text(zh="已认定", en="Recognised"),
    "withdrawn": Text(zh="已撤回", en="Withdrawn"),
    "revoked": Text(zh="已撤销", en="Revoked"),
}
EVENT_NOTICES = ("submitted", "returned", "rejected", "approved", "revoked", "objection", "overdue", "due_soon")


Party = Literal["person", "unit"]
Parties = Annotated[tuple[Party, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]


class Window(Strict):
    """When offices accept: the first to the last of these working days of each month (NB-88)."""

    first_working_day: int = Item(ge=1, le=23)
    last_working_day: int = Item(ge=1, le=23)

    @model_validator(mode="after")
    def _in_order(self) -> "Window":
        if self.last_working_day < self.first_working_day:
            raise ValueError("last_working_day comes before first_working_day")
        return self


class StatementPart(Strict):
    title: Text
    text: Texts


class Statement(Strict):
    title: Text
    parts: tuple[StatementPart, ...]
    consent: Texts
    agree: Text
    confirm: Text


class LegalBasis(Strict):
    """Why a case of the scheme may be processed (PIPL 13); kept with every consent to the statement."""

    basis: Literal["statutory_duty", "consent"]
    law: Text


class Letter(Strict):
    title: Text
    template: str
    note: Text | None = None


class UnitPublicity(Strict):
    """The employer's own publicity before it seals the letter: working days that must have ended (AMB-01)."""

    working_days: int
    start: str
    end: str


class Category(Strict):
    code: str
    name: Text
    department: str | None = None
    conditions: tuple["Condition", ...] = ()


class Condition(Strict):
    code: str
    text: Text
    department: str | None = Item(None, description="reviews this condition instead of the category's department")
    needs_evidence: bool = True


class Catalogue(Strict):
    """What the editable tables are filled with at first; `sample: true` marks it as no bureau's own."""

    sample: bool
    note: Text
    categories: tuple[Category, ...]


class PublicList(Strict):
    """Which columns a public list shows: key of an answer, `unit.name` or `category`; masked where so said."""

    columns: tuple[str, ...]
    masked: tuple[str, ...] = ()


class CertificateRule(Strict):
    title: Text
    number: str = Item(description="pattern with {year} and {serial}, e.g. RC{year}{serial:06d}")
    valid_months: int | None = Item(None, description="none: without end")
    template: str
    body: Text
    note: Text | None = None


class Round(Strict):
    """The round in which people are declared: each person once in it, by one unit. The next one is the next version."""

    name: str = Item(min_length=1, max_length=20, description="e.g. the year")
    opens_on: dt.date | None = Item(None, description="nobody begins or submits before")
    closes_on: dt.date | None = Item(
        None, description="nobody begins or first submits after; what was given back may be corrected"
    )

    @model_validator(mode="after")
    def _in_order(self) -> "Round":
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValueError("closes_on comes before opens_on")
        return self


class FollowUpResult(Strict):
    """One thing that another authority may have decided of an approved case, and the notice that tells it."""

    value: str = Item(pattern=r"^[a-z][a-z0-9_]*$", max_length=20)
    label: Text
    notice: str | None = Item(None, description="sent when it is recorded")


class FollowUp(Strict):
    """What comes after approval in somebody else's hands: a list is handed on, and what was decided is recorded."""

    title: Text
    office: str = Item(description="the code of the office that exports the list and records the results")
    columns: tuple[str, ...] = Item(min_length=1, description="of the list: keys of answers, unit.<fact>")
    results: tuple[FollowUpResult, ...] = Item(min_length=1)
    note: Text | None = Item(None, description="above the list, for the office")

    @property
    def notices(self) -> set[str]:
        """The notices that are sent when a result is recorded."""
        return {result.notice for result in self.results if result.notice}

    def result(self, value: str) -> FollowUpResult | None:
        """Return the result of this value, None if the scheme has none such."""
        return next((one for one in self.results if one.value == value), None)


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
        """Yield the letters that are printed from the form, by key; blanks stand beside the slots they are for."""
        blanks = {slot.blank for slot in self.slots}
        yield from ((key, letter) for key, letter in self.letters.items() if key not in blanks)

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
