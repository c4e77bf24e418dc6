"""What one tenant owns does not exist for another, and nothing is read without a tenant."""

import contextlib
import re
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from applications.models import Application
from portal.calendar import set_clock
from portal.notices.models import Notice
from portal.notices.services import queue_notice
from portal.people.models import User
from portal.tenants import lobby
from portal.tenants.models import Tenant
from portal.tenants.queries import tenant_for_host
from portal.tenants.scope import NoTenant, TenantScoped, WrongTenant, current_tenant, tenant_scope
from review.models import BlacklistEntry, Objection, Office, PublicityEntry, ReviewTask, Seat
from review.services.objecting import file_objection
from review.services.setting_up import load_tenant
from review.services.withdrawing import list_person
from tests.builders import make_attachment, make_person, make_tenant, make_unit, sign_in
from tests.review.services.acting import IN_WINDOW, NINGBO, Cases, officer
from units.models import Unit

SCOPED = [model for model in apps.get_models() if issubclass(model, TenantScoped)]
RANDOM = {"public_id", "token"}


@pytest.fixture(autouse=True)
def clock():
    with set_clock(IN_WINDOW):
        yield


def test_every_model_of_ours_with_a_tenant_is_scoped():
    with_tenant = {model for model in apps.get_models() if any(f.name == "tenant" for f in model._meta.fields)}
    outside = {model._meta.label for model in with_tenant - set(SCOPED)}
    # People are looked up through portal.people.queries: a platform operator belongs to no tenant.
    assert outside == {"people.User", "tenants.TenantHost"}


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_rows_are_not_read_without_a_tenant(model):
    for manager in (model.objects, model._default_manager):
        with pytest.raises(NoTenant):
            manager.count()
        with pytest.raises(NoTenant):
            manager.filter(pk=1).exists()
    with pytest.raises(NoTenant):
        model().save()


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_what_is_unique_is_unique_in_a_tenant(model):
    """A constraint names the tenant, or a row that belongs to one; what is unique everywhere is random."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            fields = [model._meta.get_field(name) for name in constraint.fields]
            owners = [field.related_model for field in fields if field.is_relation]
            assert any(owner is Tenant or issubclass(owner, TenantScoped) for owner in owners), constraint.name
    plain = [f for f in model._meta.fields if f.unique and not f.primary_key and not f.is_relation]
    assert {field.name for field in plain} <= RANDOM
    assert not model._meta.unique_together


# Two portals side by side


@pytest.fixture
def tenants(db: None) -> tuple[Tenant, Tenant]:
    """Ningbo's portal, and another one that is empty."""
    return load_tenant(NINGBO), make_tenant("elsewhere", region_code="330200")


@pytest.fixture
def foreign(tenants: tuple[Tenant, Tenant]) -> dict[str, str]:
    """One of each thing that an address can name, all of them Ningbo's; by the kind the address names."""
    with tenant_scope(tenants[0]) as tenant:
        cases = Cases(tenant)
        approved, shown, running = cases.approved(), cases.at("publicity"), cases.send()
        entry = shown.publicity.get()
        objection = file_objection(entry_id=entry.pk, name="戴明", contact="15400000008", words="存疑")
        person, clerk = make_person(tenant), officer("bureau")
        listing = list_person(
            id_type=person.id_type,
            id_number=person.id_number,
            name=person.name,
            reason="伪造",
            verified_on=IN_WINDOW.date(),
            by=clerk,
        )
        notice = queue_notice(key="x", channel="PORTAL", text="x", dedupe_key="x", recipient=clerk)
        return {
            "scheme": "recognition",
            "case": running.public_id,
            "ended": approved.public_id,
            "attachment": make_attachment(running, "nb_photo").public_id,
            "unit": make_unit(tenant).public_id,
            "task": ReviewTask.objects.filter(application=running).get().public_id,
            "entry": entry.public_id,
            "objection": objection.public_id,
            "listing": listing.public_id,
            "notice": notice.public_id,
            "number": approved.certificate.number,
            "token": approved.certificate.token,
        }


@pytest.mark.parametrize("model", [Application, Unit, ReviewTask, PublicityEntry, Objection, BlacklistEntry, Notice])
def test_rows_of_another_tenant_are_invisible(model, tenants, foreign):
    here, there = tenants
    with tenant_scope(here):
        [row, *_others] = model.objects.all()
    with tenant_scope(there):
        assert not model.objects.exists()
        assert not model.objects.filter(pk=row.pk).update(tenant=there)
        with pytest.raises(model.DoesNotExist):
            model.objects.get(pk=row.pk)
    with tenant_scope(here):
        assert model.objects.filter(pk=row.pk, tenant=here).exists()


# Which of these things an address names, by its name; the rest of its arguments are as its own tenant would have them.
KINDS = {
    "applications:start": "scheme",
    "applications:attachment": "attachment",
    "applications:thumbnail": "attachment",
    "certificates:verify_token": "token",
    "certificates:download": "number",
    "notices:open": "notice",
    "notices:receipts": "notice",
    "review:case": "ended",
    "review:revoke": "ended",
    "review:resolve": "objection",
    "review:objection_receipt": "objection",
    "review:lift": "listing",
    "review:unit": "unit",
    "review:object": "entry",
}
KINDS_BY_APP = {"applications": "case", "review": "task", "units": "unit"}
OTHERS = {"section": "basic_information", "slot": "nb_photo", "key": "form", "number": 1, "provider": "aliyun"}


