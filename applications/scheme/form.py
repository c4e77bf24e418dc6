"""What an applicant fills in: sections of fields, and slots for attachments."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag, model_validator
from pydantic import Field as Item

from applications.scheme.match import Match
from applications.scheme.text import Strict, Text

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
]


class Choice(Strict):
    value: str | bool
    label: Text


class ChoiceSource(Strict):
    """Where a field's choices come from: a code set, the unit's register, or the bureau's editable catalogue."""

    codes: str | None = None
    within: str | None = Item(None, description="only the children of this code")
    level: int | None = Item(None, description="only codes of this length")
    catalogue: Literal["categories", "conditions"] | None = None
    of: str | None = Item(None, description="the field that holds the category of the conditions")

    @model_validator(mode="after")
    def _one_source(self) -> "ChoiceSource":
        if (self.codes is None) == (self.catalogue is None):
            raise ValueError("expected exactly one of `codes` and `catalogue`")
        return self


def _listed_or_source(value: Any) -> str:
    return "listed" if isinstance(value, list | tuple) else "source"


Choices = Annotated[
    Annotated[tuple[Choice, ...], Tag("listed")] | Annotated[ChoiceSource, Tag("source")],
    Discriminator(_listed_or_source),
]


class Field(Strict):
    key: str = Item(pattern=r"^[a-z][a-z0-9_]*$")
    label: Text
    type: FieldType
    required: bool = True
    when: Match | None = Item(None, description="asked only if this holds")
    immutable: bool = Item(False, description="taken from the account or the unit, not typed")
    prefill: str | None = Item(None, description="applicant.<key> or unit.<key>")
    max_length: int | None = None
    choices: Choices | None = None
    hint: Text | None = None
    must_be: bool | None = Item(None, description="the only answer that passes, for a boolean: a check that was made")

    @model_validator(mode="after")
    def _choices_fit_type(self) -> "Field":
        wants = self.type in ("choice", "multi_choice", "search_choice")
        if wants and self.choices is None:
            raise ValueError(f"field {self.key}: a {self.type} needs `choices`")
        if not wants and self.choices is not None:
            raise ValueError(f"field {self.key}: a {self.type} takes no `choices`")
        if self.must_be is not None and self.type != "boolean":
            raise ValueError(f"field {self.key}: only a boolean takes `must_be`")
        return self


class Section(Strict):
    """One page or tab. `slots: true` marks the page that carries the attachments."""

    key: str = Item(pattern=r"^[a-z][a-z0-9_]*$")
    title: Text
    fields: tuple[Field, ...] = ()
    slots: bool = False
    notes: tuple[Text, ...] = ()


class Slot(Strict):
    key: str = Item(pattern=r"^[a-z][a-z0-9_]*$")
    also: str | None = Item(None, description="another name under which case files may give it")
    label: Text
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
