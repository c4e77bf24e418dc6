"""Verifies an exported audit log. One file that stands alone: Python 3.11 and `cryptography`, no Django, no database.

    python verifying.py EXPORT.jsonl [--checkpoints FILE-OR-FOLDER …] [--public-key KEYS.pem …]

Exit status: 0 nothing found, 1 the log was tampered with, 2 the files cannot be read.

The form of an export, for those who want to write a verifier of their own. Each line is a JSON object:

- `{"kind": "header", "format": "juxian.audit.export.1", "tenant", "slug", "first", "previous", …}`
- `{"kind": "event", "sequence", "chained_at", "previous", "hash", "content_hash", "event": {…}}`, one for each link
- `{"kind": "checkpoint", "body": {…}, "hash", "signature"}`, after the event whose number is its body's `sequence`
- `{"kind": "end", "sequence", "head", "unchained"}`

CANONICAL(x) is x as JSON in UTF-8: keys sorted by code point, no spaces, no escapes but the necessary ones. H is SHA-256
in hexadecimal. Times are UTC with six decimals, `2026-03-02T01:02:03.000000+00:00`. Numbers are whole.

- content_hash = H("juxian.audit.event\\n" + CANONICAL(event)), where event has `form` 2. Rows of form 1 were written before
  there was a chain; theirs is H(CANONICAL([at, actor_name, action, target, words, detail])), the time without decimals that
  are 0, in UTC or in China's time, whichever clock had told it.
- hash = H("juxian.audit.link\\n" + CANONICAL([tenant, sequence, chained_at, previous, event.id, content_hash]));
  `previous` of the first link is 64 zeros.
- a checkpoint's hash = H("juxian.audit.checkpoint\\n" + CANONICAL(body)); its signature is Ed25519 over the same bytes,
  base64; `previous` in its body is the hash of the checkpoint before it.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import heapq
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

FORMAT = "juxian.audit.export.1"
GENESIS = "0" * 64
FORM = 2
FIRST_ZONES = (UTC, timezone(timedelta(hours=8)))
FAULTS_SHOWN = 50
RUN = 500_000
"""So many identities of events are sorted in memory at a time, whatever the size of the log."""

Line = dict[str, Any]


# --- The form --------------------------------------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def hash_of_event(event: Line) -> str:
    """Return the content hash of an event as it stands in an export."""
    return hashlib.sha256(b"juxian.audit.event\n" + canonical(event)).hexdigest()


def is_hash_of(event: Line, content_hash: str) -> bool:
    """Whether the event has this content hash, by the form it was hashed in."""
    if event["form"] == 1:
        return content_hash in {_hash_of_first_form(event, zone) for zone in FIRST_ZONES}
    return content_hash == hash_of_event(event)


def _hash_of_first_form(event: Line, zone: timezone) -> str:
    at = datetime.fromisoformat(event["at"]).astimezone(zone).isoformat()
    content = [at, *(event[name] for name in ("actor_name", "action", "target", "words", "detail"))]
    return hashlib.sha256(canonical(content)).hexdigest()


def hash_of_link(*, tenant: int, sequence: int, chained_at: str, previous: str, event: str, content_hash: str) -> str:
    content = [tenant, sequence, chained_at, previous, event, content_hash]
    return hashlib.sha256(b"juxian.audit.link\n" + canonical(content)).hexdigest()


def signed_bytes(body: Line) -> bytes:
    return b"juxian.audit.checkpoint\n" + canonical(body)


def key_id_of(public: bytes) -> str:
    """Return the name of a key: the first 16 digits of the hash of its 32 bytes."""
    return hashlib.sha256(public).hexdigest()[:16]


# --- What is found ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """`kind` is edited, deleted, inserted, swapped, repeated, cut, forged or broken; `sequence` is the event's number."""

    kind: str
    sequence: int | None
    text: str

    def __str__(self) -> str:
        where = f"event {self.sequence}: " if self.sequence is not None else ""
        return f"{self.kind.upper()}: {where}{self.text}"


