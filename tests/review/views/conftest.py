"""A portal as its folder sets it up, its reviewers, and cases on their way, seen through HTTP."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from applications.models import Application, Submission
from applications.queries import digest, present_attachments
from applications.services.way import By, begin
from portal.calendar import now, set_clock
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import Office, ReviewTask, Seat
from review.services.setting_up import load_tenant
from tests.builders import make_application, make_attachment, make_person, make_unit, sign_in

CHINA = dt.timezone(dt.timedelta(hours=8))
IN_WINDOW = dt.datetime(2026, 11, 3, 9, 0, tzinfo=CHINA)
OUTSIDE_WINDOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
NINGBO = Path(__file__).resolve().parents[3] / "schemes" / "ningbo"

ANSWERS = {
    "sex": "1",
    "id_type": "CN_ID",
    "full_time_intro_date": "2025-06-01",
    "claimed_category": "E",
    "claimed_condition": "E1",
    "equivalent_claim": False,
    "major": "机械工程",
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with set_clock(IN_WINDOW):
        yield


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    with tenant_scope(load_tenant(NINGBO)) as tenant:
        yield tenant


@pytest.fixture
def reviewer(tenant: Tenant) -> Callable[..., User]:
    """Seat a person in offices, by their codes."""

    def seat(*codes: str, name: str = "王审核") -> User:
        user = make_person(tenant, name=name)
        for code in codes:
            Seat.objects.create(office=Office.objects.get(code=code), user=user)
        return user

    return seat


@pytest.fixture
def send(tenant: Tenant) -> Callable[..., Application]:
    """Submit a case, or submit it again with changed answers, and let it go its way."""

    def send_case(name: str = "陈秀强", *, again: Application | None = None, **answers: Any) -> Application:
        application = Application.objects.get(pk=(again or _draft(tenant, name)).pk)
        application.answers = application.answers | answers
        application.claimed_category = application.answers["claimed_category"]
        application.submitted_at = now()
        application.save()
        _freeze(application)
        begin(application, by=By(user=application.applicant))
        return application

    return send_case


def _draft(tenant: Tenant, name: str) -> Application:
    person = make_person(tenant, name=name)
    unit = make_unit(tenant)
    identity = {"name": name, "id_number": person.id_number, "work_unit": unit.public_id}
    application = make_application(tenant, applicant=person, unit=unit, answers=ANSWERS | identity)
    make_attachment(application, "nb_photo")
    return application


def _freeze(application: Application) -> None:
    files = [
        {
            "id": one.public_id,
            "slot": one.slot,
            "name": one.original_name,
            "sha256": one.sha256,
            "size": one.size,
            "content_type": one.content_type,
        }
        for one in present_attachments(application)
    ]
    Submission.objects.create(
        application=application,
        number=application.submissions.count() + 1,
        answers=application.answers,
        attachments=files,
        unit_facts=application.unit.facts,
        content_hash=digest([application.answers, files]),
        submitted_by=application.applicant,
        submitted_at=now(),
    )


@pytest.fixture
def as_user(tenant: Tenant) -> Callable[[User | None], Client]:
    """Give a client at the portal's address, signed in as this person; as nobody for None."""

    def client_of(user: User | None) -> Client:
        client = Client(headers={"host": "ningbo.localhost"})
        if user is not None:
            sign_in(client, user)
        return client

    return client_of


def task_of(application: Application, office: str = "") -> ReviewTask:
    """The open task of a case; of a joint stage, the one of this office."""
    tasks = ReviewTask.objects.filter(application=application, state="OPEN")
    return tasks.get(office__code=office) if office else tasks.get()
