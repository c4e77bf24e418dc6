"""Lines for machines: one JSON object each, and nothing in them that belongs to a person."""

import io
import json
import logging
import logging.config
import socket
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from portal.logs import logging_config
from portal.tenants.models import Tenant
from tests.builders import PASSWORD, make_person

NUMBER, PHONE, NAME = "330102199001011234", "13905740001", "欧阳密语"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What production would write to its log."""
    config, text = logging_config(as_json=True, level="DEBUG"), io.StringIO()
    config["handlers"]["stderr"]["stream"] = text
    logging.config.dictConfig(config)
    yield text
    logging.config.dictConfig(settings.LOGGING)


def lines_of(written: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_request_leaves_a_line_with_ids_only(tenant: Tenant, written: io.StringIO) -> None:
    person = make_person(tenant, name=NAME)
    client = Client(HTTP_HOST="ningbo.localhost")
    client.force_login(person)
    response = client.get("/me/", {"asked": NUMBER})
    (line,) = [line for line in lines_of(written) if line["logger"] == "portal.requests"]
    assert (line["event"], line["method"], line["page"], line["status"]) == ("request", "GET", "me/", 200)
    assert (line["tenant"], line["user"], line["request_id"]) == ("ningbo", person.username, response["X-Request-ID"])


def test_a_journey_leaves_no_trace_of_the_person(tenant: Tenant, written: io.StringIO) -> None:
    person = make_person(tenant, name=NAME, phone=f"+86{PHONE}", id_number=NUMBER)
    client = Client(HTTP_HOST="ningbo.localhost")
    client.get(f"/{NAME}/{NUMBER}/", {"phone": PHONE})  # not found, which Django logs with the address
    client.post("/account/login/", {"login": PHONE, "password": "wrong"})
    client.post("/account/login/", {"login": PHONE, "password": PASSWORD})
    client.force_login(person)
    client.get("/me/")
    client.get("/verify/", {"number": NUMBER, "name": NAME})
    assert len(lines_of(written)) >= 6
    assert not [secret for secret in (NUMBER, PHONE, NAME) if secret in written.getvalue()]


@pytest.mark.parametrize("status", [302, 400, 500])
def test_lines_of_the_demonstrations_server_can_be_read_and_hold_no_query(written: io.StringIO, status: int) -> None:
    """As Django's own server writes them, with the socket for a request."""
    asked = "GET /account/network/person/callback/?code=c0de&state=5tate HTTP/1.1"
    with socket.socket() as request:
        answer = {"request": request, "server_time": "28/Nov/2026 09:00:00", "status_code": status}
        level = logging.ERROR if status >= 500 else logging.WARNING if status >= 400 else logging.INFO
        logging.getLogger("django.server").log(level, '"%s" %s %s', asked, str(status), "0", extra=answer)
    (line,) = lines_of(written)
    assert line["event"] == f'"GET /account/network/person/callback/ HTTP/1.1" {status} 0'


@pytest.mark.requirement("HZ-06")
def test_what_comes_back_from_the_network_is_in_no_line_of_a_request(tenant: Tenant, written: io.StringIO) -> None:
    client = Client(HTTP_HOST="ningbo.localhost")
    client.get("/account/network/person/callback/", {"code": "c0de", "state": "5tate"})
    assert lines_of(written)
    assert not [secret for secret in ("c0de", "5tate") if secret in written.getvalue()]


def test_faults_are_told_without_the_row_that_caused_them(written: io.StringIO) -> None:
    try:
        raise ValueError(f"duplicate key\nDETAIL:  Key (name)=({NAME}) already exists.\nfor {NUMBER} and +86{PHONE}")
    except ValueError:
        logging.getLogger("portal").exception("write to someone@example.com failed")
    (line,) = lines_of(written)
    assert "ValueError: duplicate key" in line["exception"]
    assert "[id number] and [phone]" in line["exception"]
    assert line["event"] == "write to [mail] failed"
    assert not [secret for secret in (NUMBER, PHONE, NAME) if secret in written.getvalue()]


def test_numbers_that_are_nobodys_stay_readable(written: io.StringIO) -> None:
    logging.getLogger("portal").info("case 4c1390574000199887766 in 1763600000.123 s")
    (line,) = lines_of(written)
    assert line["event"] == "case 4c1390574000199887766 in 1763600000.123 s"
