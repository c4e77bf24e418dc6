"""What the local service answers, and each way in which it can misbehave."""

from __future__ import annotations

import gzip
import http.client
import io
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Protocol

PATH = "/documents"
PDF = "application/pdf"
MEGABYTE = 1024 * 1024
FLOOD = 200 * MEGABYTE
DRIP_SECONDS = 0.05


class Service(Protocol):
    """What an answer may ask of the service: that it has ended, and to count."""

    sent: int

    @property
    def ends(self) -> _Ends: ...


class _Ends(Protocol):
    def wait(self, timeout: float) -> bool: ...


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    """Answer at once; `headers` have their hyphens as underscores."""
    handler.send_response(status)
    for name, value in ({"Content_Length": str(len(body))} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(body)


def send_pdf(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    send(handler, http.client.OK, content, Content_Type=PDF)


def _begin(handler: BaseHTTPRequestHandler, **headers: str) -> None:
    """The head of an answer whose length is not said, unless `headers` say one."""
    handler.send_response(http.client.OK)
    for name, value in ({"Content_Type": PDF} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Connection", "close")
    handler.end_headers()


def _slow(handler: BaseHTTPRequestHandler, service: Service) -> None:
    """Nothing, for as long as the service lives."""
    service.ends.wait(60)


def _drip(handler: BaseHTTPRequestHandler, service: Service) -> None:
    """A byte now and then, always in time for a time-out that begins anew."""
    _begin(handler, Content_Length=str(MEGABYTE))
    _drop_by_drop(handler, service, b"%PDF-1.7\n")


def _drip_head(handler: BaseHTTPRequestHandler, service: Service) -> None:
    _drop_by_drop(handler, service, b"HTTP/1.1 200 OK\r\nX-Patience: ")


def _drop_by_drop(handler: BaseHTTPRequestHandler, service: Service, beginning: bytes) -> None:
    for byte in beginning + b" " * 10_000:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        service.sent += 1
        if service.ends.wait(DRIP_SECONDS):
            return


def _redirect(handler: BaseHTTPRequestHandler, service: Service) -> None:
    send(handler, 302, Location="/elsewhere")


def _html(handler: BaseHTTPRequestHandler, service: Service) -> None:
    send(handler, 200, b"<!DOCTYPE html><title>Maintenance</title>", Content_Type="text/html; charset=utf-8")


def _disguised(handler: BaseHTTPRequestHandler, service: Service) -> None:
    """A page that calls itself a PDF."""
    send_pdf(handler, b"<!DOCTYPE html><title>Maintenance</title>")


def _wrong_type(handler: BaseHTTPRequestHandler, service: Service) -> None:
    send(handler, 200, b"PK\x03\x04 an archive", Content_Type="application/zip")


def _flood(handler: BaseHTTPRequestHandler, service: Service) -> None:
    """200 MB of a PDF without a word on how long it is."""
    _begin(handler)
    _pour(handler, service, _much())


def _flood_said(handler: BaseHTTPRequestHandler, service: Service) -> None:
    """200 MB, and it says so."""
    _begin(handler, Content_Length=str(FLOOD))
    _pour(handler, service, _much())


def _flood_in_chunks(handler: BaseHTTPRequestHandler, service: Service) -> None:
    _begin(handler, Transfer_Encoding="chunked")
    _pour(handler, service, (b"%x\r\n%s\r\n" % (len(piece), piece) for piece in _much()))


def _much() -> Iterator[bytes]:
    yield b"%PDF-1.7\n"
    for _number in range(FLOOD // MEGABYTE):
        yield b"\0" * MEGABYTE


def _pour(handler: BaseHTTPRequestHandler, service: Service, pieces: Iterator[bytes]) -> None:
    for piece in pieces:
        handler.wfile.write(piece)
        service.sent += len(piece)


def _bomb(handler: BaseHTTPRequestHandler, service: Service) -> None:
    """Some kilobytes that unpack to gigabytes for who believes the head."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for _number in range(20):
            file.write(b"\0" * MEGABYTE)
    send(handler, 200, packed.getvalue() * 50, Content_Type=PDF, Content_Encoding="gzip")


def _cut(handler: BaseHTTPRequestHandler, service: Service) -> None:
    """The head promises more than comes."""
    _begin(handler, Content_Length="50000")
    handler.wfile.write(b"%PDF-1.7\n" + b" " * 1000)


def _hung_up(handler: BaseHTTPRequestHandler, service: Service) -> None:
    """No answer at all."""
    handler.wfile.close()


def _broken(handler: BaseHTTPRequestHandler, service: Service) -> None:
    send_pdf(handler, b"%PDF-1.7\n1 0 obj << /Type /Catalog >> nothing of this is whole")


def _nonsense(handler: BaseHTTPRequestHandler, service: Service) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.7\r\n")


FAULTS = {
    "slow": _slow,
    "drip": _drip,
    "drip_head": _drip_head,
    "refusing": lambda handler, service: send(handler, 403),
    "no_record": lambda handler, service: send(handler, 404),
    "failing": lambda handler, service: send(handler, 500),
    "redirect": _redirect,
    "html": _html,
    "disguised": _disguised,
    "wrong_type": _wrong_type,
    "empty": lambda handler, service: send_pdf(handler, b""),
    "broken": _broken,
    "flood": _flood,
    "flood_said": _flood_said,
    "flood_in_chunks": _flood_in_chunks,
    "bomb": _bomb,
    "cut": _cut,
    "hung_up": _hung_up,
    "nonsense": _nonsense,
}