@dataclass
class Report:
    """What the verifier knows at the end; `notes` say what it cannot know."""

    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fault_count: int = 0
    events: int = 0
    checkpoints: int = 0
    kept: int = 0
    head: str = GENESIS
    last: int = 0

    def add(self, kind: str, sequence: int | None, text: str) -> None:
        self.fault_count += 1
        if len(self.faults) < 1000:
            self.faults.append(Fault(kind, sequence, text))

    @property
    def kinds(self) -> set[str]:
        return {fault.kind for fault in self.faults}


class Keys:
    """The public keys that are believed. Without any, a checkpoint is checked with the key it names itself."""

    def __init__(self, trusted: Iterable[bytes] = ()) -> None:
        self.trusted = {key_id_of(raw): raw for raw in trusted}

    def objection_to(self, line: Line) -> str | None:
        """Say why a checkpoint is not to be believed, or None."""
        body = line["body"]
        raw = self.trusted.get(body["key"]) if self.trusted else base64.b64decode(body["public_key"])
        if raw is None:
            return f"signed with the key {body['key']}, which is none of those given"
        content = signed_bytes(body)
        if hashlib.sha256(content).hexdigest() != line["hash"]:
            return "its hash is not that of its content"
        try:
            Ed25519PublicKey.from_public_bytes(raw).verify(base64.b64decode(line["signature"]), content)
        except (InvalidSignature, ValueError):
            return "the signature is wrong"
        return None


class Repeats:
    """Finds identities that come twice, with little memory: sorted runs in temporary files, merged at the end."""

    def __init__(self) -> None:
        self._run: list[str] = []
        self._files: list[IO[str]] = []

    def add(self, identity: str, sequence: int) -> None:
        self._run.append(f"{identity} {sequence}\n")
        if len(self._run) >= RUN:
            self._spool()

    def found(self) -> Iterator[tuple[int, int]]:
        """Give the numbers of two events that are the same one, and close."""
        self._spool()
        before = ("", 0)
        for line in heapq.merge(*self._files):
            identity, _, number = line.rpartition(" ")
            if identity == before[0]:
                yield before[1], int(number)
            before = (identity, int(number))
        for file in self._files:
            file.close()

    def _spool(self) -> None:
        file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (closed when all runs are merged)
        file.writelines(sorted(self._run))
        file.seek(0)
        self._files.append(file)
        self._run = []


# --- The verifier ----------------------------------------------------------------------------------------------------


