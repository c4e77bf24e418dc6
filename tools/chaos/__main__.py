"""`make chaos`: run the rows on a stack of their own and print what was counted beside what was to be reached."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tools.chaos.figures import Figure
from tools.chaos.rows import ROWS
from tools.stack import Layout, layout_of
from tools.stack.environment import plain_environment
from tools.stack.layout import ROOT
from tools.stack.running import running_stack


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of: {', '.join(ROWS)}; all of them without any")
    chosen = parser.parse_args().rows or list(ROWS)
    if unknown := set(chosen) - set(ROWS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    # Ended from outside, what is below must still be ended in order.
    signal.signal(signal.SIGTERM, lambda *_ignored: sys.exit(1))
    layout = _own_layout()
    with running_stack(layout, with_people=True, say=_say):
        missed = [name for name in chosen if not _show(name, layout)]
    print(f"\n{len(chosen) - len(missed)} of {len(chosen)} rows reach what they should" + _names(missed))
    return bool(missed)


def _own_layout() -> Layout:
    """Beside the one that `make stack` keeps: faults must not come near somebody's data."""
    usual = layout_of()
    return Layout(usual.var / "chaos", usual.port + 20)


def _show(name: str, layout: Layout) -> bool:
    row = importlib.import_module(f"tools.chaos.{name}")
    print(f"\n{row.TITLE}  [{name}]", flush=True)
    start, reached, count = time.monotonic(), True, 0
    for figure in measured(name, row.LIMIT, layout):
        reached, count = reached and figure.is_reached, count + 1
        print(line_of(figure), flush=True)
    print(f"  {time.monotonic() - start:.0f} s", flush=True)
    return reached and count > 0


def measured(name: str, limit: float, layout: Layout) -> Iterator[Figure]:
    """Run a row in a process of its own; a row that fails or takes too long yields a figure that says so."""
    environment = plain_environment() | {"JUXIAN_VAR": str(layout.var), "PORT": str(layout.port)}
    log = layout.logs / f"chaos-{name}.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.chaos.row", name],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    try:
        out, _err = process.communicate(timeout=limit)
        problem = f"failed, see {log}" if process.returncode else ""
    except subprocess.TimeoutExpired:
        problem = f"stopped after {limit:.0f} s"
        out = ""
    finally:
        _kill_all_of(process)
    yield from (Figure.from_json(line) for line in out.splitlines() if line.startswith("{"))
    if problem:
        yield _problem(problem, log)


def _problem(words: str, log: Path) -> Figure:
    from tools.chaos.figures import exactly

    print("".join(f"    {line}\n" for line in log.read_text(errors="replace").splitlines()[-8:]), end="")
    return Figure(words, 1, exactly(0))


def _kill_all_of(process: subprocess.Popen[str]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def line_of(figure: Figure) -> str:
    """One line of the table: what, how many, and what was to be reached."""
    value = f"{figure.value:,.2f}".rstrip("0").rstrip(".") if figure.value % 1 else f"{figure.value:,.0f}"
    told = f"  {figure.name:<52} {value:>9} {figure.unit:<3}"
    if figure.reach is None:
        return told.rstrip()
    verdict = "" if figure.is_reached else "   MISSED"
    return f"{told} to reach {figure.reach.sign} {figure.reach.value:g}{verdict}"


def _names(missed: list[str]) -> str:
    return f"; missed: {', '.join(missed)}" if missed else ""


def _say(line: str) -> None:
    print(f"stack: {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
