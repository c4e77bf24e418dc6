"""Ningbo, Ningxia and Chaoyang on a listening server, and Chromium to visit them with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from portal.calendar import set_clock
from portal.calendar.models import ClockSetting
from portal.people.choices import IdType
from portal.people.identity import check_id_number
from portal.people.invented import invented_id_number, invented_uscc
from portal.people.models import User
from portal.people.totp import enrol_totp
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import Office, Seat
from review.services.administrators import make_tenant_administrator
from review.services.authorising import open_for_unit, register_unit, set_administrator
from review.services.setting_up import load_tenant
from tests.answering import answered
from tests.builders import make_person, make_unit
from tests.e2e.stage import IN_WINDOW, ROOT, SECRET, Portal, Visitors
from units.choices import UnitKind, UnitLevel
from units.services import employ

DESKS = {
    "window": ("municipal-window", "陈窗口"),
    "window2": ("municipal-window", "林窗口"),
    "alliance": ("alliance-haishu", "赵联盟"),
    "department": ("human-resources-department", "周部门"),
    "bureau": ("bureau", "郑审批"),
    "talent_office": ("talent-office", "吴人才"),
}
TIERS = {
    "county": ("xingqing", "县审核"),
    "city": ("yinchuan", "市审核"),
    "region": ("regional-department", "区审核"),
}
"""Who reviews what units of one district enter."""
STAFF = {"staff": ("talent-service", "韩工作"), "office": ("talent-office", "许人才")}
"""Who reviews what units declare."""


@pytest.fixture
def ningbo(transactional_db: None, live_server: Any, settings: Any) -> Iterator[Portal]:
    """The portal at the first working day of April, with people at every desk and a unit that confirms online."""
    with _opened("ningbo", live_server, settings) as portal:
        _staff(portal)
        yield portal


@pytest.fixture
def ningxia(transactional_db: None, live_server: Any, settings: Any) -> Iterator[Portal]:
    """The portal with a reviewer in each of three tiers, and a unit of a district that has yet to say what it is."""
    with _opened("ningxia", live_server, settings) as portal:
        _staff_of_three_tiers(portal)
        yield portal


@pytest.fixture
def chaoyang(transactional_db: None, live_server: Any, settings: Any) -> Iterator[Portal]:
    """The portal with somebody at both its desks, and nobody yet who acts for a unit."""
    with _opened("chaoyang", live_server, settings) as portal:
        _seat(portal, STAFF)
        yield portal


@contextmanager
def _opened(slug: str, live_server: Any, settings: Any) -> Iterator[Portal]:
    port = urlsplit(live_server.url).port
    settings.CLOCK_CAN_MOVE = True
    settings.PORTAL_ADDRESS = f"http://{{host}}:{port}"
    with set_clock(IN_WINDOW):
        portal = Portal(f"http://{slug}.localhost:{port}", load_tenant(ROOT / "schemes" / slug))
    portal.at(IN_WINDOW)
    with answered(), portal.scope():
        yield portal
    ClockSetting.objects.all().delete()


@pytest.fixture
def visitors(browser: Browser, ningbo: Portal) -> Iterator[Visitors]:
    """Everybody who comes to the portal; whatever their browsers complained about fails the test."""
    with _visited(browser, ningbo) as visitors:
        yield visitors


@pytest.fixture
def plain_visitors(browser: Browser, ningbo: Portal) -> Iterator[Visitors]:
    """The same, with browsers that run no scripts."""
    with _visited(browser, ningbo, scripts=False) as visitors:
        yield visitors


@pytest.fixture
def guests(browser: Browser, ningxia: Portal) -> Iterator[Visitors]:
    """The same of the other portal."""
    with _visited(browser, ningxia) as visitors:
        yield visitors


@pytest.fixture
def comers(browser: Browser, chaoyang: Portal) -> Iterator[Visitors]:
    """And of the third."""
    with _visited(browser, chaoyang) as visitors:
        yield visitors


@contextmanager
def _visited(browser: Browser, portal: Portal, *, scripts: bool = True) -> Iterator[Visitors]:
    visitors = Visitors(browser, portal, scripts)
    yield visitors
    visitors.leave()
    assert not visitors.complaints


def _staff(portal: Portal) -> None:
    tenant, people = portal.tenant, portal.people
    people["keeper"] = keeper = make_person(tenant, name="孙人事", login_name="keeper")
    facts = {"level": UnitLevel.MUNICIPAL, "kind": UnitKind.ENTERPRISE, "confirms_online": True}
    make_unit(tenant, "宁波市甬江港航设备有限公司", administrator=keeper, contact_name="孙人事", **facts)
    people["applicant"] = _applicant(tenant)
    people["clerk"] = make_person(tenant, name="高管理", login_name="clerk")
    with tenant_scope(tenant):
        people["clerk"] = make_tenant_administrator(people["clerk"])
        for login, (code, name) in DESKS.items():
            people[login] = make_person(tenant, name=name, login_name=login)
            Seat.objects.create(office=Office.objects.get(code=code), user=people[login])
        for login in ("clerk", *DESKS):
            enrol_totp(person=people[login], secret=SECRET)


def _staff_of_three_tiers(portal: Portal) -> None:
    tenant, people = portal.tenant, portal.people
    people["keeper"] = make_person(tenant, name="白管理")
    people["talent"] = make_person(tenant, name="马思远", **_document(5_000_003))
    _seat(portal, TIERS)
    county = people["county"]
    unit = register_unit(by=county, name="兴庆区示例中心", uscc=invented_uscc(700), region="640104")
    open_for_unit(unit=unit, scheme_key="collection", by=county)
    set_administrator(unit=unit, scheme_key="collection", user=people["keeper"], by=county)
    employ(person=people["talent"], unit=unit, by=county)


def _seat(portal: Portal, desks: Mapping[str, tuple[str, str]]) -> None:
    for login, (code, name) in desks.items():
        portal.people[login] = person = make_person(portal.tenant, name=name, login_name=login)
        Seat.objects.create(office=Office.objects.get(code=code), user=person)
        enrol_totp(person=person, secret=SECRET)


def _applicant(tenant: Tenant) -> User:
    return make_person(tenant, name="钱江潮", login_name="applicant", **_document(5_000_002))


def _document(seed: int) -> dict[str, Any]:
    facts = check_id_number(IdType.CN_ID, invented_id_number(seed))
    return {"id_number": facts.number, "birth_date": facts.birth_date, "sex": facts.sex}
