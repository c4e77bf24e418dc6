"""The connector alone, against a service that listens: whatever that does, it costs neither time nor memory nor the secret."""

import datetime as dt
import logging
import socket
import ssl
import threading
import time
import tracemalloc
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from applications.choices import FetchFault
from applications.fetching import HttpConnector, NotFetched, Person
from applications.fetching.standin import LocalDocuments
from applications.fetching.standin_answers import FLOOD, MEGABYTE
from portal.files.inspection.inspecting import LARGEST_UPLOAD
from portal.people.invented import invented_uscc
from tests.applications.fetching.conftest import PERSON

UNIT = invented_uscc(7_901)
WHO = Person("CN_ID", PERSON["id_number"], PERSON["name"])


def connector(service: LocalDocuments, seconds: float = 5, **changes: str) -> HttpConnector:
    return HttpConnector(**{"address": service.address, "secret": service.secret, "seconds": seconds} | changes)


def refusal(service: LocalDocuments, fault: str = "", seconds: float = 5, **changes: str) -> NotFetched:
    service.faults = {WHO.id_number: fault} if fault else {}
    with pytest.raises(NotFetched) as refused:
        connector(service, seconds, **changes).fetch(WHO, UNIT)
    return refused.value


@pytest.mark.requirement("HZ-72")
def test_the_service_is_asked_about_the_person_and_gives_a_pdf(documents: LocalDocuments) -> None:
    document = connector(documents).fetch(WHO, UNIT)
    content = document.file.read()
    document.close()
    assert (document.content_type, document.size) == ("application/pdf", len(content))
    assert content.startswith(b"%PDF-")
    asked = {"id_type": "CN_ID", "id_number": WHO.id_number, "name": WHO.name, "unit_uscc": UNIT}
    assert documents.asked == [asked]


@pytest.mark.requirement("HZ-73")
@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("no_record", FetchFault.NO_RECORD),
        ("refusing", FetchFault.REFUSED),
        ("failing", FetchFault.FAILING),
        ("redirect", FetchFault.FAILING),
        ("html", FetchFault.NO_DOCUMENT),
        ("wrong_type", FetchFault.NO_DOCUMENT),
        ("bomb", FetchFault.NO_DOCUMENT),
        ("cut", FetchFault.BROKEN_OFF),
        ("hung_up", FetchFault.BROKEN_OFF),
        ("nonsense", FetchFault.BROKEN_OFF),
    ],
)
def test_what_is_no_document_is_not_taken(documents: LocalDocuments, fault: str, told: FetchFault) -> None:
    assert refusal(documents, fault).fault == told
    assert len(documents.asked) == 1  # a redirect is not followed, and nothing is tried a second time


@pytest.mark.requirement("HZ-73")
@pytest.mark.parametrize("fault", ["flood", "flood_said", "flood_in_chunks"])
def test_an_answer_of_200_megabytes_is_left_at_the_size_of_an_upload(documents: LocalDocuments, fault: str) -> None:
    tracemalloc.start()
    refused = refusal(documents, fault)
    _present, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.fault == FetchFault.TOO_LARGE
    assert documents.sent < LARGEST_UPLOAD + 12 * MEGABYTE < FLOOD / 2  # what lay in buffers comes on top
    assert peak < 8 * MEGABYTE


@pytest.mark.requirement("HZ-73")
@pytest.mark.parametrize("fault", ["slow", "drip", "drip_head"])
def test_the_time_is_that_of_the_whole_answer(documents: LocalDocuments, fault: str) -> None:
    began = time.monotonic()
    refused = refusal(documents, fault, seconds=0.4)
    assert refused.fault == FetchFault.SLOW
    assert 0.4 <= time.monotonic() - began < 1.5
    for thread in threading.enumerate():
        if thread.name == "fetch":
            thread.join(2)
            assert not thread.is_alive()  # its connection was ended under it


def test_nobody_listens() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{bound.getsockname()[1]}/"
    with pytest.raises(NotFetched) as refused:
        HttpConnector(address, "right-secret", 5).fetch(WHO, UNIT)
    assert (refused.value.fault, refused.value.cause) == (FetchFault.AWAY, "ConnectionRefusedError")


@pytest.mark.parametrize("address", ["http://127.0.0.1:99999/", "http://", "http://a\u3002:x/", "https://exa mple/"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(NotFetched) as refused:
        HttpConnector(address, "right-secret", 2).fetch(WHO, UNIT)
    assert refused.value.fault == FetchFault.AWAY


def test_a_certificate_that_nobody_vouches_for_is_not_believed(tmp_path: Path) -> None:
    with LocalDocuments([PERSON], secret="right-secret") as service:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self_signed(tmp_path))
        service._server.socket = context.wrap_socket(service._server.socket, server_side=True)
        refused = refusal(service, address=service.address.replace("http:", "https:"))
        assert (refused.fault, refused.cause) == (FetchFault.AWAY, "SSLCertVerificationError")
        assert not service.asked


def self_signed(folder: Path) -> Path:
    key, moment = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(moment - dt.timedelta(days=1))
        .not_valid_after(moment + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    form, coding = serialization.PrivateFormat.PKCS8, serialization.Encoding.PEM
    path = folder / "both.pem"
    path.write_bytes(key.private_bytes(coding, form, serialization.NoEncryption()) + certificate.public_bytes(coding))
    return path


@pytest.mark.parametrize("secret", ["wrong-secret", "wrong\r\nX-Other: secret", "密钥"])
def test_the_secret_is_in_no_message(documents: LocalDocuments, caplog: pytest.LogCaptureFixture, secret: str) -> None:
    caplog.set_level(logging.DEBUG)
    refused = refusal(documents, secret=secret)
    assert refused.fault in (FetchFault.REFUSED, FetchFault.BROKEN_OFF)
    said = f"{refused!r} {refused.cause} {refused.__context__!r} {connector(documents, secret=secret)!r} {caplog.text}"
    assert secret not in said
    assert WHO.id_number not in f"{said} {WHO!r}"
    assert documents.asked == []


def test_whoever_waited_too_long_has_sent_nothing(documents: LocalDocuments, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking up a name has no time-out of its own, and here outlasts the patience."""
    goes_on = threading.Event()
    found = socket.getaddrinfo

    def slow_look_up(*arguments: object, **options: object) -> object:
        goes_on.wait(5)
        return found(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", slow_look_up)
    assert refusal(documents, seconds=0.2).fault == FetchFault.SLOW
    goes_on.set()
    for thread in threading.enumerate():
        if thread.name == "fetch":
            thread.join(2)
    assert documents.asked == []
