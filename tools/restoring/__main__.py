"""`make restore-drill`: back up the running stack, restore it beside itself, and show that everything is there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import requests

from tools.restoring.backup import Backup, restore, take_backup
from tools.stack import Layout, Stack, layout_of
from tools.stack.database import create_cluster, create_roles, database_command, wait_until_ready
from tools.stack.environment import SHORT, database_url, plain_environment, portal_environment
from tools.stack.layout import APP_ROLE, ROOT
from tools.stack.processes import BIN, GUNICORN, Process, servers
from tools.stack.running import AlreadyRunning, running_stack
from tools.stack.secrets import read_secrets
from tools.stack.supervisor import Supervisor

SECOND = "postgres-restored"
PATIENCE = 180.0
ANSWER = re.compile(r'<h2 id="finding">([^<]+)</h2>')


def main() -> int:
    layout = layout_of()
    with _stack_of(layout) as stack:
        _settle(layout)
        folder = layout.home / "backups" / time.strftime("%Y%m%d-%H%M%S")
        backup = take_backup(stack, folder)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        _tell("backup", f"{folder} ({size / 1e6:.1f} MB, {sum(backup.counts.values())} rows)")
        with _second_database(layout) as supervisor:
            return _examine(stack, backup, supervisor)


@contextmanager
def _stack_of(layout: Layout) -> Iterator[Stack]:
    """The one that runs, else one for the drill."""
    with ExitStack() as exits:
        try:
            stack = exits.enter_context(running_stack(layout))
        except AlreadyRunning:
            stack = Stack(layout)
        yield stack


def _settle(layout: Layout) -> None:
    """Wait until the workers have done what there is to do: a stack that was just filled has its certificates to draw."""
    start = time.monotonic()
    while time.monotonic() - start < PATIENCE:
        left = json.loads(_python(portal_environment(layout), "-m", "tools.restoring.settling").stdout)
        if not any(left.values()):
            _tell("workers have done everything after", f"{time.monotonic() - start:.0f} s")
            return
        time.sleep(3)
    _tell("workers have not done everything", f"{left} after {PATIENCE:.0f} s")


@contextmanager
def _second_database(layout: Layout) -> Iterator[Supervisor]:
    """An empty PostgreSQL of its own beside the first one, with the same roles."""
    home, port = layout.database_home(SECOND), layout.second_database_port
    create_cluster(layout, home, anew=True)
    account = servers(layout)[0].account
    supervisor = Supervisor(layout)
    try:
        supervisor.want([Process(SECOND, database_command(home, port), port=port, account=account)])
        wait_until_ready(layout, port=port)
        create_roles(layout, port=port)
        yield supervisor
    finally:
        supervisor.stop()


def _examine(stack: Stack, backup: Backup, supervisor: Supervisor) -> int:
    start = time.monotonic()
    counts = restore(stack, backup, port=stack.layout.second_database_port)
    _tell("restored in", f"{time.monotonic() - start:.1f} s")
    differing = {name for name in backup.counts.keys() | counts.keys() if backup.counts.get(name) != counts.get(name)}
    settings = _restored_settings(stack.layout, backup)
    supervisor.want([_second_web(stack.layout, settings)])
    checks = [
        _check("tables with the same number of rows", len(counts) - len(differing), len(counts)),
        _check("probes of the second portal that are well", *_ready(stack.layout)),
        _check("audit log verifies there", _audit_verifies(settings), 1),
        *_certificates(stack, settings),
    ]
    return 0 if all(checks) else 1


def _restored_settings(layout: Layout, backup: Backup) -> dict[str, str]:
    """The same secrets, another database, the copied files; nothing of the first portal is within reach."""
    password = read_secrets(layout)["DATABASE_PASSWORD"]
    return portal_environment(layout) | {
        "DATABASE_URL": database_url(layout, APP_ROLE, password, port=layout.second_database_port),
        "FILES_URL": backup.files.as_uri(),
        "AUDIT_CHECKPOINT_DIR": str(layout.written / "checkpoints"),
        "JUXIAN_VAR": str(backup.folder),
    }


def _second_web(layout: Layout, settings: dict[str, str]) -> Process:
    command = (str(BIN / GUNICORN[0]), *GUNICORN[1:], "--bind", f"127.0.0.1:{layout.second_web_port}")
    metrics = layout.home / "metrics" / "restored"
    metrics.mkdir(parents=True, exist_ok=True)
    environment = settings | SHORT | {"PROMETHEUS_MULTIPROC_DIR": str(metrics)}
    return Process("web-restored", command, environment, port=layout.second_web_port)


def _ready(layout: Layout) -> tuple[int, int]:
    answer = requests.get(f"http://127.0.0.1:{layout.second_web_port}/readyz", timeout=30).json()
    needed = [probe for probe in answer["probes"].values() if probe["needed"]]
    return sum(probe["well"] for probe in needed), len(needed)


def _audit_verifies(settings: dict[str, str]) -> int:
    outcome = _python(settings, "manage.py", "verify_audit", "--database")
    print("".join(f"    {line}\n" for line in outcome.stdout.splitlines()), end="")
    return int(outcome.returncode == 0)


def _certificates(stack: Stack, settings: dict[str, str]) -> Iterator[bool]:
    """Every certificate is asked for by its code, at both portals, and its file is opened at the second."""
    before = json.loads(_python(portal_environment(stack.layout), "-m", "tools.restoring.looking").stdout)
    after = json.loads(_python(settings, "-m", "tools.restoring.looking").stdout)
    yield _check("certificates", len(after), len(before))
    yield _check("their files open", sum(one["opens"] for one in after), sum(one["opens"] for one in before))
    same = sum(_first_answer(stack, one) == _second_answer(stack.layout, one) != "" for one in after)
    yield _check("they verify with the same answer as at the first portal", same, len(before))


def _first_answer(stack: Stack, certificate: dict[str, str]) -> str:
    return _answer_in(stack.browser(certificate["host"]).get(f"/verify/{certificate['token']}/").text)


def _second_answer(layout: Layout, certificate: dict[str, str]) -> str:
    headers = {"Host": certificate["host"], "X-Forwarded-Proto": "https"}
    address = f"http://127.0.0.1:{layout.second_web_port}/verify/{certificate['token']}/"
    return _answer_in(requests.get(address, headers=headers, timeout=30).text)


def _answer_in(page: str) -> str:
    found = ANSWER.search(page)
    return found[1].strip() if found else ""


def _python(settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = plain_environment() | settings
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def _check(name: str, found: int, expected: int) -> bool:
    _tell(name, f"{found} of {expected}" + ("" if found == expected else "   DIFFERS"))
    return found == expected


def _tell(name: str, words: str) -> None:
    print(f"{name:<58} {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
