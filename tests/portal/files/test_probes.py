"""Files that wait for an object store are told of."""

import os
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from portal.files import probes
from portal.files.disk import Disk
from portal.files.objects import Objects
from portal.files.probes import storage
from portal.files.spool import Spooled

NOWHERE = "s3://key:secret@127.0.0.1:9/bucket?plain=on"


def test_nothing_waits_on_a_disk_of_our_own() -> None:
    reading = storage()
    assert (reading.is_well, reading.values["files_waiting"]) == (True, 0)


@pytest.mark.parametrize(("age", "is_well"), [(5, True), (90, False)])
def test_a_file_that_waits_too_long_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: int, is_well: bool
) -> None:
    spool = Disk(tmp_path, reserve=0)
    spool.put("a/b", b"content")
    os.utime(tmp_path / "a" / "b", (time.time() - age,) * 2)
    monkeypatch.setattr(probes, "default_storage", SimpleNamespace(place=Spooled(Objects(NOWHERE), spool)))
    reading = storage()
    assert (reading.is_well, reading.values["files_waiting"]) == (is_well, 1)
