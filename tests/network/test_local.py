"""The network is started, stopped and started again from Python."""

import os
import shutil
import signal
import socketserver
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from portal.network import local
from portal.network.local import LocalNetwork, NetworkNotStarted
from tests.network.asking import Asking
from tests.network.people import individual
from tests.network.visiting import Visitor, is_led_away

ROOT = Path(__file__).resolve().parents[2]

STARTED_AND_LEFT = """
import time
from portal.network.local import LocalNetwork
network = LocalNetwork([], [])
print(network.issuer, flush=True)
time.sleep(60)
"""


def test_it_goes_away_and_comes_back_at_the_same_address(network: LocalNetwork) -> None:
    asking, visitor = Asking(network.issuer, "person"), Visitor(network.issuer)
    network.let_in([individual("zhang", 1)])
    network.know([asking.client])
    token = asking.trade(visitor.sign_in(asking.url(), "zhang")).json()["id_token"]
    network.stop()
    with pytest.raises(requests.ConnectionError):
        visitor.open(asking.url())
    network.start_again()
    with pytest.raises(KeyError):
        asking.claims(token)  # its key is gone
    assert not is_led_away(visitor.open(asking.url()))
    assert asking.trade(visitor.sign_in(asking.url(), "zhang")).ok


def test_it_ends_with_who_started_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTED_AND_LEFT]
    own = os.environ | {"TMPDIR": str(tmp_path)}  # who is killed leaves its folder behind
    with subprocess.Popen(command, cwd=ROOT, env=own, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout
        issuer = starter.stdout.readline().strip()
        assert requests.get(f"{issuer}/", timeout=20).ok
        starter.send_signal(signal.SIGKILL)
    assert _falls_silent(issuer)


def _falls_silent(issuer: str) -> bool:
    for _attempt in range(200):
        try:
            requests.get(f"{issuer}/", timeout=20)
        except requests.ConnectionError:
            return True
        time.sleep(0.05)
    return False


def test_without_node_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NetworkNotStarted, match="there is no `node`"):
        LocalNetwork([], [])


def test_a_node_that_is_too_old_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    older = tmp_path / "node"
    older.write_text(f'#!/bin/sh\nexec {shutil.which("node")} --import "data:text/javascript,delete URL.parse" "$@"\n')
    older.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    with pytest.raises(NetworkNotStarted, match="too old for the account network"):
        LocalNetwork([], [])


def test_without_the_package_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(local, "PACKAGE", tmp_path / "oidc-provider")
    with pytest.raises(NetworkNotStarted, match="make setup"):
        LocalNetwork([], [])


def test_another_network_at_the_port_is_not_taken_for_ones_own(network: LocalNetwork) -> None:
    with pytest.raises(NetworkNotStarted, match="EADDRINUSE"):
        LocalNetwork([], [], network.port)


@pytest.mark.parametrize("answer", [b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"220 mail\r\n"])
def test_whatever_else_has_the_port_is_not_taken_for_it(answer: bytes) -> None:
    class Other(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(1000)
            self.request.sendall(answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(NetworkNotStarted, match="EADDRINUSE"):
            LocalNetwork([], [], server.server_address[1])
        server.shutdown()
