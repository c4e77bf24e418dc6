"""The Nu HTML checker, run once by each worker and asked about every page as the portal served it."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import time
from typing import Any, Self

from tests.e2e.stage import ROOT
from tests.policy.calling import _CHANGING

JAR = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
MEMORY = ("-Xmx512m", "-Xss8m", "-XX:TieredStopAtLevel=1")  # its schemas are read by deep recursion


HEADERS = {"Content-Type": "text/html; charset=utf-8", "User-Agent": "tests/faces"}


class NuChecker:
    """Answers what is wrong with a page; the same page is looked at once."""

    def __init__(self) -> None:
        self.known: dict[str, list[str]] = {}

    def __enter__(self) -> Self:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        bind = "-Dnu.validator.servlet.bind-address=127.0.0.1"
        self.process = subprocess.Popen(
            ["java", *MEMORY, bind, "-cp", str(JAR), "nu.validator.servlet.Main", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return self

    def __exit__(self, *_how: object) -> None:
        self.process.terminate()
        self.process.wait()

    def faults_in(self, html: str) -> list[str]:
        if html not in self.known:
            self.known[html] = [_told(one) for one in self._ask(html) if one["type"] != "info"]
        return self.known[html]

    def _ask(self, html: str) -> list[dict[str, Any]]:
        self._wait_until_it_listens()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", "/?out=json&level=error", html.encode(), HEADERS)
        answer = connection.getresponse()
        words = answer.read()
        assert answer.status == 200, f"the checker answered {answer.status}: {words!r}"
        messages: list[dict[str, Any]] = json.loads(words)["messages"]
        return messages

    def _wait_until_it_listens(self) -> None:
        for _attempt in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the HTML checker did not start")


def _told(message: dict[str, Any]) -> str:
    extract = _CHANGING.sub("", " ".join(message.get("extract", "").split()))
    return f"HTML: {message['message']} …{extract}…"
