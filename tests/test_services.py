"""The ground the other tests stand on."""

import socket

import pytest
from django.db import connection
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.conftest import NetworkUsed


def test_network_outside_is_refused():
    with socket.socket() as client, pytest.raises(NetworkUsed):
        client.connect(("192.0.2.1", 80))


@pytest.mark.django_db
def test_database_role_is_bound_by_row_security():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_browser_reaches_this_machine_only(page: Page, live_server: LiveServer):
    response = page.goto(f"{live_server.url}/")
    assert response is not None
    assert response.status < 500
