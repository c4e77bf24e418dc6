"""Pages for what went wrong say what to do."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from portal.tenants import lobby
from portal.tenants.lobby import LobbySection, register_lobby_section
from portal.tenants.models import Tenant


def test_not_found_keeps_the_portals_frame(tenant: Tenant) -> None:
    response = Client(HTTP_HOST="ningbo.localhost").get("/no/such/page")
    assert response.status_code == 404
    assert "ningbo门户" in response.content.decode()
    assert "请核对网址" in response.content.decode()


def test_a_form_without_its_token_is_refused_in_words(tenant: Tenant) -> None:
    client = Client(HTTP_HOST="ningbo.localhost", enforce_csrf_checks=True)
    response = client.post("/account/login/", {"login": "x"})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


def test_the_page_of_a_fault_needs_nothing_that_may_be_broken() -> None:
    assert "不是您的错" in render_to_string("500.html")


@pytest.fixture
def no_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lobby, "_providers", [])


@pytest.mark.usefixtures("no_sections")
def test_an_unknown_host_names_nothing(tenant: Tenant) -> None:
    response = Client(HTTP_HOST="nobody.localhost").get("/")
    assert response.status_code == 404
    assert "这里没有门户" in response.content.decode()
    assert "ningbo" not in response.content.decode()


@pytest.mark.usefixtures("no_sections")
def test_an_unknown_host_answers_in_the_readers_language(db: None) -> None:
    response = Client(HTTP_HOST="nobody.localhost").get("/", HTTP_ACCEPT_LANGUAGE="en")
    assert '<html lang="en">' in response.content.decode()


@pytest.mark.usefixtures("no_sections")
def test_the_lobby_shows_what_an_installation_registers(db: None) -> None:
    section = LobbySection("门户", headers=["名称"], rows=[[{"text": "甲市", "url": "http://a.localhost/"}]])
    register_lobby_section(lambda request: [section])
    response = Client(HTTP_HOST="localhost").get("/")
    assert response.status_code == 200
    assert '<a href="http://a.localhost/">甲市</a>' in response.content.decode()
