"""Applicants with complete drafts, and sessions for anybody: import it after `stack.set_up_django()`."""

from __future__ import annotations

import importlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from applications.models import Application
from applications.queries import current_version
from portal.calendar import now
from portal.people.choices import IdType
from portal.people.identity import check_id_number
from portal.people.invented import invented_id_number, invented_phone
from portal.people.models import User
from portal.privacy.services.agreeing import agree_to_present_notice
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.demo.cases import Applicant, Builder, in_chinese
from review.demo.plan import DemoPlan, read_plan
from tests.builders import marks_of
from tools.stack import Browser, Stack
from tools.stack.layout import ROOT
from units.models import Unit


@dataclass(frozen=True)
class Draft:
    """A complete draft, ready to be submitted by who holds the session."""

    application: Application
    user: User
    session_key: str
    host: str


def any_tenant() -> Tenant:
    """Return the first tenant that has the demonstration's people."""
    slugs = sorted(path.parent.name for path in ROOT.glob("schemes/*/demo.yaml"))
    return Tenant.objects.filter(slug__in=slugs, is_active=True).order_by("id")[0]


def host_of(tenant: Tenant) -> str:
    host = tenant.hosts.order_by("id").first()
    assert host is not None
    return host.host


def make_drafts(tenant: Tenant, count: int) -> list[Draft]:
    """Make so many people of a tenant, each with a draft that only waits for being submitted."""
    with tenant_scope(tenant), in_chinese():
        return list(_drafts(tenant, read_plan(ROOT / "schemes" / tenant.slug / "demo.yaml"), count))


def _drafts(tenant: Tenant, plan: DemoPlan, count: int) -> Iterator[Draft]:
    version = current_version(plan.scheme)
    assert version is not None
    builder, unit, profile = Builder(version), _unit(plan), plan.profiles[0]
    start, host = secrets.randbelow(7_000_000), host_of(tenant)
    for number in range(start, start + count):
        user = make_person(tenant, number)
        applicant = Applicant(user, unit, dict(profile.answers), 0)  # one portrait for all: it is looked at once
        application = builder.draft(applicant, now(), is_complete=True)
        yield Draft(application, user, session_of(user), host)


def _unit(plan: DemoPlan) -> Unit:
    """A unit whose administrator has to confirm nothing, so that a submission goes to an office at once."""
    name = next(unit.name for unit in plan.units if unit.is_open and not unit.confirms_online)
    return Unit.objects.get(name=name)


def make_person(tenant: Tenant, seed: int) -> User:
    """Make somebody with a checked document and a verified phone, and no password."""
    facts = check_id_number(IdType.CN_ID, invented_id_number(seed))
    person = User.objects.create_user(
        tenant=tenant,
        name="测试人员",
        id_type=IdType.CN_ID,
        id_number=facts.number,
        birth_date=facts.birth_date,
        sex=facts.sex or "",
        phone=f"+86{invented_phone(seed)}",
        phone_verified_at=now(),
    )
    agree_to_present_notice(user=person)
    return person


def session_of(user: User) -> str:
    """Sign somebody in and return the key of the session."""
    request = HttpRequest()
    request.session = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.update(marks_of(user))
    request.session.save()
    key = request.session.session_key
    assert key is not None
    return key


def browser_of(stack: Stack, draft: Draft) -> Browser:
    """Return the browser of who fills in a draft; the database is not asked, for it may be away."""
    return stack.browser(draft.host).sign_in(draft.session_key)
