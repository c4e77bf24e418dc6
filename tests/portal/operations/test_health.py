"""What machines ask: alive, ready, and the numbers."""

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from portal.operations import probes
from portal.operations.probes import Reading, register_probe
from portal.tenants.models import Tenant
from tests.builders import make_person

ANY_HOST = "192.0.2.7"


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Leaves no probe but the ones that the test registers."""
    monkeypatch.setattr(probes, "_probes", {})
    return register_probe


def answer_of(path: str, **headers: str) -> tuple[int, dict]:
    response = Client(HTTP_HOST=ANY_HOST).get(path, headers=headers)
    return response.status_code, response.json()


def test_being_alive_asks_no_database() -> None:
    assert answer_of("/healthz") == (200, {"status": "alive"})


@pytest.mark.django_db
def test_a_whole_portal_is_ready_on_any_host() -> None:
    status, told = answer_of("/readyz")
    assert (status, told["status"]) == (200, "ready")
    assert {"database", "migrations", "disk", "notices", "jobs"} <= told["probes"].keys()
    assert all(probe["well"] for probe in told["probes"].values())


@pytest.mark.parametrize(("is_needed", "status"), [(True, 503), (False, 200)])
def test_what_no_page_can_do_without_decides(only: Callable[..., None], is_needed: bool, status: int) -> None:
    only("storage", lambda: Reading(is_well=False, words="spooling"), is_needed=is_needed)
    found, told = answer_of("/readyz")
    assert found == status
    assert told["probes"]["storage"] == {"well": False, "needed": is_needed, "words": "spooling"}


def test_a_probe_that_fails_tells_the_kind_of_fault_and_no_secret(only: Callable[..., None]) -> None:
    def fail() -> Reading:
        raise OperationalError("connection to postgres://juxian:secret@db failed")

    only("database", fail, is_needed=True)
    status, told = answer_of("/readyz")
    assert status == 503
    assert told["probes"]["database"]["words"] == "OperationalError"
    assert "secret" not in str(told)


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["", "Bearer wrong", "Bearer "])
def test_numbers_do_not_exist_without_the_token(settings: Settings, header: str) -> None:
    for token in ("", "right"):
        settings.METRICS_TOKEN = token
        assert Client(HTTP_HOST=ANY_HOST).get("/metrics", headers={"Authorization": header}).status_code == 404


def test_numbers_name_pages_and_never_addresses(tenant: Tenant, settings: Settings) -> None:
    settings.METRICS_TOKEN = "right"
    Client(HTTP_HOST="ningbo.localhost").get("/verify/", {"number": "NB2026-PLANTED"})
    response = Client(HTTP_HOST=ANY_HOST).get("/metrics", headers={"Authorization": "Bearer right"})
    text = response.content.decode()
    assert 'juxian_requests_total{method="GET",page="certificates:verify",status="200"}' in text
    assert 'juxian_probe_well{probe="database"} 1.0' in text
    assert 'juxian_notices{state="FAILED"} 0.0' in text
    assert "PLANTED" not in text


def test_an_answer_has_the_id_of_its_request(tenant: Tenant) -> None:
    client = Client(HTTP_HOST="ningbo.localhost")
    given = "0123456789abcdef" * 2
    assert client.get("/", headers={"X-Request-ID": given})["X-Request-ID"] == given
    strangers = client.get("/", headers={"X-Request-ID": 'x" onload=alert(1)'})["X-Request-ID"]
    assert len(strangers) == 32
    assert make_person(tenant).username not in strangers
