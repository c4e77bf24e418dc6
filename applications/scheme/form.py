"""What an applicant fills in: sections of fields, and slots for attachments."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag, model_validator
from pydantic import Field as Item

from applications.scheme.match import Match
from applications.scheme.text import Strict, Text, Texts

DATES = ("date", "year_month", "year")

FieldType = Literal[
    "text",
    "long_text",
    "choice",
    "multi_choice",
    "search_choice",
    "date",
    "year_month",
    "year",
    "photo",
    "boolean",
    "phone",
    "email",
    "id_number",
    "integer",
    "unit",
    "region",
]


class Choice(Strict):
    value: str | bool
    label: Text


class ChoiceSource(Strict):
    """Where a field's choices come from: a code set, the unit's register, or the bureau's editable catalogue."""

    codes: str | None = None
    within: str | None = Item(None, description="only the children of this code; of an empty one, the first level")
    level: int | None = Item(None, description="only codes of this length")
    leaves: bool = Item(False, description="only codes that have no children")
    only: tuple[str, ...] = Item((), description="only these codes")
    catalogue: Literal["categories", "conditions"] | None = None
    offices: str | None = Item(None, description="of a unit's information: the tenant's offices of this kind")
    of: str | None = Item(
        None, description="the field that holds the category of the conditions, or the code above the codes"
    )

    @model_validator(mode="after")
    def _one_source(self) -> "ChoiceSource":
        if len([one for one in (self.codes, self.catalogue, self.offices) if one is not None]) != 1:
            raise ValueError("expected exactly one of `codes`, `catalogue` and `offices`")
        return self


def _listed_or_source(value: Any) -> str:
    return "listed" if isinstance(value, list | tuple) else "source"


Choices = Annotated[
    Annotated[tuple[Choice, ...], Tag("listed")] | Annotated[ChoiceSource, Tag("source")],
    Discriminator(_listed_or_source),
]


KEY = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$"
"""A field's key; in a section with keys of its own the section's stands before it: contact.sex."""


class Field(Strict):
    key: str = Item(pattern=KEY)
    label: Text
    full_label: Text | None = Item(None, description="in messages and tables, where other fields have the same label")
    type: FieldType
    required: bool = True
    when: Match | None = Item(None, description="asked only if this holds")
    immutable: bool = Item(False, description="taken from the account or the unit, not typed")
    once: bool = Item(
        False, description="an immutable field that the account lacks is typed, and stands once submitted"
    )
    prefill: str | None = Item(None, description="applicant.<key> or unit.<key>")
    max_length: int | None = Item(None, description="in characters, never bytes")
    min_length: int | None = None
    not_before: str | None = Item(None, description="the field with the earlier date, in the same record or form")
    suggest: str | None = Item(None, description="a code set whose names are offered while typing; any text passes")
    choices: Choices | None = None
    hint: Text | None = None
    placeholder: Text | None = Item(
        None, description="in the empty box, e.g. 请输入姓名; a select says 请选择 by itself"
    )
    must_be: bool | None = Item(None, description="the only answer that passes, for a boolean: a check that was made")

    @property
    def name(self) -> Text:
        """What the field is called where it does not stand in its form."""
        return self.full_label or self.label

    @model_validator(mode="after")
    def _choices_fit_type(self) -> "Field":
        wants = self.type in ("choice", "multi_choice", "search_choice", "region")
        if wants and self.choices is None:
            raise ValueError(f"field {self.key}: a {self.type} needs `choices`")
        if not wants and self.choices is not None:
            raise ValueError(f"field {self.key}: a {self.type} takes no `choices`")
        if self.once and not self.immutable:
            raise ValueError(f"field {self.key}: only an immutable field takes `once`")
        if self.not_before and self.type not in DATES:
            raise ValueError(f"field {self.key}: only a date takes `not_before`")
        if self.suggest and self.type not in ("text", "long_text"):
            raise ValueError(f"field {self.key}: only a text takes `suggest`")
        if self.must_be is not None and self.type != "boolean":
            raise ValueError(f"field {self.key}: only a boolean takes `must_be`")
        return self


