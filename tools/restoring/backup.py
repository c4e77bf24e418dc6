"""Taking a backup of a stack, and bringing it back into a second PostgreSQL and another folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tools.stack import Stack
from tools.stack.database import binaries
from tools.stack.environment import database_url
from tools.stack.layout import BUCKET
from tools.stack.processes import BIN
from tools.stack.secrets import read_secrets

Counts = dict[str, int]

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"


@dataclass(frozen=True)
class Backup:
    """One folder: the dump, the files, the checkpoints; and what was in the database at that moment."""

    folder: Path
    counts: Counts

    @property
    def dump(self) -> Path:
        return self.folder / "juxian.dump"

    @property
    def files(self) -> Path:
        return self.folder / "files"


def take_backup(stack: Stack, folder: Path) -> Backup:
    """Dump first, then copy the files: a file may then be newer than the dump, but never missing."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    with _snapshot(stack) as (connection, snapshot):
        backup = Backup(folder, counts_of(connection))
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={backup.dump}", owner_url(stack))
    _copy_files(stack, backup.files)
    return backup


@contextmanager
def _snapshot(stack: Stack) -> Iterator[tuple[psycopg.Connection, str]]:
    """One moment of a database that goes on working: the counts and the dump are both of it."""
    with psycopg.connect(owner_url(stack)) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield connection, str(row[0])


def counts_of(connection: psycopg.Connection) -> Counts:
    """Return the rows of each table, as the tables' owner sees them."""
    names = [str(name) for (name,) in connection.execute(TABLES).fetchall()]
    found = {}
    for name in names:
        row = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()
        found[name] = int(row[0]) if row else 0
    return found


def _copy_files(stack: Stack, target: Path) -> None:
    """Everything in the object store, and what still waits on this disk to be sent there."""
    known, layout = read_secrets(stack.layout), stack.layout
    remote = {
        "RCLONE_CONFIG": os.devnull,
        "RCLONE_S3_PROVIDER": "Other",
        "RCLONE_S3_ENDPOINT": f"http://127.0.0.1:{layout.s3_port}",
        "RCLONE_S3_ACCESS_KEY_ID": known["S3_ACCESS_KEY"],
        "RCLONE_S3_SECRET_ACCESS_KEY": known["S3_SECRET"],
    }
    command = [str(BIN / "rclone"), "copy", f":s3:{BUCKET}", str(target), "--quiet"]
    subprocess.run(command, env=os.environ | remote, check=True)
    if (spool := layout.written / "spool").exists():
        shutil.copytree(spool, target, dirs_exist_ok=True)


def restore(stack: Stack, backup: Backup, *, port: int) -> Counts:
    """Bring the dump into the empty database on `port`, as its owner, and return what is there then."""
    target = owner_url(stack, port=port)
    _run("pg_restore", "--exit-on-error", "--no-owner", "--jobs=2", f"--dbname={target}", str(backup.dump))
    with psycopg.connect(target) as connection:
        return counts_of(connection)


def owner_url(stack: Stack, *, port: int | None = None) -> str:
    return database_url(stack.layout, "juxian", read_secrets(stack.layout)["DATABASE_OWNER_PASSWORD"], port=port)


def _run(program: str, *arguments: str) -> None:
    outcome = subprocess.run([str(binaries() / program), *arguments], capture_output=True, text=True)
    if outcome.returncode:
        raise RuntimeError(f"{program} failed:\n{outcome.stderr[-2000:]}")
