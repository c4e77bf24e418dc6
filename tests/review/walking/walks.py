"""Walking a case in a test: its lines, what it said on the side, and its exit status."""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command

CASES = Path(__file__).parents[3] / "schemes" / "ningbo" / "recognition" / "cases"


@dataclass
class Walk:
    lines: list[dict[str, Any]]
    errors: str
    status: int

    @property
    def last(self) -> dict[str, Any]:
        return self.lines[-1]


def walk(*paths: Path) -> Walk:
    out, err, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command("walk", *map(str, paths), stdout=out, stderr=err)
    except SystemExit as end:
        status = int(str(end.code))
    return Walk([json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), status)


def case_file(folder: Path, text: str, *, head: bool = True) -> Path:
    """Write a case; `head` puts a scheme, a clock, a unit and samples before it."""
    path = folder / "case.yaml"
    path.write_text((HEAD if head else "") + text, encoding="utf-8")
    return path


HEAD = """\
scheme: ningbo/recognition
clock: 2026-03-02
unit: {name: 宁波市示例研究中心, level: municipal, kind: institution, district: 鄞州区}
answers: sample
attachments: sample
"""
HEAD_LINES = HEAD.count("\n")