class Verifier:
    """Takes the lines of an export one by one; `finish` tells what was found.

    `kept` are checkpoints that were kept elsewhere: they alone show that the end was cut off, or all of it made anew.
    """

    def __init__(self, *, keys: Keys | None = None, kept: Iterable[Line] = ()) -> None:
        self.keys = keys or Keys()
        self.report = Report()
        self._kept: dict[int, list[Line]] = {}
        self._missing: set[int] = set()
        self._wide_gaps: list[tuple[int, int]] = []
        self._repeats = Repeats()
        self._tenant: int | None = None
        self._expected = 1
        self._checkpoint = (0, GENESIS)
        self._agreed = 0
        self._ended = False
        self._all_kept = list(kept)

    def feed(self, line: Line) -> None:
        """Check the next line of the export."""
        take = {"header": self._header, "event": self._event, "checkpoint": self._own_checkpoint, "end": self._end}
        try:
            take[line["kind"]](line)
        except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
            self.report.add(
                "broken", None, f"a line after event {self.report.last} is not of the known form: {error!r}"
            )

    def finish(self) -> Report:
        """Tell what was found, once there are no more lines."""
        for first, last in self._gaps():
            words = "this event is missing" if first == last else f"the events up to {last} are missing"
            self.report.add("deleted", first, words)
        for one, other in self._repeats.found():
            self.report.add("repeated", max(one, other), f"it is the same event as {min(one, other)}")
        for sequence in sorted(number for number in self._kept if number > self.report.last):
            self._cut(self._kept[sequence][-1])
        if not self._ended:
            self.report.add("cut", None, f"the file breaks off after event {self.report.last}: it has no last line")
        self._say_what_is_not_known()
        return self.report

    def _header(self, line: Line) -> None:
        if line["format"] != FORMAT:
            raise ValueError(f"format {line['format']}")
        self._tenant, self._expected, self.report.head = line["tenant"], line["first"], line["previous"]
        self.report.last = line["first"] - 1
        if self._expected != 1 or self.report.head != GENESIS:
            self.report.add("deleted", 1, f"the export does not begin with the first event but with {line['first']}")
        for kept in self._all_kept:
            self._take_kept(kept)

    def _take_kept(self, line: Line) -> None:
        body = line["body"]
        if body["tenant"] != self._tenant:
            return
        if objection := self.keys.objection_to(line):
            self.report.add("forged", body["sequence"], f"the checkpoint {body['number']} kept elsewhere: {objection}")
            return
        self.report.kept += 1
        self._kept.setdefault(body["sequence"], []).append(line)

    def _event(self, line: Line) -> None:
        sequence, report = int(line["sequence"]), self.report
        report.events += 1
        self._repeats.add(str(line["event"]["id"]), sequence)
        if not is_hash_of(line["event"], line["content_hash"]) or line["event"]["tenant"] != self._tenant:
            report.add("edited", sequence, "its content is not what was recorded")
        if sequence < self._expected:
            self._out_of_place(sequence)
            return
        is_next = sequence == self._expected
        self._note_gap(sequence)
        self._check_link(line, sequence, follows=is_next)
        report.head, report.last, self._expected = line["hash"], sequence, sequence + 1
        for kept in self._kept.get(sequence, []):
            self._compare(kept, "kept elsewhere")

    def _out_of_place(self, sequence: int) -> None:
        if sequence in self._missing:
            self._missing.discard(sequence)
            self.report.add("swapped", sequence, f"it stands behind event {self.report.last}")
        else:
            self.report.add("repeated", sequence, "a second event bears this number: one of the two was put in")

    def _note_gap(self, sequence: int) -> None:
        if sequence - self._expected > 10_000:
            self._wide_gaps.append((self._expected, sequence - 1))
        else:
            self._missing.update(range(self._expected, sequence))

    def _check_link(self, line: Line, sequence: int, *, follows: bool) -> None:
        if follows and line["previous"] != self.report.head:
            self.report.add(
                "inserted",
                sequence,
                "it does not follow from the event before it: that one was replaced, or one put in",
            )
        right = hash_of_link(
            tenant=line["event"]["tenant"],
            sequence=sequence,
            chained_at=line["chained_at"],
            previous=line["previous"],
            event=line["event"]["id"],
            content_hash=line["content_hash"],
        )
        if right != line["hash"]:
            self.report.add("inserted", sequence, "it was put in or replaced: its link's hash is wrong")

    def _own_checkpoint(self, line: Line) -> None:
        body, (number, previous) = line["body"], self._checkpoint
        self.report.checkpoints += 1
        objection = self.keys.objection_to(line)
        if objection is None and body["tenant"] != self._tenant:
            objection = "it is of another portal"
        if objection is None and number and (body["number"] != number + 1 or body["previous"] != previous):
            objection = f"it does not follow from the checkpoint {number}"
        if objection:
            self.report.add("forged", body["sequence"], f"the checkpoint {body['number']}: {objection}")
        elif body["sequence"] != self.report.last:
            self.report.add("deleted", body["sequence"], f"the checkpoint {body['number']} names an event not there")
        else:
            self._compare(line, "in the file")
        self._checkpoint = (body["number"], line["hash"])

    def _compare(self, line: Line, where: str) -> None:
        body = line["body"]
        if body["head"] == self.report.head:
            self._agreed = max(self._agreed, body["sequence"])
            return
        words = (
            f"the checkpoint {body['number']} {where}, signed {body['at']}, has another hash: events after"
            f" {self._agreed} and up to this one were changed, put in, removed or exchanged, and chained anew"
        )
        self.report.add("broken", body["sequence"], words)

    def _cut(self, kept: Line) -> None:
        body = kept["body"]
        words = (
            f"the checkpoint {body['number']} kept elsewhere, signed {body['at']}, vouches for {body['sequence']} events;"
            f" the last one here is {self.report.last}: the end was cut off"
        )
        self.report.add("cut", body["sequence"], words)

    def _end(self, line: Line) -> None:
        self._ended = True
        if (line["sequence"], line["head"]) != (self.report.last, self.report.head):
            self.report.add("cut", None, f"the last line speaks of {line['sequence']} events")

    def _gaps(self) -> Iterator[tuple[int, int]]:
        yield from self._wide_gaps
        run: list[int] = []
        for number in sorted(self._missing):
            if run and number != run[-1] + 1:
                yield run[0], run[-1]
                run = []
            run.append(number)
        if run:
            yield run[0], run[-1]

    def _say_what_is_not_known(self) -> None:
        report, notes = self.report, self.report.notes
        if not self.keys.trusted:
            notes.append(
                "No public key was given: signatures were checked with the keys that the checkpoints name themselves,"
                " which anybody can make. Give --public-key with the key you keep."
            )
        if not report.kept:
            notes.append(
                "No checkpoint kept elsewhere was given: whether the end was cut off, or the whole log made anew,"
                " cannot be known. Give --checkpoints."
            )
        if self._agreed < report.last:
            notes.append(f"No signature vouches yet for the {report.last - self._agreed} events after {self._agreed}.")


