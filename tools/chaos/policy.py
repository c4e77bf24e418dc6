"""The policy table against the portal: every address as everybody, then with each filter and question taken away in turn."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from tools.chaos.figures import Figure, at_least, exactly

if TYPE_CHECKING:
    from tools.stack import Stack

TITLE = "Policy table: every address, role and relation; and each tenant filter removed in turn"
LIMIT = 900
MATRIX = "tests/policy/test_matrix.py"
TABLE = "tests/policy/test_table.py"
MUTANTS = "tests/policy/test_mutants.py"


def measure(stack: Stack | None = None) -> Iterator[Figure]:
    """Cover all routes without a mismatch, and notice each mutant with row security switched off."""
    total, failed = _outcome(MATRIX, TABLE)
    routes, mismatches = total["test_matrix"], failed["test_matrix"]
    yield Figure("routes called", routes, at_least(1))
    yield Figure("routes that answer otherwise than the table", mismatches, exactly(0))
    yield Figure("gaps in the table", failed["test_table"], exactly(0))
    total, failed = _outcome(MUTANTS, without_row_security=True)
    mutants, missed = total["test_mutants"], failed["test_mutants"]
    yield Figure("filters and questions removed in turn", mutants, at_least(1))
    yield Figure("of them noticed", mutants - missed, exactly(mutants))
    print(_line(routes, mismatches, mutants, missed), file=sys.stderr)


def _line(routes: int, mismatches: int, mutants: int, missed: int) -> str:
    answered = routes - mismatches
    return f"routes {answered} of {routes}, mismatches {mismatches}, mutants {mutants - missed} of {mutants} caught"


def _outcome(*paths: str, without_row_security: bool = False) -> tuple[dict[str, int], dict[str, int]]:
    """Run tests in a process of their own; count those that ran and those that failed, by module."""
    environment = {name: value for name, value in os.environ.items() if name not in TAKEN_FROM_THE_STACK}
    if without_row_security:
        environment["POLICY_WITHOUT_ROW_SECURITY"] = "1"
    report = _report(paths, environment)
    total = {_module(path): 0 for path in paths}
    failed = dict(total)
    for case in report.iter("testcase"):
        name = case.attrib["classname"].rsplit(".", 1)[-1]
        total[name] += 1
        # One that was skipped has shown nothing.
        failed[name] += any(case.find(kind) is not None for kind in ("failure", "error", "skipped"))
    return total, failed


TAKEN_FROM_THE_STACK = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "JUXIAN_ENV", "JUXIAN_VAR")


def _report(paths: tuple[str, ...], environment: dict[str, str]) -> ElementTree.Element:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--tb=no", "--show-capture=no"]
    command += ["-o", "junit_family=xunit2", "--junitxml=/dev/stdout", *paths]
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout
    found = re.search(r"<testsuites.*</testsuites>", output, re.DOTALL)
    if found is None:
        raise RuntimeError(f"pytest did not report:\n{output[-2000:]}")
    return ElementTree.fromstring(found.group())


def _module(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".py")


if __name__ == "__main__":
    for figure in measure():
        print(figure.as_json())
