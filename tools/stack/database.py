"""The stack's PostgreSQL: a cluster of Debian's server with the two roles, made at the first start."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from tools.stack.layout import APP_ROLE, DATABASE, OWNER, Layout
from tools.stack.secrets import read_secrets

OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "log_min_error_statement": "panic",  # statements hold what people typed
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",  # so does the DETAIL line of a refused row
}


class DatabaseError(Exception):
    """PostgreSQL could not be prepared."""


def binaries() -> Path:
    """Return the folder of the newest installed server."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not installed:
        raise DatabaseError("PostgreSQL is not installed; `make stack` installs it, see tools/setup.sh")
    return installed[-1]


def as_account() -> list[str]:
    """What to put before a command that PostgreSQL refuses to do as root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", "--"]


def database_command(home: Path, port: int) -> tuple[str, ...]:
    options = OPTIONS | {"unix_socket_directories": ""}
    flags = [flag for name, value in options.items() for flag in ("-c", f"{name}={value}")]
    return (str(binaries() / "postgres"), "-D", str(home / "data"), "-p", str(port), *flags)


def create_cluster(layout: Layout, home: Path, *, anew: bool = False) -> bool:
    """Make an empty cluster, unless it is there already (and not wanted `anew`); say whether it was made."""
    if not anew and (home / "data" / "PG_VERSION").exists() and not (home / "unfinished").exists():
        return False
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, mode=0o700)
    (home / "unfinished").touch()
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")
    _initdb(home, read_secrets(layout)["DATABASE_ADMIN_PASSWORD"])
    (home / "unfinished").unlink()
    return True


def _initdb(home: Path, password: str) -> None:
    with tempfile.NamedTemporaryFile("w", dir=home) as file:
        file.write(password)
        file.flush()
        if os.geteuid() == 0:
            shutil.chown(file.name, "postgres")
        command = [*as_account(), str(binaries() / "initdb"), "-D", str(home / "data"), "-U", "postgres"]
        command += ["-A", "scram-sha-256", f"--pwfile={file.name}", "-E", "UTF8", "--locale=C.UTF-8"]
        outcome = subprocess.run(command, cwd=home, capture_output=True, text=True)
    if outcome.returncode:
        raise DatabaseError(f"initdb failed:\n{outcome.stderr}")


def connect(layout: Layout, *, database: str = DATABASE, port: int | None = None) -> psycopg.Connection:
    """Connect as the server's administrator, for measuring and for making roles; the portal never does."""
    return psycopg.connect(
        host="127.0.0.1",
        port=port or layout.database_port,
        user="postgres",
        password=read_secrets(layout)["DATABASE_ADMIN_PASSWORD"],
        dbname=database,
        autocommit=True,
        connect_timeout=5,
    )


def wait_until_ready(layout: Layout, *, port: int | None = None, seconds: float = 30) -> None:
    """Return once PostgreSQL lets people in: its port answers sooner."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            connect(layout, database="postgres", port=port).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def create_roles(layout: Layout, *, port: int | None = None) -> None:
    """Make the owner, the portal's role and the empty database, where they are missing."""
    known = read_secrets(layout)
    roles = {
        OWNER: ("CREATEDB BYPASSRLS", known["DATABASE_OWNER_PASSWORD"]),
        APP_ROLE: ("NOCREATEDB NOBYPASSRLS", known["DATABASE_PASSWORD"]),
    }
    with connect(layout, database="postgres", port=port) as connection:
        for role, (rights, password) in roles.items():
            _create_role(connection, role, rights, password)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )


def _create_role(connection: psycopg.Connection, role: str, rights: str, password: str) -> None:
    verb = "ALTER" if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() else "CREATE"
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER {} PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(role), sql.SQL(rights), sql.Literal(password)
        )
    )
