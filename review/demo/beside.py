"""What stands beside the demonstration: the account network by which people sign in, and a service that gives out documents.

Both are real servers of the standard protocols; only their people and papers are invented.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from applications.fetching.standin import SECRET, LocalDocuments
from applications.models import DocumentService
from applications.queries import current_versions
from portal.network.local import LocalNetwork, NetworkNotStarted
from portal.network.models import LegalPerson, NetworkClient
from portal.network.words import network_words
from portal.people.choices import IdType, SignInMode
from portal.people.invented import invented_id_number, invented_phone, invented_uscc
from portal.people.models import User
from portal.people.phone import shown_phone
from portal.people.sign_in_models import SignInPage
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant, tenant_scope
from review.demo.accounts import PASSWORD
from review.demo.plan import DemoPlan, read_plan

NETWORK, DOCUMENTS = 40, 41
"""How far their ports lie from the portals' own."""
STRANGERS = 90_000
"""Where the numbers begin of people who have not come to the portal."""


@contextmanager
def standing_beside(folders: list[Path], port: int) -> Iterator[list[str]]:
    """Start what the portals need until the `with` block ends; yield what was started, in words."""
    said: list[str] = []
    with ExitStack() as running:
        portals = [(Tenant.objects.get(slug=folder.name), folder) for folder in folders]
        networks = [one for one in portals if _in(one[0], network_words) is not None]
        for number, (tenant, folder) in enumerate(networks):
            said.append(_started(running, tenant, folder, port + NETWORK + 10 * number))
        if people := [one for tenant, _folder in portals for one in _in(tenant, _insured)]:
            said.append(_documents(running, [tenant for tenant, _folder in portals], people, port + DOCUMENTS))
        yield said


def _started(running: ExitStack, tenant: Tenant, folder: Path, port: int) -> str:
    """The other portals are served also where the network cannot run."""
    try:
        network = running.enter_context(_in(tenant, lambda: _network(tenant, folder, port)))
    except NetworkNotStarted as fault:
        _in(
            tenant, lambda: NetworkClient.objects.update(is_active=False)
        )  # whoever else answers there vouches for nobody
        return f"{tenant.slug}: nobody can sign in there. {fault}"
    return f"{tenant.slug}: {network.issuer} is its account network"


def _documents(running: ExitStack, tenants: list[Tenant], people: list[dict[str, Any]], port: int) -> str:
    """Everything else is served also where the service cannot run."""
    title = next(label for tenant in tenants for label in _in(tenant, _asked_for).values())
    try:
        service = running.enter_context(LocalDocuments(people, port=port, title=title))
    except OSError as fault:
        for tenant in tenants:
            _in(tenant, lambda: DocumentService.objects.filter(key__in=_asked_for()).update(is_active=False))
        return f"Nothing is fetched from elsewhere: no service at port {port}. {fault.strerror}"
    for tenant in tenants:
        _in(tenant, lambda: _connect(service.address))
    return f"{service.address} gives out documents"


def _in(tenant: Tenant, ask: Any) -> Any:
    with tenant_scope(tenant):
        return ask()


def _network(tenant: Tenant, folder: Path, port: int) -> LocalNetwork:
    words, people = network_words(), accounts(read_plan(folder / "demo.yaml"))
    assert words is not None
    host = tenant.hosts.order_by("id").first()
    assert host is not None
    address = settings.PORTAL_ADDRESS.format(host=host.host)
    clients = [_client(kind, address) for kind in SignInMode.values]
    network = LocalNetwork(people, clients, port, list_people=True, name=words.name)
    for client in clients:
        _keep(client, network.issuer)
    _lead_to(network.issuer)
    return network


def _lead_to(issuer: str) -> None:
    """The pages that the tenant's file names are those of a real network: here they are this server's."""
    page = SignInPage.objects.get()
    page.network |= {"register_url": f"{issuer}/register", "upgrade_url": f"{issuer}/upgrade"}
    page.save(update_fields=["network"])


