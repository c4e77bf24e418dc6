"""A portal of three tiers in small: a unit in a county, its administrator, one of its people, an office at each tier."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application, SchemeVersion
from applications.queries import facts_of
from applications.scheme.asking import required_slots
from applications.scheme.loader import load_scheme
from applications.services.attachments import add_attachment
from applications.services.drafts import save_answers
from applications.services.publishing import publish_scheme
from applications.services.records import add_record
from portal.calendar import now
from portal.people.models import User
from portal.tenants.models import Tenant
from review.choices import OfficeKind, Tier
from review.models import Office, ReviewTask, Seat
from review.services.deciding import decide_task
from tests.applications.filling import picture
from tests.builders import make_person, make_unit
from units.models import SchemeOpening, Unit

SCHEME = Path(__file__).parent / "scheme.yaml"
COUNTY, CITY, PROVINCE = "640104", "640100", "640000"
GOOD_POST = {"start": "2015-07", "employer": "示例研究院", "rank": "staff"}


@dataclass
class Tiers:
    """The portal and who is in it."""

    tenant: Tenant
    version: SchemeVersion
    unit: Unit
    keeper: User
    person: User
    reviewers: dict[str, User]

    def move_unit(self, region: str, affiliation: str = "50") -> None:
        self.unit.region, self.unit.information = region, {"affiliation": affiliation}
        self.unit.save()


def make_tiers(tenant: Tenant) -> Tiers:
    """Set all of it up in the current tenant."""
    keeper, person = make_person(tenant, name="何人事"), make_person(tenant, name="市云帆")
    reviewers = {tier: _reviewer(tenant, tier, region) for tier, region in REGIONS.items()}
    unit = open_unit_for(tenant, "示例研究院", keeper, opener=reviewers["county"])
    version, _is_new = publish_scheme(scheme=load_scheme(SCHEME))
    return Tiers(tenant, version, unit, keeper, person, reviewers)


REGIONS = {"county": COUNTY, "city": CITY, "province": PROVINCE}


def _reviewer(tenant: Tenant, tier: str, region: str) -> User:
    office = Office.objects.create(
        code=tier, name_zh=f"{tier}人社局", kind=OfficeKind.BUREAU, tier=Tier(tier), region_code=region
    )
    user = make_person(tenant, name=f"{tier}审核")
    Seat.objects.create(office=office, user=user)
    return user


def open_unit_for(tenant: Tenant, name: str, keeper: User, *, opener: User) -> Unit:
    unit = make_unit(tenant, name, administrator=keeper)
    unit.region, unit.information, unit.information_at = COUNTY, {"affiliation": "50"}, now()
    unit.save()
    SchemeOpening.objects.create(unit=unit, scheme_key="collection", opened_by=opener, opened_at=now())
    return unit


def fill_in(application: Application, by: User, unit: Unit, **changes: Any) -> Application:
    """Answer everything, with one post and a file for it, as the person or as the unit."""
    answers = {"ethnicity": "01", "unit": unit.public_id, "post": "无"} | changes
    save_answers(application_id=application.pk, user=by, answers=answers)
    add_record(application_id=application.pk, user=by, section="posts", values=GOOD_POST)
    attach(application, by)
    return fresh(application)


def attach(application: Application, by: User) -> None:
    for slot in required_slots(application.scheme, facts_of(fresh(application))):
        upload = SimpleUploadedFile("证明.jpg", picture())
        add_attachment(application_id=application.pk, user=by, slot=slot.key, upload=upload)


def fresh(application: Application) -> Application:
    found: Application = Application.objects.get(pk=application.pk)
    return found


def decide(application: Application, decision: str, words: str = "", **more: Any) -> None:
    """Let the first reviewer of the office that holds the case decide."""
    task = ReviewTask.objects.get(application=application, state="OPEN")
    user = User.objects.get(seats__office=task.office)
    decide_task(task_id=task.pk, user=user, decision=decision, words=words, **more)