def addresses() -> list[tuple[str, list[str]]]:
    """Each address of our apps that takes arguments, with their names."""
    ours = [one for one in get_resolver().url_patterns if isinstance(one, URLResolver) and one.app_name in OUR_APPS]
    return [
        (f"{resolver.app_name}:{pattern.name}", list(pattern.pattern.converters))
        for resolver in ours
        for pattern in resolver.url_patterns
        if isinstance(pattern, URLPattern) and pattern.pattern.converters
    ]


OUR_APPS = ("applications", "certificates", "notices", "people", "review", "ui", "units")


def test_another_tenants_things_answer_like_what_does_not_exist(tenants, foreign):
    """For a stranger, and for one who has every role that the other tenant can give."""
    differing = []
    for client in (_client(None), _client(_all_roles(tenants[1]))):
        for name, arguments in addresses():
            known = foreign[KINDS.get(name) or KINDS_BY_APP[name.partition(":")[0]]]
            for method in ("get", "post"):
                theirs, nothing = (_answer(client, method, name, arguments, one) for one in (known, "y" * len(known)))
                if theirs != nothing or theirs[0] not in (302, 401, 404, 405):
                    differing.append((name, method, theirs[0], nothing[0]))
    assert len(addresses()) > 25
    assert [one for one in differing if one[0] != "certificates:verify_token"] == []
    # Whoever scans a code is always answered, and here with "unknown".
    assert all(theirs == nothing for _name, _method, theirs, nothing in differing)


@pytest.mark.requirement("NB-96")
def test_certificate_of_another_tenant_is_unknown(tenants, foreign):
    client = _client(None)
    theirs, nothing = (
        _answer(client, "get", "certificates:verify_token", ["token"], token) for token in (foreign["token"], "A" * 22)
    )
    assert theirs == nothing
    assert "NBRC" not in theirs[1]


def _answer(client: Client, method: str, name: str, arguments: list[str], value: str) -> tuple[int, str]:
    """The status and the words of an answer, without what differs from request to request."""
    address = reverse(name, kwargs={one: OTHERS.get(one, value) for one in arguments})
    response = getattr(client, method)(address)
    text = response.content.decode() + response.headers.get("Location", "")
    for changing in (quote(quote(value, safe=""), safe=""), quote(value), value):
        text = text.replace(changing, "…")
    return response.status_code, re.sub(
        r'(csrf[^>]*?(value|content)|nonce|data-seconds)="[^"]*"|"X-CSRFToken": *"[^"]*"|<code>[0-9a-f]{32}</code>',
        "",
        text,
    )


def _all_roles(tenant: Tenant) -> User:
    """An applicant, reviewer of the bureau and a window, administrator of a unit and of the tenant."""
    with tenant_scope(tenant):
        person = make_person(tenant, is_staff=True)
        make_unit(tenant, administrator=person)
        for kind in ("bureau", "window"):
            office = Office.objects.create(code=kind, name_zh=kind, kind=kind, tier="city")
            Seat.objects.create(office=office, user=person)
    return person


def _client(person: User | None) -> Client:
    client = Client(headers={"host": "elsewhere.localhost"})
    if person is not None:
        sign_in(client, person)
    return client


def test_session_of_one_portal_is_none_in_another(tenants):
    with tenant_scope(tenants[0]):
        person = make_person(tenants[0])
    client = Client(headers={"host": "elsewhere.localhost"})
    sign_in(client, person)
    assert client.get(reverse("applications:mine")).status_code == 302


# Hosts


@pytest.mark.parametrize("path", ["/", "/cases/", "/desk/", "/manage/", "/verify/", "/account/login/"])
def test_unknown_host_gets_the_lobby_which_names_nothing(path, tenants, monkeypatch):
    monkeypatch.setattr(lobby, "_providers", [])
    response = Client(headers={"host": "unknown.localhost"}).get(path)
    assert response.status_code == 404
    text = response.content.decode()
    for tenant in tenants:
        for word in (tenant.slug, tenant.name_zh, tenant.name_en, tenant.bureau_zh or tenant.slug):
            assert word not in text


def test_closed_portal_is_gone_with_the_next_request(tenants, django_capture_on_commit_callbacks):
    tenant = tenants[1]
    assert tenant_for_host("elsewhere.localhost:8000") == tenant
    with django_capture_on_commit_callbacks(execute=True):
        tenant.is_active = False
        tenant.save()
    assert tenant_for_host("elsewhere.localhost") is None
    assert Client(headers={"host": "elsewhere.localhost"}).get("/").status_code == 404


def test_host_that_was_moved_leads_to_its_new_tenant(tenants, django_capture_on_commit_callbacks):
    here, there = tenants
    assert tenant_for_host("elsewhere.localhost") == there
    with django_capture_on_commit_callbacks(execute=True):
        host = there.hosts.get()
        host.tenant = here
        host.save()
    assert tenant_for_host("elsewhere.localhost") == here
    with django_capture_on_commit_callbacks(execute=True):
        host.delete()
    assert tenant_for_host("elsewhere.localhost") is None


def test_scopes_nest_and_end(tenants):
    here, there = tenants
    with tenant_scope(here):
        with contextlib.suppress(LookupError), tenant_scope(there):
            assert current_tenant() == there
            raise LookupError
        assert current_tenant() == here
    with pytest.raises(NoTenant):
        current_tenant()


def test_row_of_another_tenant_is_not_written(tenants):
    here, there = tenants
    with tenant_scope(here):
        unit = make_unit(here)
        with tenant_scope(there), pytest.raises(WrongTenant):
            unit.save()
        with pytest.raises(WrongTenant):
            Office(tenant=there, code="x", name_zh="x", kind="window", tier="city").save()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_methods_that_no_page_needs_are_refused(method):
    response = getattr(Client(headers={"host": "ningbo.localhost"}), method)("/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")
