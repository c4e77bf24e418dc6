"""The part of the world that lies after approval: a scheme with `follow_up`, two approved cases, one list handed on."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application
from portal.exports import xlsx_of
from portal.people.models import User
from portal.tenants.models import Tenant
from review.models import HandedOnList
from review.queries.following import FollowUpFilter, cases_of_desk, desks_of
from review.services.following import hand_on, state_of_desk
from tests.following import approved, following, publish_following
from units.models import Unit


@dataclass(frozen=True)
class FollowedThings:
    """What was made, and what a page of the desk would send: cases to record, and the state of the list."""

    cases: list[Application]
    handed_on: HandedOnList
    seen: str


def results_file(chosen: list[str]) -> dict[str, SimpleUploadedFile]:
    """A list that was filled in by hand."""
    rows = [("已列入拟引进名单", "", case.partition(":")[0]) for case in chosen]
    return {"file": SimpleUploadedFile("结果.xlsx", xlsx_of(["结果", "说明", "申报编号"], rows))}


def followed_things(tenant: Tenant, unit: Unit, *, office: str, by: User, mark: str) -> FollowedThings:
    follow_up = following().follow_up
    assert follow_up is not None
    version = publish_following(tenant, follow_up=follow_up.model_copy(update={"office": office}))
    cases = [approved(version, unit, f"引{mark}进{number}") for number in range(2)]
    [desk] = desks_of(by)
    made = hand_on(desk=desk, wanted=FollowUpFilter(), by=by, seen=state_of_desk(desk, len(cases)))
    return FollowedThings(cases, made, state_of_desk(desk, cases_of_desk(desk).count()))
