"""From the name of a case file to its lines and the exit status."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from applications.scheme.faults import SchemeError
from applications.services.publishing import UnableToPublish
from review.walking.apart import migrate_if_needed, nothing_remains
from review.walking.expecting import is_refusal_expected, mismatches
from review.walking.reading import CaseFile, read_case
from review.walking.reporting import Line
from review.walking.walker import Walker

HELD, FAILED, BROKEN = 0, 1, 2
Write = Callable[[str], None]


def case_files(names: Iterable[str]) -> Iterator[Path]:
    """Yield the files named; a folder stands for the cases in it."""
    for name in names:
        path = Path(name)
        yield from sorted(path.glob("*.yaml")) if path.is_dir() else [path]


def walk_files(paths: Iterable[Path], *, out: Write, err: Write) -> int:
    """Walk cases one after the other, leaving nothing behind, and return the worst exit status.

    Lines of JSON go to `out`, what went otherwise than expected to `err`. HELD: as expected; FAILED: refused or not as
    expected; BROKEN: a case or its scheme has faults, and `out` gets nothing of it. A broken case needs no database.
    """
    read = [_read(path, err) for path in paths]
    if any(read):
        migrate_if_needed()
    return max(_walk_apart(file, out, err) if file else BROKEN for file in read)


def _read(path: Path, err: Write) -> CaseFile | None:
    try:
        return read_case(path)
    except SchemeError as error:
        err(str(error))
        return None


def _walk_apart(file: CaseFile, out: Write, err: Write) -> int:
    with nothing_remains():
        try:
            return _walk(file, out, err)
        except UnableToPublish as error:
            err(f"{file.scheme_path}:1: {error}")
            return BROKEN


def _walk(file: CaseFile, out: Write, err: Write) -> int:
    def say(line: Line) -> None:
        out(json.dumps(line, ensure_ascii=False))

    walker = Walker(file, say=say, note=lambda line, words: err(f"{file.name}:{line}: {words}"))
    last = walker.walk()
    say(last)
    return _judge(file, walker, last, err)


def _judge(file: CaseFile, walker: Walker, last: Line, err: Write) -> int:
    faults = mismatches(file, walker.events, last)
    if walker.unfulfilled:
        faults.insert(0, walker.unfulfilled)
    elif last.get("refused") and not is_refusal_expected(file):
        faults.insert(0, _refused(file, last["refused"]))
    for fault in faults:
        err(fault)
    return FAILED if faults else HELD


def _refused(file: CaseFile, refused: Line) -> str:
    step = f"step {refused['step']}" if refused["step"] else f"the {refused['part']}"
    lines = [f"{file.name}:{refused['line']}: {step} was refused: {refused['reason']}"]
    return "\n".join([*lines, *(f"  - {fault}" for fault in refused["faults"])])