# --- Files and the command line --------------------------------------------------------------------------------------


def lines_of(path: Path) -> Iterator[Line]:
    """Read JSON lines one by one; what is none comes as a line without a kind."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for text in file:
            if text.strip():
                yield _line(text)


def _line(text: str) -> Line:
    try:
        line = json.loads(text)
    except ValueError:
        return {}
    return line if isinstance(line, dict) else {}


def kept_checkpoints(paths: Iterable[Path]) -> Iterator[Line]:
    """Read checkpoints from files, from folders of such files, or from another export."""
    for path in paths:
        for file in sorted(path.rglob("*.json*")) if path.is_dir() else [path]:
            yield from (line for line in lines_of(file) if line.get("kind") == "checkpoint")


def read_keys(paths: Iterable[Path]) -> Keys:
    """Read public keys, one or more PEM blocks a file. Raises ValueError for anything else."""
    found = []
    for path in paths:
        blocks = re.findall(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", path.read_bytes(), re.DOTALL)
        if not blocks:
            raise ValueError(f"{path}: there is no public key in it")
        for key in map(load_pem_public_key, blocks):
            if not isinstance(key, Ed25519PublicKey):
                raise ValueError(f"{path}: not an Ed25519 key")
            found.append(key.public_bytes_raw())
    return Keys(found)


def verify(lines: Iterable[Line], *, keys: Keys | None = None, kept: Iterable[Line] = ()) -> Report:
    """Check the lines of an export and return what was found."""
    verifier = Verifier(keys=keys, kept=kept)
    for line in lines:
        verifier.feed(line)
    return verifier.finish()


def words_of(report: Report) -> Iterator[str]:
    """Say what was found, for people."""
    yield (
        f"{report.events} events, {report.checkpoints} checkpoints in it, {report.kept} kept elsewhere;"
        f" the last event is {report.last}, its hash {report.head}"
    )
    yield from map(str, report.faults[:FAULTS_SHOWN])
    if report.fault_count > FAULTS_SHOWN:
        yield f"… and {report.fault_count - FAULTS_SHOWN} more"
    yield from (f"NOTE: {note}" for note in report.notes)
    yield f"TAMPERED WITH: {report.fault_count} faults" if report.fault_count else "OK: nothing was found"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoints", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--public-key", type=Path, action="append", default=[], metavar="FILE")


def run(file: Path, *, checkpoints: list[Path], public_keys: list[Path], say: Callable[[str], object]) -> int:
    """Verify a file, say what was found, and return the exit status."""
    try:
        kept = list(kept_checkpoints(checkpoints))
        report = verify(lines_of(file), keys=read_keys(public_keys), kept=kept)
    except (OSError, ValueError) as error:
        say(f"cannot be read: {error}")
        return 2
    if checkpoints and not kept:
        say("cannot be read: there is no checkpoint in what --checkpoints names")
        return 2
    for line in words_of(report):
        say(line)
    return 1 if report.fault_count else 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verifies an exported audit log.")
    parser.add_argument("file", type=Path, help="the export")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    return run(options.file, checkpoints=options.checkpoints, public_keys=options.public_key, say=print)


if __name__ == "__main__":
    sys.exit(main())
