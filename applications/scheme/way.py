"""The way of a case: stages, who holds them, how long they may take, whom they tell."""

from typing import Literal

from pydantic import Field as Item
from pydantic import model_validator

from applications.scheme.form import Field
from applications.scheme.match import Match
from applications.scheme.text import Strict, Text

StageState = Literal["unit_confirm", "pre_review", "departmental_review", "bureau_approval", "publicity"]
DecisionWord = Literal["pass", "return", "send_back", "reject"]
Audience = Literal["applicant", "unit", "unit_contact", "receiving_office", "department", "stage_offices"]


class OfficeRef(Strict):
    """An office by code, or by a relation to the case. Exactly one key is given."""

    code: str | None = None
    alliance_of: str | None = Item(None, description="a fact holding a region code, e.g. unit.tax_district")
    department_of: str | None = Item(None, description="a field holding a category; looked up in the division table")
    same_as: str | None = Item(None, description="the office that held this earlier stage")
    authority_of: str | None = Item(None, description="a fact holding a region code: the bureau in charge there")
    tier: Literal["county", "city", "province"] | None = Item(None, description="of the authority")
    office_of: str | None = Item(None, description="a fact holding the code of an office, e.g. of a unit's information")

    @model_validator(mode="before")
    @classmethod
    def _plain_code(cls, value: object) -> object:
        return {"code": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_key(self) -> "OfficeRef":
        given = [key for key in type(self).model_fields if key != "tier" and getattr(self, key) is not None]
        if len(given) != 1:
            raise ValueError(
                "expected one of: an office code, alliance_of, department_of, same_as, authority_of, office_of"
            )
        if (self.authority_of is None) != (self.tier is None):
            raise ValueError("expected `authority_of` and `tier` together")
        return self


class Route(Strict):
    """First match wins; the last one of a list has no condition or every case must match an earlier one."""

    when: Match | None = None
    office: OfficeRef
    name: str | None = Item(None, description="what the manual calls this rule, e.g. R5")


class Quorum(Strict):
    """How many of a joint stage's offices must pass: all, or at least so many."""

    at_least: int | Literal["all"] = "all"


class Stage(Strict):
    key: str = Item(pattern=r"^[a-z][a-z0-9_]*$")
    state: StageState
    label: Text
    name: Text | None = Item(
        None, description="the step in a list of all of them, where the label says that it is awaited"
    )
    office_label: Text | None = Item(None, description="what offices read, where the applicant's label says less")
    holder: Literal["unit", "office", "publicity"]
    when: Match | None = Item(None, description="skipped unless this holds")
    route: str | None = Item(None, description="a list under `routes`")
    offices: tuple[OfficeRef, ...] = Item((), description="several for a joint stage")
    joint: Quorum | None = None
    working_days: int | None = Item(None, gt=0, description="this stage's own limit; else the overall limit")
    again: bool = Item(False, description="a corrected case comes here again, whoever had returned it")
    returned: Text | None = Item(None, description="the label of a case that this stage returned")
    accepts: bool = Item(False, description="the case is accepted here, inside the scheme's window")
    allows: tuple[DecisionWord, ...] = ("pass", "return", "reject")
    decides_category: bool = False
    bulk_pass: bool = Item(False, description="several cases may be passed at once, after a page that checks each")
    records: tuple[Field, ...] = Item((), description="what the reviewer must record to pass")
    action: Text | None = Item(None, description="the word on the pass button, where 通过 would mislead")
    return_action: Text | None = Item(None, description="the word on the return button, where 退回 would mislead")
    help: Text | None = None
    one_by_one: bool = Item(
        False, description="the unit gives its word on each case on the case's own page, never on several at once"
    )
    on_open: tuple[str, ...] = Item((), description="notices sent when the stage begins")
    on_pass: tuple[str, ...] = Item((), description="notices sent when it is passed")

    @model_validator(mode="after")
    def _has_holder(self) -> "Stage":
        if self.holder == "office" and bool(self.route) == bool(self.offices):
            raise ValueError(f"stage {self.key}: an office stage needs either `route` or `offices`")
        if len(self.offices) > 1 and self.joint is None:
            raise ValueError(f"stage {self.key}: several offices need `joint`")
        if self.holder == "publicity" and self.working_days is None:
            raise ValueError(f"stage {self.key}: publicity needs `working_days`")
        return self

    @model_validator(mode="after")
    def _passes_several(self) -> "Stage":
        if self.bulk_pass and (self.holder != "office" or "pass" not in self.allows):
            raise ValueError(f"stage {self.key}: `bulk_pass` needs an office that may pass")
        if self.bulk_pass and (self.decides_category or self.records):
            raise ValueError(f"stage {self.key}: `bulk_pass` goes with neither `decides_category` nor `records`")
        return self

    @property
    def for_offices(self) -> Text:
        """What offices read: 待审核 of three tiers says too little to them."""
        return self.office_label or self.label

    @property
    def in_lists(self) -> Text:
        """What the step is called among the others, done or to come: nobody waits for 待预审 that is over."""
        return self.name or self.label


class NoticeRule(Strict):
    to: tuple[Audience, ...]
    channels: tuple[Literal["sms", "portal", "email"], ...] = ("sms", "portal")
    text: Text
