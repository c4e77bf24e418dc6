"""One question and its answer, over when its time is over."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections.abc import Callable

from applications.choices import FetchFault
from applications.fetching.asking import Document, NotFetched


class Exchange:
    """Runs in a thread of its own: a time-out of a socket begins anew with each byte, and looking up a name has none.

    Whoever waits for it goes on in time, whatever the thread is held up by; the thread ends with its connection.
    """

    def __init__(self, connection: http.client.HTTPConnection, ask: Callable[[], Document]) -> None:
        self._connection, self._ask = connection, ask
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._socket: socket.socket | None = None  # the connection lets go of it before the answer is read
        self._is_given_up = False
        self._outcome: Document | NotFetched | None = None

    def within(self, seconds: float) -> Document:
        """Return the answer if it comes within so many seconds. Raises NotFetched."""
        threading.Thread(target=self._run, args=(seconds,), name="fetch", daemon=True).start()
        self._ended.wait(seconds)
        with self._lock:
            self._is_given_up = self._outcome is None
            self._hang_up()
        if self._outcome is None:
            raise NotFetched(FetchFault.SLOW, "given up")
        if isinstance(self._outcome, NotFetched):
            raise self._outcome
        return self._outcome

    def _run(self, seconds: float) -> None:
        outcome = self._tried(seconds)
        with self._lock:
            if not self._is_given_up:
                self._outcome = outcome
            elif isinstance(outcome, Document):
                outcome.close()
        self._connection.close()
        self._ended.set()

    def _tried(self, seconds: float) -> Document | NotFetched:
        """Only the kind of a fault is kept: its words may repeat the address or a header."""
        try:
            self._connect(seconds)
            return self._ask()
        except NotFetched as fault:
            return fault
        except TimeoutError:
            return NotFetched(FetchFault.SLOW, "TimeoutError")
        except (OSError, http.client.HTTPException, ValueError) as error:
            return NotFetched(FetchFault.BROKEN_OFF if self._socket else FetchFault.AWAY, type(error).__name__)

    def _connect(self, seconds: float) -> None:
        """Open the connection within the time-out that it has for this; nothing is sent once nobody waits."""
        try:
            self._connection.connect()
        except OSError as error:
            raise NotFetched(FetchFault.AWAY, type(error).__name__) from None
        with self._lock:
            if self._is_given_up:
                raise NotFetched(FetchFault.SLOW)
            self._socket = self._connection.sock
            self._socket.settimeout(seconds)

    def _hang_up(self) -> None:
        """Wake whoever reads or writes: the socket's own call, for that of TLS is not made for a second thread."""
        if self._is_given_up and self._socket is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
