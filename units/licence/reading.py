"""Asks child processes what stands on a licence: first for its QR code, and only then for its writing (CY-13)."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

PATIENCE_WITH_CODES = 6  # seconds; the search itself takes a fraction of one
_ROOT = Path(__file__).resolve().parent.parent.parent
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Reading:
    """What was found. One of name and uscc may be empty; an uscc whose check character is wrong is given as it was read."""

    name: str
    uscc: str
    source: Literal["qr", "ocr"]
    seconds: float


class Unreadable(Exception):
    """No licence was recognised. `advice` says what is wrong with the picture: too_small, too_dark, blurred, no_licence."""

    def __init__(self, advice: Sequence[str]) -> None:
        super().__init__(", ".join(advice))
        self.advice = list(advice)


class EngineAway(Exception):
    """The engine is not installed, was killed, or took too long; the form can be filled in by hand."""


def read_licence(path: Path, *, seconds: float = 20) -> Reading:
    """Return what a picture or PDF of a licence says; raise Unreadable or EngineAway, the latter after `seconds` at most.

    A QR code that names the unit's code is believed, and the engine is not started: the name is empty if the QR code has none.
    """
    start = time.monotonic()
    found = _codes(path, seconds)
    if not found.get("uscc"):
        left = seconds - (time.monotonic() - start)
        found = ask_child("text", [path], seconds=left)[0]
    if "unreadable" in found:
        raise Unreadable(found["unreadable"])
    return Reading(found["name"], found["uscc"], found["source"], time.monotonic() - start)


def _codes(path: Path, seconds: float) -> dict[str, Any]:
    """What the QR code says; nothing if the search for one fails, since the writing is still there to be read."""
    try:
        return ask_child("codes", [path], seconds=min(PATIENCE_WITH_CODES, seconds))[0]
    except EngineAway:
        return {}


def ask_child(task: Literal["codes", "text"], paths: Sequence[Path], *, seconds: float) -> list[dict[str, Any]]:
    """Return one answer for each picture, from one child process that looks at them in turn; raise EngineAway."""
    command = [sys.executable, "-E", "-s", "-m", "units.licence.child", task, str(seconds)]
    try:
        done = subprocess.run(
            [*command, *(str(path.resolve()) for path in paths)],
            capture_output=True, timeout=max(seconds, 0.1), check=False, env=_ENVIRONMENT, cwd=_ROOT,
        )  # fmt: skip
        answers = [json.loads(line) for line in done.stdout.splitlines()]
    except (subprocess.TimeoutExpired, OSError, ValueError) as error:
        raise EngineAway(type(error).__name__) from None
    if done.returncode or len(answers) != len(paths):
        raise EngineAway(f"the child process ended with {done.returncode}")
    return answers
