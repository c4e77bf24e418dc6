"""The parts of a scheme that are neither form nor way: when, what is agreed to, what is printed, listed and issued."""

import datetime as dt
from typing import Literal

from pydantic import Field as Item
from pydantic import model_validator

from applications.scheme.text import Strict, Text, Texts


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
