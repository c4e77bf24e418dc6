"""A real S3-compatible server that checks signatures: answering, stopped, and away."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.files import objects
from portal.files.disk import Disk
from portal.files.faults import StorageAway
from portal.files.jobs import move_spool
from portal.files.objects import Objects
from portal.files.spool import Spooled
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant
from tests.plugins.services import _free_port

RCLONE = Path(sys.executable).parent / "rclone"


class Server:
    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        (folder / "files").mkdir(parents=True)
        command = [str(RCLONE), "serve", "s3", "--addr", f"127.0.0.1:{self.port}", "--auth-key", "key,secret-secret"]
        self.process = subprocess.Popen([*command, str(folder)], stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise AssertionError("rclone does not answer")

    def url(self, secret: str = "secret-secret") -> str:
        return f"s3://key:{secret}@127.0.0.1:{self.port}/files?plain=on"

    @contextlib.contextmanager
    def hung(self) -> Iterator[None]:
        os.kill(self.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    if not RCLONE.exists() and not shutil.which("rclone"):
        pytest.fail("rclone is not installed: `make setup-test` installs it")
    server = Server(tmp_path_factory.mktemp("objects"))
    yield server
    server.process.kill()
    server.process.wait()


@pytest.fixture(autouse=True)
def impatient(monkeypatch) -> None:
    """The times of production are seconds; what they do is the same."""
    monkeypatch.setattr(objects, "CONNECT_SECONDS", 0.5)
    monkeypatch.setattr(objects, "READ_SECONDS", 0.5)
    monkeypatch.setattr(objects, "QUIET_SECONDS", 1.0)


@pytest.fixture
def place(server: Server, tmp_path: Path) -> Spooled:
    return Spooled(Objects(server.url()), Disk(tmp_path / "spool"))


def waiting(place: Spooled) -> list[str]:
    return sorted(name for name, _written in place.spool.names())


def test_what_was_put_is_found(place: Spooled) -> None:
    assert place.put("1/a", b"content")
    assert not place.put("1/a", b"content")

    assert place.get("1/a") == b"content"
    assert place.has("1/a")
    assert "1/a" in dict(place.names())
    assert waiting(place) == []

    place.remove("1/a")
    place.remove("1/a")
    assert not place.has("1/a")
    with pytest.raises(FileNotFoundError):
        place.get("1/a")


def test_a_wrong_key_is_a_storage_that_is_away_and_no_missing_file(server: Server) -> None:
    with pytest.raises(StorageAway):
        Objects(server.url("wrong")).get("1/a")


def test_while_the_store_hangs_files_wait_on_the_disk_and_are_read_there(server: Server, place: Spooled) -> None:
    with server.hung():
        place.put("2/a", b"a")
        start = time.monotonic()
        place.put("2/b", b"b")
        assert time.monotonic() - start < 0.5  # the second one did not ask
        assert place.get("2/a") == b"a"
        assert waiting(place) == ["2/a", "2/b"]
        time.sleep(1.1)
        assert place.move() == (0, 2)
    time.sleep(1.1)

    assert place.move() == (2, 0)
    assert (place.get("2/a"), place.objects.get("2/b")) == (b"a", b"b")


def test_a_store_that_refuses_connections_is_away_too(tmp_path: Path) -> None:
    place = Spooled(Objects(f"s3://key:secret@127.0.0.1:{_free_port()}/files?plain=on"), Disk(tmp_path))

    place.put("3/a", b"a")
    assert place.get("3/a") == b"a"
    with pytest.raises(StorageAway):
        place.get("3/b")
    with pytest.raises(StorageAway):
        place.has("3/b")


def test_a_newer_content_is_not_overtaken_by_what_waited(server: Server, place: Spooled) -> None:
    with server.hung():
        place.put("4/a", b"old")
    time.sleep(1.1)
    place.put("4/a", b"new")

    assert place.move() == (0, 0)
    assert place.get("4/a") == b"new"


def test_one_process_moves_at_a_time_and_a_dead_one_holds_nothing(place: Spooled) -> None:
    place.spool.put("5/a", b"a")
    with place._alone() as first:
        assert first
        assert place.move() == (0, 1)

    assert place.move() == (1, 0)


@pytest.mark.django_db
def test_the_job_moves_what_the_default_storage_spooled(server: Server, place: Spooled) -> None:
    with tenant_scope(make_tenant()), default_storage.at(place):
        with server.hung():
            default_storage.save("6/a", ContentFile(b"content"))
            assert default_storage.read("6/a") == b"content"
            default_storage.delete("6/never-there")  # says nothing, and holds nobody up
        time.sleep(1.1)
        assert move_spool() == 0
        assert default_storage.read("6/a") == b"content"
        assert b"content" not in place.objects.get("6/a")


def test_jobs_are_quiet_where_there_is_no_object_store() -> None:
    assert move_spool() == 0
