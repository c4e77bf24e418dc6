"""A service that is asked by HTTP: a POST of JSON with a bearer secret, answered with the document itself.

Nothing of the answer is believed: not its length, its type, its encoding or that it ever ends.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import ssl
import tempfile
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import SplitResult, urlsplit

from applications.choices import FetchFault
from applications.fetching.asking import Document, NotFetched, Person
from applications.fetching.exchange import Exchange
from portal.files.inspection.inspecting import LARGEST_UPLOAD

CONNECT_SECONDS = 3.0
PIECE = 64 * 1024
TYPES = ("application/pdf", "image/jpeg", "image/png", "image/webp")
_OF_STATUS = {404: FetchFault.NO_RECORD, 401: FetchFault.REFUSED, 403: FetchFault.REFUSED}


@dataclass(frozen=True)
class HttpConnector:
    """One service. `seconds` is how long it may take in all, from the name's look-up to the last byte."""

    address: str
    secret: str = field(repr=False)
    seconds: float
    largest: int = LARGEST_UPLOAD

    def fetch(self, person: Person, unit: str) -> Document:
        connection = connection_to(self.address)
        return Exchange(connection, lambda: self._ask(connection, person, unit)).within(self.seconds)

    def _ask(self, connection: http.client.HTTPConnection, person: Person, unit: str) -> Document:
        connection.request("POST", path_of(urlsplit(self.address)), self._body(person, unit), self._headers())
        with connection.getresponse() as response:
            return self._document(response)

    def _body(self, person: Person, unit: str) -> bytes:
        asked = {"id_type": person.id_type, "id_number": person.id_number, "name": person.name, "unit_uscc": unit}
        return json.dumps(asked, ensure_ascii=False).encode()

    def _headers(self) -> dict[str, str]:
        """http.client itself asks for the `identity` encoding: what is packed could be anything unpacked."""
        headers = {"Content-Type": "application/json; charset=utf-8", "Accept": ", ".join(TYPES)}
        return headers | ({"Authorization": f"Bearer {self.secret}"} if self.secret else {})

    def _document(self, response: http.client.HTTPResponse) -> Document:
        demand_document(response)
        if (response.length or 0) > self.largest:
            raise NotFetched(FetchFault.TOO_LARGE, f"{response.length} bytes said")
        with contextlib.ExitStack() as until_read:
            file = until_read.enter_context(tempfile.TemporaryFile(prefix="juxian-fetch-"))
            size = self._read(response, file)
            file.seek(0)
            until_read.pop_all()
        return Document(file, size, response.headers.get_content_type())

    def _read(self, response: http.client.HTTPResponse, file: IO[bytes]) -> int:
        """Write what comes into the file, piece by piece, and return how much it was."""
        size = 0
        while piece := response.read(PIECE):
            size += len(piece)
            if size > self.largest:
                raise NotFetched(FetchFault.TOO_LARGE, f"more than {self.largest} bytes")
            file.write(piece)
        if response.length:
            raise NotFetched(FetchFault.BROKEN_OFF, f"{response.length} bytes short")
        return size


def connection_to(address: str) -> http.client.HTTPConnection:
    """Return a connection, not opened yet. Certificates are checked against the machine's authorities."""
    try:
        return _connection(urlsplit(address))
    except (ValueError, http.client.HTTPException):
        raise NotFetched(FetchFault.AWAY, "no such address") from None


def _connection(address: SplitResult) -> http.client.HTTPConnection:
    host, port = address.hostname or "", address.port
    if address.scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=CONNECT_SECONDS, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)


def path_of(address: SplitResult) -> str:
    return (address.path or "/") + (f"?{address.query}" if address.query else "")


def demand_document(response: http.client.HTTPResponse) -> None:
    """Raise NotFetched unless the answer is a document, by what its head says of it. A redirect is no document."""
    if response.status != http.client.OK:
        raise NotFetched(_OF_STATUS.get(response.status, FetchFault.FAILING), f"HTTP {response.status}")
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise NotFetched(FetchFault.NO_DOCUMENT, "packed, though it was not asked for")
    if response.headers.get_content_type() not in TYPES:
        raise NotFetched(FetchFault.NO_DOCUMENT, "of another content type")
