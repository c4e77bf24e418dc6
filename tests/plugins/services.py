"""Gives the tests a PostgreSQL and a Redis of their own, on ports of their own, gone when the tests end.

Django reads its settings before any conftest.py, so this is a plugin and not a fixture. DATABASE_URL and REDIS_URL
are honoured where they are set; the xdist workers find them set by their controller.
"""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

PATIENCE = 20  # seconds for a server to answer

SUPERUSER = "JUXIAN_TEST_SUPERUSER"
"""Where `tests/plugins/quiet.py` finds the one who may empty tables; unset where the tests were given a server."""

services = ExitStack()
atexit.register(services.close)  # also where pytest gives up before it is configured


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """A wrapper runs before every plain hook, and so before pytest-django has read the settings."""
    os.environ["JUXIAN_ENV"] = "test"
    _give("DATABASE_URL", start_postgresql)
    _give("REDIS_URL", start_redis)
    _take_own_redis_database()
    if "JUXIAN_VAR" not in os.environ or _is_worker():
        os.environ["JUXIAN_VAR"] = str(_scratch_directory())
    return (yield)


def pytest_unconfigure() -> None:
    services.close()


def _give(variable: str, start: Callable[[], str]) -> None:
    if variable not in os.environ:
        os.environ[variable] = start()


def _is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def _take_own_redis_database() -> None:
    """Workers must not see each other's cache; PostgreSQL they part by themselves."""
    if _is_worker():
        number = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{number}"


def _scratch_directory() -> Path:
    path = Path(tempfile.mkdtemp(prefix="juxian-test-"))
    services.callback(shutil.rmtree, path, ignore_errors=True)
    return path


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int, name: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise pytest.UsageError(f"{name} did not answer within {PATIENCE} seconds")


def start_postgresql() -> str:
    """A cluster without fsync: it lives for minutes, and nobody needs it after a crash."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not installed:
        raise pytest.UsageError("PostgreSQL is not installed: `make test` installs it, or set DATABASE_URL")
    binaries, home, port = installed[-1], _scratch_directory(), _free_port()
    as_account: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(home, user="postgres")
        as_account = ["runuser", "-u", "postgres", "--"]

    def run(program: str, *arguments: str) -> None:
        # The server inherits the output: a pipe would keep us waiting until it ends.
        with (home.parent / f"{home.name}.log").open("ab") as log:
            command = [*as_account, str(binaries / program), *arguments]
            if subprocess.run(command, cwd=home, stdout=log, stderr=log).returncode:
                raise pytest.UsageError(f"{program} failed:\n{Path(log.name).read_text(errors='replace')}")

    services.callback((home.parent / f"{home.name}.log").unlink)
    data = str(home / "data")
    run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c max_connections=100"
    options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    run("pg_ctl", "start", "-D", data, "-w", "-s", "-o", options)
    services.callback(run, "pg_ctl", "stop", "-D", data, "-s", "-m", "immediate")
    # As in production: the portal's role owns nothing and is above nothing, so row security binds it.
    for statement in (
        "CREATE ROLE juxian LOGIN CREATEDB BYPASSRLS",
        "CREATE ROLE juxian_app LOGIN",
        "CREATE DATABASE juxian OWNER juxian",
    ):
        run("psql", "-h", str(home), "-p", str(port), "-U", "postgres", "-qc", statement)
    os.environ["DATABASE_OWNER_URL"] = f"postgres://juxian@127.0.0.1:{port}/juxian"
    os.environ[SUPERUSER] = f"postgres://postgres@127.0.0.1:{port}"
    return f"postgres://juxian_app@127.0.0.1:{port}/juxian"


def start_redis() -> str:
    server = shutil.which("redis-server")
    if server is None:
        raise pytest.UsageError("Redis is not installed: `make test` installs it, or set REDIS_URL")
    home, port = _scratch_directory(), _free_port()
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(home)]
    process = subprocess.Popen([*command, "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL)
    services.callback(process.wait)
    services.callback(process.terminate)
    _wait_for(port, "Redis")
    return f"redis://127.0.0.1:{port}/0"
