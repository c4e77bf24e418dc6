"""A service of documents that runs here, for the demonstration and for tests, with invented people.

It speaks the protocol of `applications.fetching.over_http` and can misbehave in every way that a real one might:
`faults` says how, by ID number.

    python -m applications.fetching.standin --port 8790 --secret … --people people.json
"""

from __future__ import annotations

import argparse
import hmac
import json
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from applications.fetching.standin_answers import FAULTS, PATH, send, send_pdf
from applications.fetching.standin_page import certificate_of

LARGEST_QUESTION = 10_000
TITLE = "社会保险参保证明（单位专用）"
SECRET = "demonstration"
"""Of a service that knows invented people only."""


class LocalDocuments:
    """The running service: `people` are dicts with `id_number` and `name`; it knows nobody else.

    Whoever is given a `uscc` is known as insured by that unit alone. `asked` are the questions that came with the right
    secret; `sent` counts the bytes of answers that never end.
    """

    def __init__(
        self,
        people: Iterable[Mapping[str, Any]],
        *,
        secret: str = SECRET,
        port: int = 0,
        title: str = TITLE,
        faults: Mapping[str, str] | None = None,
    ) -> None:
        self.people = {str(one["id_number"]): dict(one) for one in people if one.get("id_number")}
        self.secret, self.title, self.faults = secret, title, dict(faults or {})
        self.asked: list[dict[str, str]] = []
        self.sent = 0
        self.ends = threading.Event()
        self._server = _Server(("127.0.0.1", port), partial(_Handler, self))
        threading.Thread(target=self._server.serve_forever, name="local-documents", daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{PATH}"

    def person(self, question: Mapping[str, str]) -> dict[str, Any] | None:
        """Return whom it knows by number, name and, where it knows one, unit."""
        found = self.people.get(question.get("id_number", ""))
        if found is None or found.get("name") != question.get("name"):
            return None
        return found if found.get("uscc") in (None, "", question.get("unit_uscc")) else None

    def stop(self) -> None:
        self.ends.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked has gone: that is what it is here for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, service: LocalDocuments, *arguments: Any) -> None:
        self.service = service
        super().__init__(*arguments)

    def do_POST(self) -> None:
        self.close_connection = True
        question = self._question()
        given = self.headers.get("Authorization", "")
        if self.path != PATH:
            send(self, 404)
        elif not hmac.compare_digest(given.encode(), f"Bearer {self.service.secret}".encode()):
            send(self, 401)
        else:
            self.service.asked.append(question)
            self._answer(question)

    def do_GET(self) -> None:
        """Somebody who follows a redirect, or looks with a browser."""
        self.close_connection = True
        self.service.asked.append({"followed": self.path})
        send(self, 405)

    def _question(self) -> dict[str, str]:
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST_QUESTION)
        try:
            question = json.loads(self.rfile.read(length))
        except ValueError:
            return {}
        return {str(key): str(value) for key, value in question.items()} if isinstance(question, dict) else {}

    def _answer(self, question: dict[str, str]) -> None:
        fault = self.service.faults.get(question.get("id_number", ""))
        person = self.service.person(question)
        if fault is not None:
            misbehave: Callable[[_Handler, LocalDocuments], None] = FAULTS[fault]
            misbehave(self, self.service)
        elif person is None:
            send(self, 404)
        else:
            send_pdf(self, certificate_of(self.service.title, person["name"], question))

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: the questions are about people."""


def main() -> None:
    parser = argparse.ArgumentParser(description="A local service of documents about invented people.")
    parser.add_argument("--people", type=Path, required=True, help="a JSON list of objects with id_number and name")
    parser.add_argument("--port", type=int, default=8790)
    parser.add_argument("--secret", default=SECRET)
    parser.add_argument("--title", default=TITLE)
    given = parser.parse_args()
    people = json.loads(given.people.read_text(encoding="utf-8"))
    with LocalDocuments(people, secret=given.secret, port=given.port, title=given.title) as service:
        sys.stdout.write(f"{service.address}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
