"""A server that listens while everything it shows stands in a transaction that is never committed.

So the two portals of tests/policy serve here as well: real HTTP for a real browser, and nothing to clean up after.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections, transaction
from django.test import override_settings
from django.test.testcases import QuietWSGIRequestHandler
from django.utils import translation

from portal.calendar import set_clock
from tests.policy.world import MORNING


class _Server(ThreadedWSGIServer):
    """Its threads borrow the test's connections and must not close them."""

    daemon_threads = True

    def _close_connections(self) -> None:
        pass


class _OneAtATime(StaticFilesHandler):
    """Browsers ask for many things at once; one connection, and one moment of the clock, answer them in turn."""

    def __init__(self) -> None:
        super().__init__(WSGIHandler())
        self.turn = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/static/"):
            return super().__call__(environ, start_response)
        with self.turn, set_clock(MORNING), translation.override(None):
            response = super().__call__(environ, start_response)
            try:
                return [b"".join(response)]
            finally:
                if hasattr(response, "close"):
                    response.close()


@contextmanager
def listening() -> Iterator[int]:
    """Serve the portals from this thread's transaction; return the port."""
    with _lent_connections() as lent:
        server = _Server(("localhost", 0), QuietWSGIRequestHandler, connections_override=lent)
        server.set_app(_OneAtATime())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


@contextmanager
def _lent_connections() -> Iterator[dict[str, Any]]:
    """Let other threads use them. A request usually drops a connection that is in a transaction; not these."""
    lent = {one.alias: one for one in connections.all(initialized_only=True)}
    for one in lent.values():
        one.inc_thread_sharing()
        one.close_if_unusable_or_obsolete = lambda: None
    try:
        yield lent
    finally:
        for one in lent.values():
            one.dec_thread_sharing()
            del one.close_if_unusable_or_obsolete


@contextmanager
def undone() -> Iterator[None]:
    """A moment of the morning of which nothing stays; inside it a `Caller` may undo things of its own."""
    with override_settings(SMS_BACKEND="console"), set_clock(MORNING), translation.override("zh-hans"):
        caches["process"].clear()
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    for cache in caches.all():
        cache.clear()
