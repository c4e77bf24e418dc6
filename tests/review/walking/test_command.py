"""The command as somebody outside runs it: nothing running, no DATABASE_URL, another process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.review.walking.walks import CASES

OF_THE_TESTS = ("DATABASE_URL", "REDIS_URL", "JUXIAN_ENV", "JUXIAN_VAR")


@pytest.fixture
def outside(tmp_path: Path) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    return environment | {"JUXIAN_VAR": str(tmp_path / "var")}


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "walk", *arguments]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)


def test_walk_needs_nothing_running(outside, tmp_path):
    case = CASES / "r5-provincial-enterprise.yaml"

    done = run(outside, str(case.relative_to(settings.BASE_DIR)))

    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[-1]["outcome"] == "approved"
    assert (lines[-1]["verify"], lines[-1]["printed"]) == ("valid", True)
    assert lines[-1]["verify_url"].startswith("http://ningbo.localhost")
    assert not (tmp_path / "var" / "media").exists()


def test_broken_case_needs_no_database_and_says_nothing_on_stdout(outside, tmp_path):
    case = tmp_path / "broken.yaml"
    case.write_text("scheme: ningbo/recognition\nclok: 2026-03-02\nsteps: [submit]\n", encoding="utf-8")

    done = run(outside, str(case))

    assert (done.returncode, done.stdout) == (2, "")
    assert f"{case}:2: clok: no such key; did you mean clock?" in done.stderr
    assert not (tmp_path / "var" / "postgres").exists()
