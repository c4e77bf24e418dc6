"""The four portals as their folders set them up: what visitors, applicants, units and offices get to by their links.

Their forms, guides and sign-in pages differ from those of the world in which tests/faces/test_faces.py looks around.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.urls import reverse

from applications.models import SchemeVersion
from portal.people.invented import invented_phone
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import Office, Seat
from review.services.setting_up import load_tenant
from tests.builders import PASSWORD, make_person, make_unit
from tests.e2e.stage import ROOT
from tests.faces.crawling import Crawler
from tests.faces.faces import Face
from tests.faces.holding import hold_to_it
from tests.faces.serving import undone
from tests.faces.valid import NuChecker
from tests.faces.visiting import Visitor
from tests.portal.people.acting import work_of

pytestmark = pytest.mark.django_db

PORTALS = sorted(file.parent.name for file in ROOT.glob("schemes/*/tenant.yaml"))

WORDED_BY_THE_FOLDER = ("home", "guide", "article", "service_area", "account_", "applications:", "privacy:notice")
"""What looks otherwise in each portal. The rest is visited in the other world, and only read here."""


@pytest.mark.parametrize("slug", PORTALS)
def test_portal_keeps_nobody_out(slug: str, visitor: Visitor, checker: NuChecker) -> None:
    with undone(), _portal(slug) as tenant:
        faces = list(_faces_of(tenant, f"{slug}.localhost"))
        assert {"home", "privacy:notice", "review:queue"} <= {face.name for face in faces}
        hold_to_it(faces, visitor, checker, visited=lambda face: face.name.startswith(WORDED_BY_THE_FOLDER))


@contextmanager
def _portal(slug: str) -> Iterator[Tenant]:
    tenant = load_tenant(ROOT / "schemes" / slug)
    with tenant_scope(tenant):
        yield tenant


def _faces_of(tenant: Tenant, host: str) -> Iterator[Face]:
    applicant, administrator = make_person(tenant), make_person(tenant)
    make_unit(tenant, administrator=administrator)
    for crawler in (
        _guest(host, applicant),
        _applicant(host, applicant),
        Crawler(host, "unit-administrator", administrator),
        *(Crawler(host, f"{office.kind} office", _at(office, tenant)) for office in _one_of_each_kind()),
    ):
        yield from crawler.faces()


def _guest(host: str, known: User) -> Crawler:
    """Somebody who has not signed in, and has asked for each kind of code there is."""
    guest = Crawler(host, "visitor")
    login = reverse("account_login")
    for name in (known.id_number, known.phone):
        guest.send(login, {"login": name or "", "password": PASSWORD, "mode": "person", "sms": "yes"})
    by_code = reverse("account_by_code")
    if guest.client.get(by_code).status_code == 200:
        guest.client.post(by_code, {"phone": known.phone or "", "send": "yes"} | work_of(guest.client, by_code))
        guest.go(by_code)
    return guest


def _applicant(host: str, person: User) -> Crawler:
    """Somebody who has begun whatever a person may begin, and is about to change the number of the phone."""
    crawler = Crawler(host, "applicant", person)
    for key in SchemeVersion.objects.values_list("key", flat=True).distinct():
        crawler.send(reverse("applications:start", kwargs={"scheme_key": key}), {"agreed": "yes"})
    crawler.send(reverse("account_change_phone"), {"phone": invented_phone(9401)})
    return crawler


def _one_of_each_kind() -> list[Office]:
    return list({office.kind: office for office in Office.objects.order_by("-pk")}.values())


def _at(office: Office, tenant: Tenant) -> User:
    user = make_person(tenant)
    Seat.objects.create(office=office, user=user)
    return user
