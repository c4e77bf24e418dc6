"""The supervisor keeps its promises with processes that cost nothing; secrets stay; the certificate fits."""

import os
import signal
import ssl
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.stack import Layout, Stack
from tools.stack.processes import Process, folders
from tools.stack.secrets import NAMES, read_secrets
from tools.stack.supervisor import Supervisor
from tools.stack.tls import make_certificates

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path)
    for folder in folders(layout):
        folder.mkdir(parents=True, exist_ok=True)
    return layout


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def supervisor(layout: Layout, told: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(layout, told.append)
    yield supervisor
    supervisor.stop()


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_process_is_started_again(layout: Layout, supervisor: Supervisor, told: list[str]) -> None:
    stack = Stack(layout)
    supervisor.want([Process("sleeper", SLEEPER)])
    first = stack.pid("sleeper")
    assert stack.kill("sleeper")
    wait_for(lambda: (layout.pids / "sleeper").exists() and stack.pid("sleeper") != first)
    assert told == ["sleeper ended with -9"]


def test_a_held_process_waits_until_it_is_let_go(layout: Layout, supervisor: Supervisor) -> None:
    stack = Stack(layout)
    supervisor.want([Process("sleeper", SLEEPER)])
    first = stack.pid("sleeper")
    with stack.held("sleeper"):
        wait_for(lambda: not is_alive(first))
        time.sleep(0.3)
        assert not (layout.pids / "sleeper").exists()
    wait_for(lambda: (layout.pids / "sleeper").exists())


def test_a_paused_process_goes_on_afterwards(layout: Layout, supervisor: Supervisor) -> None:
    stack = Stack(layout)
    supervisor.want([Process("sleeper", SLEEPER)])

    def state() -> str:
        return Path(f"/proc/{stack.pid('sleeper')}/stat").read_text().rsplit(") ", 1)[1][0]

    with stack.paused("sleeper"):
        wait_for(lambda: state() == "T")
    wait_for(lambda: state() != "T")


def test_everything_ends_with_the_supervisor_children_included(layout: Layout, told: list[str]) -> None:
    parent = "import os, time; print(os.fork(), flush=True); time.sleep(60)"
    supervisor = Supervisor(layout, told.append)
    supervisor.want([Process("parent", (sys.executable, "-c", parent))])
    pid = Stack(layout).pid("parent")
    log = layout.logs / "parent.log"
    wait_for(lambda: len(log.read_text().split()) == 2)
    child = max(map(int, log.read_text().split()))
    supervisor.stop()
    assert not is_alive(pid)
    wait_for(lambda: not is_alive(child))
    assert told == []


def test_one_that_does_not_answer_is_named(layout: Layout, supervisor: Supervisor) -> None:
    with pytest.raises(TimeoutError, match=r"deaf does not answer; see .*deaf\.log"):
        supervisor.want([Process("deaf", SLEEPER, port=1)], seconds=0.3)


def test_one_that_dies_at_once_is_given_time(layout: Layout, supervisor: Supervisor, told: list[str]) -> None:
    """Each pause is twice as long as the one before: the fourth end comes after 0.4, 0.8 and 1.6 seconds at least."""
    start = time.monotonic()
    supervisor.want([Process("unlucky", (sys.executable, "-c", "raise SystemExit(3)"))])
    wait_for(lambda: len(told) >= 4)
    assert time.monotonic() - start > 2.5


def test_only_the_wanted_signal_is_sent(layout: Layout, supervisor: Supervisor, told: list[str]) -> None:
    supervisor.want([Process("sleeper", SLEEPER)])
    Stack(layout).kill("sleeper", signal.SIGTERM)
    wait_for(lambda: bool(told))
    assert told == ["sleeper ended with -15"]


def test_secrets_are_made_once_and_are_nobody_elses(layout: Layout) -> None:
    first = read_secrets(layout)
    assert first == read_secrets(layout)
    assert len(set(first.values())) == len(NAMES)
    assert stat.S_IMODE((layout.home / "secrets.env").stat().st_mode) == 0o600


def test_the_certificate_is_for_every_portal(layout: Layout) -> None:
    make_certificates(layout, ["ningbo.localhost"])
    folder = layout.authority.parent
    context = ssl.create_default_context(cafile=str(layout.authority))
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    before = (folder / "server.pem").read_bytes()
    make_certificates(layout, ["ningbo.localhost"])
    assert (folder / "server.pem").read_bytes() == before
    make_certificates(layout, ["ningbo.localhost", "hangzhou.localhost"])
    assert (folder / "server.pem").read_bytes() != before
    assert stat.S_IMODE((folder / "server.key").stat().st_mode) == 0o600