def _client(kind: str, address: str) -> dict[str, Any]:
    secret = hashlib.sha256(f"juxian demo network {kind}".encode()).hexdigest()
    return {
        "client_id": f"juxian-{kind}",
        "client_secret": secret,
        "kind": kind,
        "redirect_uris": [address + reverse("network:callback", args=[kind])],
        "post_logout_redirect_uris": [f"{address}/"],
        "backchannel_logout_uri": address + reverse("network:ended", args=[kind]),
    }


def _keep(client: dict[str, Any], issuer: str) -> None:
    found: NetworkClient = NetworkClient.objects.filter(kind=client["kind"]).first() or NetworkClient(
        kind=client["kind"]
    )
    found.issuer, found.client_id, found.secret = issuer, client["client_id"], client["client_secret"]
    found.is_active = True
    found.save()


def accounts(plan: DemoPlan) -> list[dict[str, Any]]:
    """Return who has an account of the network: everybody of the portal, and who has not come yet."""
    return [*_known_units(), *_other_units(plan), *_known_people(), *_strangers(plan)]


def _known_units() -> Iterator[dict[str, Any]]:
    for legal in LegalPerson.objects.select_related("user").order_by("id"):
        yield _unit(legal.user.login_name or legal.uscc, legal.user.name, legal.uscc)


def _other_units(plan: DemoPlan) -> Iterator[dict[str, Any]]:
    here = set(LegalPerson.objects.values_list("uscc", flat=True))
    for number, unit in enumerate(plan.units, start=1):
        if invented_uscc(number) not in here:
            yield _unit(unit.login, unit.name, invented_uscc(number))


def _unit(account: str, name: str, uscc: str) -> dict[str, Any]:
    return {"account": account, "password": PASSWORD, "kind": "unit", "unit_name": name, "uscc": uscc}


def _known_people() -> Iterator[dict[str, Any]]:
    tenant_people = User.objects.filter(is_legal_person=False, is_active=True).exclude(id_type="")
    for user in tenant_people.filter(tenant=current_tenant()).order_by("id"):
        mobile = shown_phone(user.phone) if user.phone else ""
        yield _person(user.login_name or f"id{user.pk}", user.name, user.id_type, user.id_number, mobile)


def _strangers(plan: DemoPlan) -> Iterator[dict[str, Any]]:
    here = {one["id_number"] for one in _known_people()}
    for number, one in enumerate(plan.strangers, start=STRANGERS):
        if invented_id_number(number) not in here:
            known = _person(one.login, one.name, IdType.CN_ID, invented_id_number(number), invented_phone(number))
            yield known | {"level": one.level}


def _person(account: str, name: str, id_type: str, id_number: str, mobile: str) -> dict[str, Any]:
    known = {"name": name, "id_type": str(id_type), "id_number": id_number, "mobile": mobile}
    return {"account": account, "password": PASSWORD, "kind": "person", "level": "advanced"} | known


def _insured() -> list[dict[str, Any]]:
    """Return whom the service knows, where a scheme of the portal asks for documents."""
    if not _asked_for():
        return []
    return [{"id_number": one["id_number"], "name": one["name"]} for one in _known_people()]


def _asked_for() -> dict[str, str]:
    """Return which services the schemes ask, and what each document is called."""
    slots = [slot for version in current_versions() for slot in version.scheme.slots]
    return {slot.fetch: slot.label.zh for slot in slots if slot.fetch}


def _connect(address: str) -> None:
    for key in sorted(_asked_for()):
        found: DocumentService = DocumentService.objects.filter(key=key).first() or DocumentService(key=key)
        found.name_zh, found.name_en = "社会保险经办机构（演示）", "Social insurance agency (demonstration)"
        found.address, found.secret, found.is_active = address, SECRET, True
        found.save()
