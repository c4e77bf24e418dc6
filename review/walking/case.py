"""What a case file says, as people write it. Its steps are in `steps`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Item

from applications.scheme.text import Strict
from review.walking.steps import Step
from review.walking.units import UnitGiven
from review.walking.words import Words, as_moment

Moment = Annotated[dt.datetime, BeforeValidator(as_moment)]
Day = Annotated[dt.date, BeforeValidator(lambda value: as_moment(value).date())]

SAMPLE = "sample"


class ApplicantGiven(Strict):
    """The person. What is left out is invented, with a right check digit."""

    name: Words | None = None
    sex: Words | None = None
    id_type: Words | None = None
    id_number: Words | None = None
    birth_date: Day | None = None
    phone: Words | None = Item(None)
    email: Words | None = None
    language: Words | None = None

    @model_validator(mode="before")
    @classmethod
    def _mobile_is_phone(cls, value: Any) -> Any:
        if isinstance(value, dict) and "mobile" in value and "phone" not in value:
            value = {**value, "phone": value["mobile"]}
            del value["mobile"]
        return value


class Expect(Strict):
    """What must have come out; whatever is left out is not looked at."""

    outcome: Words | None = None
    certificate: bool | Words | None = None
    verify: Words | None = None
    category: Words | None = None
    office: Words | None = None
    offices: dict[str, Words] = {}
    route: Words | None = None
    accepted_on: Day | None = None
    due_on: Day | None = None
    label: Words | None = None
    state: Words | None = None
    stage: Words | None = None
    refused: bool | Words | None = None
    permission: Words | None = Item(None, description="where the unit stands with the scheme of its own")
    renewal: Words | None = Item(None, description="where the person stands with renewing their recognition")
    former: Words | None = Item(None, description="what verifying the certificate of the case before answers")
    notices: tuple[Words, ...] = ()
    events: tuple[dict[str, Any], ...] = ()


class Case(Strict):
    """A whole case file."""

    title: Words | None = None
    note: Words | None = None
    scheme: Words
    tenant: Words | None = Item(None, description="whose offices and catalogue are used, for a scheme outside the tree")
    clock: Moment
    before: Words | None = Item(None, description="a case file that is walked first, for the same unit")
    unit: UnitGiven | None = None
    applicant: ApplicantGiven = ApplicantGiven()
    enters: Literal["person", "unit"] = Item("person", description="who begins the case, fills it in and submits it")
    base: Words | None = None
    answers: dict[str, Any] = {}
    attachments: dict[str, Any] = {}
    steps: tuple[Step, ...]
    expect: Expect | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_shapes(cls, value: Any) -> Any:
        """`answers: sample`, `attachments: sample`, a list of slots, and parts left empty."""
        if not isinstance(value, dict):
            raise ValueError("expected a case: scheme, clock, unit, applicant, answers, attachments, steps")
        value = {key: part for key, part in value.items() if part is not None or key in ("scheme", "clock", "steps")}
        if value.get("answers") == SAMPLE:
            value["answers"], value["base"] = {}, SAMPLE
        slots = value.get("attachments")
        if slots == SAMPLE:
            value["attachments"] = {SAMPLE: True}
        elif isinstance(slots, list):
            value["attachments"] = {str(slot): SAMPLE for slot in slots}
        return value

    @model_validator(mode="after")
    def _known_base(self) -> Case:
        if self.base not in (None, SAMPLE):
            raise ValueError("expected `base: sample`, or no base")
        return self

    @property
    def samples_answers(self) -> bool:
        """Whether required fields that the file does not answer are filled with plausible values."""
        return self.base == SAMPLE

    @property
    def samples_attachments(self) -> bool:
        """Whether every required slot that the file does not name gets a sample file."""
        return SAMPLE in self.attachments

    @property
    def given_attachments(self) -> dict[str, Any]:
        return {slot: files for slot, files in self.attachments.items() if slot != SAMPLE}
