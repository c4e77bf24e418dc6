"""The import of a thousand persons from an Excel file, as `make bench` measures it: time a person, and the most memory."""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import CaseImport
from applications.services.importing import check_import, import_some, start_import
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_unit
from tests.collecting import book, publish_collection, row_of
from units.models import Unit

FEW, MANY = 100, 1_000
FIRST = 3_000_000
RECORDS = 3
"""Rows of a person on each of two further sheets."""


def imports(tenant: Tenant) -> Iterator[str]:
    """Check and take a file with few and with many persons; what one of many costs beside one of few."""
    keeper = make_person(tenant)
    unit = make_unit(tenant, administrator=keeper)
    seconds: dict[int, tuple[float, float]] = {}
    memory: dict[int, Memory] = {}
    first = FIRST
    for size in (FEW, MANY):
        content = _file(first, size)
        with tenant_scope(tenant):
            seconds[size], memory[size] = _with_memory(partial(_import, tenant, unit, keeper, content))
        first += size
    for size in (FEW, MANY):
        checked, taken = (1000 * part / size for part in seconds[size])
        yield f"{size:,} persons: checked {checked:.1f} ms, taken {taken:.1f} ms a person; {_words(memory[size])}"
    few, many = (sum(seconds[size]) / size for size in (FEW, MANY))
    yield f"ratio of a person in many to one in few {many / few:.2f}"


def _words(memory: Memory) -> str:
    return f"memory +{memory.grown / 1024:.0f} MB, reading process {memory.child / 1024:.0f} MB"


def _file(first: int, size: int) -> bytes:
    numbers = [invented_id_number(first + number) for number in range(size)]
    people = [row_of(first + number, f"导入{number}") for number in range(size)]
    jobs = [
        {"证件号码": number, "起始年月": f"200{n}-09", "工作单位": "某单位"}
        for number in numbers
        for n in range(RECORDS)
    ]
    awards = [
        {"证件号码": number, "荣誉名称": f"奖项{n}", "获奖时间": "2018-11-06"} for number in numbers for n in range(2)
    ]
    sheets: dict[str, Any] = {"工作／经历": jobs, "荣誉奖项": awards}
    return book(*people, **sheets)


def _import(tenant: Tenant, unit: Unit, keeper: User, content: bytes) -> tuple[float, float]:
    version = publish_collection(tenant)
    start = time.perf_counter()
    upload = SimpleUploadedFile("人员.xlsx", content)
    kept: CaseImport = check_import(version=version, unit=unit, by=keeper, upload=upload)
    assert kept.refused_people == 0, kept.findings[:3]
    checked = time.perf_counter() - start
    start_import(case_import_id=kept.pk, by=keeper, informed=True)
    while import_some(case_import_id=kept.pk, seconds=8):
        pass
    return checked, time.perf_counter() - start - checked


@dataclass
class Memory:
    """How many KiB this process grew by at most, and how large a process that it started became."""

    grown: int = 0
    child: int = 0


def _with_memory(act: Callable[[], Any]) -> tuple[Any, Memory]:
    """Return what came of it, and the memory that it took meanwhile, looked at twenty times a second."""
    _give_back()
    before, found, is_over = _resident("self"), Memory(), threading.Event()

    def watch() -> None:
        while not is_over.wait(0.05):
            found.grown = max(found.grown, _resident("self") - before)
            found.child = max(found.child, *map(_resident, _children()), 0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        return act(), found
    finally:
        is_over.set()
        watcher.join()


def _give_back() -> None:
    """Return to the system what making the file has left behind, so that growth is seen."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)


def _children() -> list[str]:
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return [pid for one in found for pid in _read(one).split()]


def _resident(pid: str) -> int:
    fields = _read(Path(f"/proc/{pid}/statm")).split()
    return int(fields[1]) * resource.getpagesize() // 1024 if fields else 0


def _read(path: Path) -> str:
    """What stands there; nothing once the process is gone."""
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""
