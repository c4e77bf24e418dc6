"""Starts the account network that the demonstration and the tests sign in by (docs/developer.md)."""

from __future__ import annotations

import argparse
import http.client
import json
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
SERVER = Path(__file__).with_name("server") / "main.mjs"
PACKAGE = ROOT / "node_modules" / "oidc-provider"

PATIENCE = 30.0  # seconds for the server to answer
DISCOVERY = "/.well-known/openid-configuration"


class NetworkNotStarted(Exception):
    """The account network does not run; the message says why, and what to do."""


class LocalNetwork:
    """A running OpenID Connect server with invented people.

    What is given as `people` and `clients` lies in two files that the server reads anew whenever it needs them; `let_in`
    and `know` replace them while it runs. With `list_people` its pages offer the accounts to be picked without a
    password. The server ends with the process that started it. Raises NetworkNotStarted.
    """

    def __init__(
        self,
        people: list[dict[str, Any]],
        clients: list[dict[str, Any]],
        port: int = 0,
        *,
        list_people: bool = False,
        name: str = "统一账号网络",
    ) -> None:
        self.port = port or free_port()
        self.issuer = f"http://localhost:{self.port}"
        self._folder = tempfile.TemporaryDirectory(prefix="network-")
        self._home = Path(self._folder.name)
        self.people_file = self._home / "people.json"
        self.clients_file = self._home / "clients.json"
        self._instance = secrets.token_hex(8)
        self._process: subprocess.Popen[bytes] | None = None
        self.let_in(people)
        self.know(clients)
        self._write("config.json", self._settings() | {"name": name, "listPeople": list_people})
        self.start_again()

    def __enter__(self) -> LocalNetwork:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def let_in(self, people: list[dict[str, Any]]) -> None:
        """These people, and no others, have an account from now on."""
        self._write(self.people_file.name, people)

    def know(self, clients: list[dict[str, Any]]) -> None:
        """These clients, and no others, are served from now on."""
        self._write(self.clients_file.name, clients)

    def start_again(self) -> None:
        """Serve, at the same address as before; with new keys, and nobody signed in."""
        self.stop()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command(), stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=ROOT)
        self._wait()

    def stop(self) -> None:
        """Nobody answers at the address any longer; people and clients are kept."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        _close(self._process.stdin)
        self._process = None

    def close(self) -> None:
        self.stop()
        self._folder.cleanup()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def _log(self) -> Path:
        return self._home / "log"

    def _settings(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "port": self.port,
            "people": str(self.people_file),
            "clients": str(self.clients_file),
            "instance": self._instance,
        }

    def _command(self) -> list[str]:
        node = shutil.which("node")
        if node is None:
            raise NetworkNotStarted(
                "the account network runs on Node, and there is no `node`: `make setup` installs it"
            )
        if not PACKAGE.is_dir():
            raise NetworkNotStarted(f"{PACKAGE} is missing: `make setup` installs it")
        return [node, str(SERVER), str(self._home / "config.json")]

    def _write(self, name: str, content: Any) -> None:
        beside = self._home / f"{name}.written"
        beside.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
        beside.replace(self._home / name)  # the server never reads half a file

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not _answers(self.port, self._instance):
            if not self.is_running or time.monotonic() > deadline:
                said = self._log.read_text(encoding="utf-8", errors="replace")
                self.stop()
                raise NetworkNotStarted(f"the account network does not answer at {self.issuer}:\n{said}")
            time.sleep(0.05)


def free_port() -> int:
    """Return a port of this machine where nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(port: int, instance: str) -> bool:
    """Whether this very server answers there, and not another one that had the port before."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", DISCOVERY)
        answer = connection.getresponse()
        return answer.status == http.HTTPStatus.OK and answer.getheader("x-instance") == instance
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _close(stream: IO[bytes] | None) -> None:
    if stream is not None:
        stream.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m portal.network.local", description=__doc__)
    parser.add_argument("people", type=Path, help="JSON: who has an account")
    parser.add_argument("clients", type=Path, help="JSON: the portals' clients")
    parser.add_argument("--port", type=int, default=8040)
    return parser.parse_args()


def main() -> None:
    given = _arguments()
    people, clients = (json.loads(file.read_text(encoding="utf-8")) for file in (given.people, given.clients))
    with LocalNetwork(people, clients, given.port, list_people=True) as network:
        print(f"{network.issuer}{DISCOVERY}\n{network.people_file}")  # noqa: T201
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
