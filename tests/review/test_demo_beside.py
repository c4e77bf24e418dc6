"""What stands beside the demonstration: where a port is taken, the portals are served all the same."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.test import override_settings

from applications.models import DocumentService
from portal.network.local import free_port
from portal.network.models import NetworkClient
from portal.people.sign_in_models import SignInPage
from portal.tenants.scope import tenant_scope
from review.demo.beside import DOCUMENTS, NETWORK, standing_beside
from review.services.setting_up import load_tenant
from tests.builders import make_person

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[2] / "schemes" / "hangzhou"


@override_settings(PORTAL_ADDRESS="http://{host}:8000")
def test_a_taken_port_is_said_and_nothing_is_asked_of_who_has_it() -> None:
    tenant, port = load_tenant(FOLDER), free_port() - DOCUMENTS
    make_person(tenant)
    with tenant_scope(tenant):
        with standing_beside([FOLDER], port) as said:
            assert [line.rpartition(" is ")[2] for line in said] == [
                "its account network",
                f"http://127.0.0.1:{port + DOCUMENTS}/documents gives out documents",
            ]
            assert _in_use() == (2, 1)
            assert SignInPage.objects.get().network["upgrade_url"] == f"http://localhost:{port + NETWORK}/upgrade"
        with ExitStack() as taken:
            for offset in (NETWORK, DOCUMENTS):
                taken.enter_context(socket.create_server(("127.0.0.1", port + offset)))
            network, documents = taken.enter_context(standing_beside([FOLDER], port))
            assert "nobody can sign in there" in network
            assert "EADDRINUSE" in network
            assert documents.startswith(f"Nothing is fetched from elsewhere: no service at port {port + DOCUMENTS}. ")
            assert _in_use() == (0, 0)


def _in_use() -> tuple[int, int]:
    clients, services = NetworkClient.objects.filter(is_active=True), DocumentService.objects.filter(is_active=True)
    return clients.count(), services.count()
