"""The sheets of a scheme: one a page of the form, a row a person, or a row a record with the person's number before it."""

from __future__ import annotations

from dataclasses import dataclass

from applications.scheme import Field, Scheme, Section, Text
from applications.tables.headings import folded

ID_TYPE, ID_NUMBER, NAME = "applicant.id_type", "applicant.id_number", "applicant.name"
SEX, BIRTH_DATE = "applicant.sex", "applicant.birth_date"
IDENTITY = {
    ID_TYPE: Text(zh="证件类型", en="ID type"),
    ID_NUMBER: Text(zh="证件号码", en="ID number"),
    NAME: Text(zh="姓名", en="Name"),
    SEX: Text(zh="性别", en="Sex"),
    BIRTH_DATE: Text(zh="出生日期", en="Date of birth"),
}
"""What says who a person is, with the words for it where a form has no field of the kind."""

LONGEST_TITLE = 31
_NOT_IN_A_TITLE = str.maketrans("[]:*?/\\", "［］：＊？／＼")
_LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Column:
    """One column: an answer of the form, or with a key of `IDENTITY` what says who the row is about."""

    key: str
    label: Text
    is_required: bool
    field: Field | None = None

    @property
    def is_identity(self) -> bool:
        return self.key in IDENTITY


@dataclass(frozen=True)
class Sheet:
    """One page of the form as a sheet. `is_of_people` marks the one with a row a person, from which the rest hang."""

    key: str
    title: Text
    columns: tuple[Column, ...]
    is_of_people: bool = False
    is_of_records: bool = False

    def name(self, language: str | None) -> str:
        """Return the title as a sheet can be called."""
        return self.title.of(language).translate(_NOT_IN_A_TITLE)[:LONGEST_TITLE]

    def header(self, column: Column, language: str | None) -> str:
        """Return a column's heading, with its key where others are called the same."""
        label = column.label.of(language)
        is_alone = sum(one.label.of(language) == label for one in self.columns) == 1
        return label if is_alone else f"{label}（{column.key}）"

    @property
    def names(self) -> set[str]:
        """What the sheet may be called in a file."""
        return {folded(self.name(language)) for language in _LANGUAGES}

    @property
    def headers(self) -> dict[str, Column]:
        """The columns by each heading that they may have."""
        return {folded(self.header(column, language)): column for column in self.columns for language in _LANGUAGES}


def sheets_of(scheme: Scheme) -> list[Sheet]:
    """Return the sheets of a scheme: that of the persons first, then the pages of the form in their order."""
    home = _section_of_people(scheme)
    sections = [home, *(section for section in scheme.sections if section.key != home.key)]
    sheets = [_sheet(scheme, section, is_of_people=section.key == home.key) for section in sections]
    return [sheet for sheet in sheets if any(not column.is_identity for column in sheet.columns) or sheet.is_of_people]


def _section_of_people(scheme: Scheme) -> Section:
    """The page with the number of the identity document; the first one if no page has it."""
    single = [section for section in scheme.sections if section.repeating is None]
    with_number = (one for one in single if any(field.prefill == ID_NUMBER for field in one.fields))
    return next(with_number, single[0])


def _sheet(scheme: Scheme, section: Section, *, is_of_people: bool) -> Sheet:
    sources = list(IDENTITY) if is_of_people else [ID_NUMBER]
    identity = [_identity_column(scheme, source) for source in sources]
    answers = [_column(field) for field in section.fields if _is_written(field)]
    is_of_records = section.repeating is not None
    return Sheet(section.key, section.title, (*identity, *answers), is_of_people, is_of_records)


def _identity_column(scheme: Scheme, source: str) -> Column:
    field = next((one for one in scheme.fields() if one.prefill == source), None)
    return Column(source, field.label if field else IDENTITY[source], source in (ID_TYPE, ID_NUMBER, NAME), field)


def _column(field: Field) -> Column:
    return Column(field.key, field.label, field.required and field.when is None, field)


def _is_written(field: Field) -> bool:
    """Files, the unit itself and what account or register say have no column."""
    if field.type in ("photo", "unit") or field.prefill in IDENTITY:
        return False
    return field.once or not field.immutable