class Repeating(Strict):
    """A page that holds a list of records, each with the page's fields."""

    record: Text = Item(description="what one of them is called, e.g. a paper")
    max: int | None = Item(None, gt=0)
    min: int = Item(0, ge=0)
    columns: tuple[str, ...] = Item((), description="the fields that the list shows; all without any")
    newest_first: bool = False


class Section(Strict):
    """One page or tab. `slots: true` marks the page that carries the attachments."""

    key: str = Item(pattern=r"^[a-z][a-z0-9_]*$")
    title: Text
    fields: tuple[Field, ...] = ()
    repeating: Repeating | None = Item(None, description="a list of records instead of one form")
    own_keys: bool = Item(False, description="its fields are called <section>.<key> elsewhere, as others have the same")
    slots: bool = False
    notes: tuple[Text, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _with_own_keys(cls, value: Any) -> Any:
        """A stored scheme has the whole keys already."""
        if (
            not isinstance(value, dict)
            or value.get("own_keys") is not True
            or not isinstance(value.get("fields"), list | tuple)
        ):
            return value
        return value | {"fields": [_named(value.get("key"), field) for field in value["fields"]]}

    @model_validator(mode="after")
    def _one_form_or_many_records(self) -> "Section":
        if self.repeating is None:
            return self
        if self.own_keys or self.slots:
            raise ValueError(f"expected no `own_keys` and no `slots` beside `repeating` in section {self.key}")
        return self

    @property
    def shown_columns(self) -> tuple[Field, ...]:
        """The fields that the list of records shows."""
        assert self.repeating is not None
        wanted = self.repeating.columns
        return tuple(field for field in self.fields if not wanted or field.key in wanted)

    def field(self, key: str) -> Field:
        """Return a field of this section by key; KeyError if it has none."""
        found = next((field for field in self.fields if field.key == key), None)
        if found is None:
            raise KeyError(key)
        return found


def _named(section: Any, field: Any) -> Any:
    if not isinstance(field, dict) or not isinstance(field.get("key"), str) or "." in field["key"]:
        return field
    return field | {"key": f"{section}.{field['key']}"}


class Each(Strict):
    """One row for each record of a section, called after the record: prefix: value-value-value, suffix."""

    section: str
    prefix: Text
    values: tuple[str, ...] = Item(min_length=1, description="fields of the record, joined by -; empty ones left out")
    suffix: Text


class Slot(Strict):
    key: str = Item(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9]+)?$")
    also: str | None = Item(None, description="another name under which case files may give it")
    label: Text
    each: Each | None = Item(None, description="stands once for each record of a section")
    explanation: bool = Item(False, description="who has no such document may write why instead")
    hint: Text | None = None
    link: str | None = Item(None, description="an address the hint refers to")
    when: Match | None = Item(None, description="offered only if this holds")
    required: bool | Match = Item(True, description="or the condition under which it is required")
    several: bool = False
    max_files: int = 10
    photo: tuple[int, int] | None = Item(None, description="width and height in mm; cropped in the page")
    section: str | None = Item(None, description="shown on this section instead of the attachments page")
    seals: str | None = Item(None, description="the letter that is printed, sealed and uploaded here")
    pictures_only: bool = False
    material: Text | None = Item(None, description="what its files are called in file names; else the label")
    at_least: int | str = Item(1, description="so many files, or as many as this integer field says")
    blank: str | None = Item(None, description="the letter that is downloaded, filled in by hand and uploaded here")
    guide: Texts | None = Item(None, description="how to obtain the document, step by step; opens beside the slot")
    fetch: str | None = Item(None, description="the service that can be asked for the document, e.g. social_insurance")
    fetch_hint: Text | None = Item(None, description="beside the button that asks the service")
    proves: tuple[str, ...] = Item((), description="fields, or lists of records, that its files prove")

    @property
    def template_key(self) -> str:
        """The key as the scheme has it, without the record of one row."""
        return self.key.partition(".")[0]
