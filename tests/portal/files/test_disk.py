"""Files on a disk: whole, or not there; and words where there is no room."""

import errno
import os
import time
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation

from portal.files.disk import PART, Disk
from portal.files.faults import NoRoom


def all_files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_was_put_is_found_and_only_by_its_owner(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "media")

    assert disk.put("1/a/file.jpg", b"content")

    assert disk.get("1/a/file.jpg") == b"content"
    assert disk.has("1/a/file.jpg")
    assert [name for name, _written in disk.names()] == ["1/a/file.jpg"]
    assert disk.path("1/a/file.jpg").stat().st_mode & 0o777 == 0o600
    assert disk.path("1/a").stat().st_mode & 0o777 == 0o700


def test_a_name_that_is_taken_is_said_and_its_file_replaced(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.put("a", b"one")

    assert not disk.put("a", b"two")
    assert disk.get("a") == b"two"


def test_content_and_name_reach_the_disk_before_put_returns(tmp_path: Path, monkeypatch) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (done.append(os.readlink(f"/proc/self/fd/{fd}")), fsync(fd)))
    monkeypatch.setattr(os, "replace", lambda a, b: (done.append("rename"), replace(a, b)))

    Disk(tmp_path).put("new/a", b"content")

    assert done[0] == str(tmp_path)  # holds the name of the folder that was made
    assert PART in done[1]
    assert done[2:] == ["rename", str(tmp_path / "new")]


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_and_keeps_what_was_there(tmp_path: Path, monkeypatch, failing: str) -> None:
    disk = Disk(tmp_path)
    disk.put("a", b"old")

    def fail(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, failing, fail)

    for name in ("a", "b"):
        with pytest.raises(NoRoom):
            disk.put(name, b"new")
    assert all_files(tmp_path) == ["a"]
    assert disk.get("a") == b"old"


def test_the_reserve_is_not_touched(tmp_path: Path) -> None:
    with pytest.raises(NoRoom, match="less is free than the reserve"):
        Disk(tmp_path, reserve=2**60).put("a", b"content")
    assert all_files(tmp_path) == []


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a/../../b"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(SuspiciousFileOperation):
        Disk(tmp_path / "media").put(name, b"")


def test_what_a_dead_writer_left_is_never_seen_and_removed_later(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    for name, age in ((f"{PART}old", 7200), (f"{PART}new", 10)):
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (time.time() - age,) * 2)

    assert list(disk.names()) == []
    assert disk.remove_parts(older_than=3600) == 1
    assert all_files(tmp_path) == [f"{PART}new"]
