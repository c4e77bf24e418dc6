"""The whole scheme, and the checks that need to see all of it."""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Item

from applications.scheme.form import Field, Section, Slot
from applications.scheme.match import Match
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
    "save_files": Text(zh="保存材料", en="Save the materials"),
    "edit": Text(zh="编辑", en="Edit"),
    "delete": Text(zh="删除", en="Delete"),
    "view": Text(zh="查看", en="View"),
    "progress": Text(zh="进度查询", en="Progress"),
    "upload": Text(zh="上传", en="Upload"),
    "fetch": Text(zh="自动获取", en="Fetch automatically"),
    "uploaded": Text(zh="已上传", en="Uploaded"),
    "missing": Text(zh="暂未上传", en="Not uploaded yet"),
    "report": Text(zh="上报", en="Report"),
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
    button: Text | None = Item(None, description="the words of the link that prints it; else 打印 and the title")
    masked: bool = Item(
        False, description="for everybody's eyes: numbers, phones and addresses are masked, names are not"
    )
    until_submitted: bool = Item(False, description="printed only while the case is filled in")


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
    continues: bool = Item(
        False, description="its months begin where the one that it takes the place of ends, if that is still to come"
    )


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


class Reminder(Strict):
    """A notice to the holder so long before the certificate ends. Exactly one of the two is given."""

    notice: str
    months: int | None = Item(None, gt=0)
    days: int | None = Item(None, gt=0)

    @model_validator(mode="after")
    def _one_span(self) -> "Reminder":
        if (self.months is None) == (self.days is None):
            raise ValueError("expected exactly one of `months` and `days`")
        return self


class Compared(Strict):
    """Some answers that are looked at together: a condition asks whether any of them is another than last time (HZ-81)."""

    name: Text = Item(description="what they are called together, e.g. 学历信息")
    fields: tuple[str, ...] = Item(min_length=1)


class Renewal(Strict):
    """A case that renews an earlier recognition: begins from it, and extends its validity (HZ-35…45)."""

    scheme: str = Item(description="the scheme of the same portal whose recognition is renewed")
    after_months: int = Item(ge=0, description="since the recognition; nobody begins before")
    match: tuple[str, ...] = Item(
        ("applicant.name", "applicant.id_type", "applicant.id_number"),
        min_length=1,
        description="what the account says now as it did when the person was recognised",
    )
    same: tuple[str, ...] = Item((), description="answers that cannot change")
    otherwise: Text | None = Item(None, description="what to do instead, where one of these has changed")
    compare: dict[str, Compared] = Item(
        {}, description="groups of answers; conditions ask of each whether it changed, as changed.<group>"
    )
    partial: tuple[str, ...] = Item(
        (), description="what of the last recognition is shown in another unit than the one it was made in"
    )
    open_notice: str | None = Item(None, description="sent to the holder on the day from which it can be renewed")
    reminders: tuple[Reminder, ...] = ()

    @property
    def notices(self) -> set[str]:
        """The notices that are sent to holders because time passes."""
        return {one.notice for one in self.reminders} | ({self.open_notice} if self.open_notice else set())


class DraftLabels(Strict):
    """What a case is called while it is filled in, once the form and once the files are saved (HZ-83, HZ-84)."""

    form_saved: Text
    files_saved: Text


class HelperVariant(Strict):
    when: Match
    text: Texts


class Helper(Strict):
    """Words that lead from one step to the next; a unit may put its own in their place (HZ-61)."""

    key: str = Item(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    at: Literal["form_saved", "files", "files_saved", "reporting"]
    title: Text = Item(description="what the unit's page calls them")
    text: Texts
    variants: tuple[HelperVariant, ...] = Item((), description="the first whose condition holds replaces the text")


class CaseList(Strict):
    """A page of its own for a person's cases of this scheme, reached from the menu (HZ-24, HZ-46…49)."""

    title: Text
    add: Text = Item(description="the button that begins another")
    columns: tuple[str, ...] = Item((), description="keys of answers that stand before status and actions")
    labels: dict[str, Text] = Item({}, description="a column's heading, where it is not the field's label")


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
