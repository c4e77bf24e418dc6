"""Applicants with complete drafts, and sessions for anybody: import it after `stack.set_up_django()`."""

from __future__ import annotations

import importlib
import secrets
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from applications.models import Application, Attachment, Consent, TimelineEntry
from applications.queries import current_version, form_digest
from applications.services.drafts import fill_in
from portal.calendar import now
from portal.people.choices import IdType
from portal.people.identity import check_id_number
from portal.people.invented import invented_id_number, invented_phone
from portal.people.models import User, UserManager
from portal.privacy.models import ConsentEvent
from portal.privacy.services.agreeing import agree_to_present_notice
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.demo.cases import in_chinese
from review.demo.filling import Applicant, Builder
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
    """The first as everybody begins one, by the services; the others are its copies, sealed each for its own person."""
    version = current_version(plan.scheme)
    assert version is not None
    start, host = secrets.randbelow(7_000_000), host_of(tenant)
    pattern = make_person(tenant, start)
    applicant = Applicant(pattern, _unit(plan), dict(plan.profiles[0].answers), 0)
    application = Builder(version).draft(applicant, now(), is_complete=True)
    people = [_person(tenant, number) for number in range(start + 1, start + count)]
    with transaction.atomic():
        User.objects.bulk_create(people)
        copies = _copies_of(application, people)
    for case, user in zip((application, *copies), (pattern, *people), strict=True):
        yield Draft(case, user, session_of(user), host)


def _copies_of(application: Application, people: Sequence[User]) -> list[Application]:
    """Copy a draft, and all that its beginning and its filling in wrote, for each of these people."""
    pattern, answers = application.applicant, _answers_of_nobody(application)
    copies = [_copy(application, applicant=user, answers=deepcopy(answers)) for user in people]
    for one in copies:
        fill_in(one)
    Application.objects.bulk_create(copies)
    _copy_rows(Consent, application, copies, person="user")
    _copy_rows(TimelineEntry, application, copies, person="actor")
    attachments = _copy_rows(Attachment, application, copies, person="uploaded_by")
    _stamp_anew([one for one in attachments if one.form_digest])
    agreed = list(ConsentEvent.objects.filter(user=pattern))
    ConsentEvent.objects.bulk_create([_copy(row, user=user) for user in people for row in agreed])
    return copies


def _answers_of_nobody(application: Application) -> dict[str, Any]:
    """What is known of the person is left out."""
    known = {one.key for one in application.scheme.fields() if one.prefill and one.prefill.startswith("applicant.")}
    return {key: answer for key, answer in application.answers.items() if key not in known}


def _stamp_anew(attachments: Sequence[Attachment]) -> None:
    """A sealed form belongs to the answers that were printed on it."""
    for one in attachments:
        one.form_digest = form_digest(one.application)
    Attachment.objects.bulk_update(attachments, ["form_digest"])


def _copy_rows(model: Any, application: Application, copies: Sequence[Application], *, person: str) -> list[Any]:
    """Copy what hangs on a case to each of its copies; `person` is the field of who did it."""
    rows = list(model.objects.filter(application=application))
    made = [_copy(row, application=one, **{person: one.applicant}) for one in copies for row in rows]
    return list(model.objects.bulk_create(made))


def _copy(row: Any, **changes: Any) -> Any:
    """Return a row like this one, not written yet, with a public id of its own; what was sealed is sealed anew."""
    kept = [field for field in row._meta.concrete_fields if not field.primary_key and field.name != "public_id"]
    values = {field.name: getattr(row, field.name) for field in kept}
    return type(row)(**(values | changes))


def _unit(plan: DemoPlan) -> Unit:
    """A unit whose administrator has to confirm nothing, so that a submission goes to an office at once."""
    name = next(unit.name for unit in plan.units if unit.is_open and not unit.confirms_online)
    return Unit.objects.get(name=name)


def make_person(tenant: Tenant, seed: int) -> User:
    """Make somebody with a checked document and a verified phone, and no password, who agreed to the privacy notice."""
    person = _person(tenant, seed)
    person.save()
    agree_to_present_notice(user=person)
    return person


def _person(tenant: Tenant, seed: int) -> User:
    facts = check_id_number(IdType.CN_ID, invented_id_number(seed))
    person = User(
        tenant=tenant,
        username=UserManager.new_username(),
        name="测试人员",
        id_type=IdType.CN_ID,
        id_number=facts.number,
        birth_date=facts.birth_date,
        sex=facts.sex or "",
        phone=f"+86{invented_phone(seed)}",
        phone_verified_at=now(),
    )
    person.set_unusable_password()
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
