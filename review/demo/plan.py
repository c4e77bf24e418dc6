"""What a tenant's `demo.yaml` says: units, kinds of applicants, and how many cases stand where."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

from pydantic import Field as Item

from applications.scheme.document import Document
from applications.scheme.text import Strict

Standing = Literal["none", "draft", "review", "failed", "held", "change", "expired"]


class UnitPlan(Strict):
    """A unit; its responsible person signs in as `login`. Where units certify themselves, name and person suffice."""

    login: str
    name: str
    level: str = ""
    kind: str = ""
    district: str = ""
    tax_district: str = ""
    region: str = Item("", description="where its people are reported; an office of that region opens the unit")
    medical_no: str = ""
    information: dict[str, Any] = Item({}, description="what the unit completed; a unit is named by its login")
    opened: bool = Item(False, description="an office has opened the scheme for it and named its administrator")
    address: str = ""
    responsible: str
    confirms_online: bool = False
    is_open: bool = True
    permission: Standing = Item(
        "none", description="where it stands with the scheme of its own; a change is one in review"
    )
    answers: dict[str, Any] = Item({}, description="in its own case, other than the plan's")
    former: int = Item(0, description="so many accounts on the former site have its credit code")

    @property
    def may_declare(self) -> bool:
        """Whether it holds, or held while its cases were begun, what units need first."""
        return self.permission in ("held", "change")


class PermissionPlan(Strict):
    """The scheme of units' own, and what they fill in there. In a text, `{unit}` is the unit's name."""

    scheme: str
    answers: dict[str, Any]
    words: str = Item(description="why one is not passed")
    change: dict[str, Any] = Item({}, description="the answers that a change gives anew")


class RecognisedPlan(Strict):
    """When the people of a group were recognised, whose cases renew that: here, or on the site that was before."""

    months: int = Item(gt=0, description="so many months ago")
    days: int = Item(0, description="and so many days more; fewer, if negative")
    former: bool = Item(False, description="on the former site, from which it is imported")


class StrangerPlan(Strict):
    """Somebody who has an account of the network and has not come to the portal."""

    login: str
    name: str
    level: Literal["basic", "advanced"] = "advanced"


class LegacyPlan(Strict):
    """So many people whom a unit had declared on a former site."""

    unit: str = Item(description="the login of a unit, or a unit's name that has not come yet")
    count: int = Item(gt=0)
    round: str
    status: str
    declared_on: dt.date


class Profile(Strict):
    """Answers that fit together: by field key, by section where a section has keys of its own, lists of records.

    What comes from the account or the unit is not written here. In a text, `{n}` is the person's number and `{unit}` the
    unit's name. `units` are the logins of those that have such people; any has if it is left out.
    """

    key: str
    units: tuple[str, ...] = ()
    answers: dict[str, Any]


class CaseGroup(Strict):
    """So many cases that came to the same place. `window` counts acceptance windows back from the present one."""

    count: int = Item(gt=0)
    until: str = Item(description="a stage's key; or none, draft, form, files, approved, queued")
    by: Literal["person", "unit"] = Item("person", description="who fills them in and submits them")
    window: int = 0
    days_ago: int = Item(0, description="when the last of them came to its place; the others a day apart before")
    profiles: tuple[str, ...]
    units: tuple[str, ...] = Item((), description="logins; any unit that suits if left out")
    then: Literal["return", "reject", "withdraw", "object", "revoke"] | None = None
    words: str = ""
    remarks: dict[str, str] = Item({}, description="by path; a record by its number in the list: field:papers.1.date")
    again: bool = Item(False, description="what was returned was submitted again")
    result: str = Item("", description="what another authority decided of them after approval")
    recognised: RecognisedPlan | None = Item(None, description="of a scheme that renews")


class DemoPlan(Strict):
    scheme: str
    permission: PermissionPlan | None = Item(None, description="what units apply for first")
    legacy: tuple[LegacyPlan, ...] = ()
    recognition: str | None = Item(None, description="the scheme by which people were recognised before")
    strangers: tuple[StrangerPlan, ...] = ()
    family_names: str
    given_names: tuple[str, ...]
    units: tuple[UnitPlan, ...]
    profiles: tuple[Profile, ...]
    cases: tuple[CaseGroup, ...]
    without_case: int = Item(0, description="people who have registered and not begun")

    def profile(self, key: str) -> Profile:
        return next(profile for profile in self.profiles if profile.key == key)


def read_plan(path: Path) -> DemoPlan:
    """Return the plan; raise SchemeError with file and line for a fault in it."""
    return Document(path).parse(DemoPlan)
