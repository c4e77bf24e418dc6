"""The verifier against tampered exports; it runs without Django, as at an auditor's."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.audit import verifying
from portal.audit.exporting import export_lines, text_of
from portal.audit.keys import public_keys
from portal.audit.verifying import GENESIS, Keys, hash_of_event, hash_of_link, read_keys, verify
from tools.chaos.tampering import KINDS, Line, at, chained_anew, cut, edit, make_log


@pytest.fixture
def lines(tenant) -> list[Line]:
    make_log(tenant)
    return list(export_lines(tenant))


@pytest.fixture
def keys(tmp_path) -> Keys:
    (tmp_path / "key.pem").write_text(public_keys())
    return read_keys([tmp_path / "key.pem"])


def checkpoints_of(lines: list[Line]) -> list[Line]:
    return copy.deepcopy([line for line in lines if line["kind"] == "checkpoint"])


def test_untouched_export_has_no_fault(lines, keys):
    report = verify(lines, keys=keys, kept=checkpoints_of(lines))
    assert (report.faults, report.events, report.checkpoints, report.kept) == ([], 12, 2, 2)
    assert report.notes == ["No signature vouches yet for the 2 events after 10."]


@pytest.mark.parametrize("kind", KINDS)
def test_tampering_is_found_and_named(lines, keys, kind):
    kept = checkpoints_of(lines)
    KINDS[kind](lines)
    report = verify(lines, keys=keys, kept=kept)
    assert kind in report.kinds
    numbers = {fault.sequence for fault in report.faults if fault.kind == kind}
    assert numbers == ({10} if kind == "cut" else {7})


@pytest.mark.parametrize("kind", KINDS)
def test_tampering_chained_anew_is_found_by_the_signatures(lines, keys, kind):
    kept = checkpoints_of(lines)
    KINDS[kind](lines)
    report = verify(chained_anew(lines), keys=keys, kept=kept)
    assert report.fault_count
    if kind != "cut":
        assert any("kept elsewhere" in fault.text and fault.sequence == 10 for fault in report.faults)


def test_place_of_tampering_is_narrowed_down_by_the_checkpoints(lines, keys):
    kept = checkpoints_of(lines)
    edit(lines)
    (fault,) = [one for one in verify(chained_anew(lines), keys=keys, kept=kept).faults if one.kind == "broken"]
    assert "events after 5 and up to this one" in fault.text


def test_cut_tail_cannot_be_known_without_a_checkpoint_from_elsewhere(lines, keys):
    cut(lines)
    report = verify(lines, keys=keys)
    assert report.faults == []
    assert any("whether the end was cut off" in note for note in report.notes)


def test_file_that_breaks_off_is_told(lines, keys):
    report = verify(lines[:-1], keys=keys)
    assert report.kinds == {"cut"}


def test_export_that_begins_later_is_told(lines, keys):
    start = at(lines, 3)
    lines[0] |= {"first": 3, "previous": lines[start]["previous"]}
    report = verify([lines[0], *lines[start:]], keys=keys)
    assert [(fault.kind, fault.sequence) for fault in report.faults] == [("deleted", 1)]


def test_event_repeated_under_a_new_number_is_found(lines, keys, monkeypatch):
    """A forger may extend the chain rightly where nothing is signed yet; the same event twice shows all the same."""
    monkeypatch.setattr(verifying, "RUN", 5)
    again = copy.deepcopy(lines[at(lines, 7)])
    lines.insert(-1, again)
    report = verify(chained_anew(lines), keys=keys)
    assert [(fault.kind, fault.sequence) for fault in report.faults if fault.kind == "repeated"] == [("repeated", 13)]


def test_log_signed_with_another_key_is_forged(lines, keys):
    for line in checkpoints_of(lines):
        assert keys.objection_to(line) is None
    stranger = Keys([b"\x01" * 32])
    assert verify(lines, keys=stranger).kinds == {"forged"}


def test_signature_of_another_content_is_forged(lines, keys):
    signed = [line for line in lines if line["kind"] == "checkpoint"]
    signed[0]["body"]["at"] = "2027-01-01T00:00:00.000000+00:00"
    assert verify(lines, keys=keys).kinds == {"forged"}


def test_checkpoint_taken_out_from_between_two_is_missed(tenant, keys):
    make_log(tenant, signed_at=(3, 6, 9))
    lines = list(export_lines(tenant))
    lines.remove(checkpoints_of(lines)[1])
    assert verify(lines, keys=keys).kinds == {"forged"}


def test_lines_that_are_none_are_told_and_do_not_stop_it(lines, keys):
    lines[4:4] = [{}, {"kind": "event"}, {"kind": "what"}]
    report = verify(lines, keys=keys)
    assert (report.kinds, report.fault_count, report.events) == ({"broken"}, 3, 12)


def run_alone(*arguments: object, folder: Path) -> tuple[str, int]:
    """As at an auditor's: the one file, no settings, no repository."""
    shutil.copy(verifying.__file__, folder / "verifying.py")
    command = [sys.executable, "-I", str(folder / "verifying.py"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env={"PATH": os.environ["PATH"]})
    assert done.stderr == ""
    return done.stdout.splitlines()[-1], done.returncode


def test_it_runs_alone_and_its_status_tells(lines, tmp_path):
    export, kept, key = tmp_path / "log.jsonl", tmp_path / "kept.jsonl", tmp_path / "key.pem"
    key.write_text(public_keys())
    export.write_text("".join(map(text_of, lines)))
    kept.write_text("".join(map(text_of, checkpoints_of(lines))))
    given = ("--checkpoints", kept, "--public-key", key)
    assert run_alone(export, *given, folder=tmp_path) == ("OK: nothing was found", 0)
    cut(lines)
    export.write_text("".join(map(text_of, lines)))
    assert run_alone(export, folder=tmp_path) == ("OK: nothing was found", 0)
    assert run_alone(export, *given, folder=tmp_path) == ("TAMPERED WITH: 1 faults", 1)
    assert run_alone(tmp_path / "none.jsonl", folder=tmp_path)[1] == 2
    assert run_alone(export, "--checkpoints", key, folder=tmp_path)[1] == 2
    assert run_alone(export, "--public-key", kept, folder=tmp_path)[1] == 2


def long_log(count: int) -> Iterator[Line]:
    """A right log of any length, made line by line."""
    head = GENESIS
    yield {"kind": "header", "format": verifying.FORMAT, "tenant": 1, "slug": "x", "first": 1, "previous": head}
    for sequence in range(1, count + 1):
        event = {"form": 2, "tenant": 1, "id": f"{sequence:032x}", "words": "意见" * 50}
        line = {"kind": "event", "sequence": sequence, "chained_at": "", "previous": head, "event": event}
        line["content_hash"] = hash_of_event(event)
        line["hash"] = head = hash_of_link(
            tenant=1,
            sequence=sequence,
            chained_at="",
            previous=head,
            event=event["id"],
            content_hash=line["content_hash"],
        )
        yield json.loads(json.dumps(line))
    yield {"kind": "end", "sequence": count, "head": head, "unchained": 0}


def test_memory_does_not_grow_with_the_log(monkeypatch):
    monkeypatch.setattr(verifying, "RUN", 500)
    tracemalloc.start()
    try:
        report = verify(long_log(8000))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (report.events, report.fault_count) == (8000, 0)
    assert peak < 2_000_000
