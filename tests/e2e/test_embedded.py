"""What a visitor gets who has installed nothing: the demonstration on the PostgreSQL that comes as a Python package."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.people.totp import code_at, current_counter
from review.demo.accounts import PASSWORD, secret_of
from tests.e2e.stage import ROOT, snap

PATIENCE = 60  # seconds for the server to answer
CASES = "schemes/ningbo/recognition/cases"


@pytest.fixture
def var() -> Iterator[Path]:
    """A directory for everything the demonstration writes; the account that PostgreSQL runs as may enter it."""
    path = Path(tempfile.mkdtemp(prefix="juxian-"))
    path.chmod(0o755)
    yield path
    subprocess.run([sys.executable, "-m", "portal.embedded.server", str(path)], cwd=ROOT, env=environment(path))
    shutil.rmtree(path, ignore_errors=True)


def environment(var: Path, port: int = 8000) -> dict[str, str]:
    """A visitor's: nothing of the tests' own servers is set."""
    ours = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"JUXIAN_ENV": "demo", "JUXIAN_VAR": str(var), "PORTAL_ADDRESS": f"http://{{host}}:{port}"}


def manage(var: Path, *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(var), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


@contextmanager
def served(var: Path) -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    command = [sys.executable, "manage.py", "demo", "--port", str(port), "--portal", "ningbo"]
    with (var / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment(var, port), stdout=log, stderr=log)
    try:
        _wait_for(port, server, var / "server.log")
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.URLError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"The demonstration does not answer:\n{log.read_text(errors='replace')[-4000:]}")


@pytest.mark.requirement("NB-83", "NB-85", "NB-91")
def test_the_demonstration_runs_with_nothing_installed(var: Path, page: Page) -> None:
    assert "ningbo: 58 cases" in manage(var, "demo", "--no-serve", "--portal", "ningbo")
    last = json.loads(manage(var, "walk", f"{CASES}/recognition-withdrawn.yaml").splitlines()[-1])
    assert last["outcome"] == "revoked"

    with served(var) as port:
        page.goto(f"http://localhost:{port}/")
        _assert_every_role_has_an_account(page)
        snap(page, "lobby")
        page.get_by_role("link", name=f"http://ningbo.localhost:{port}/").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("宁波市人才服务申报系统")
        _sign_in(page, "window")
        page.goto(f"http://ningbo.localhost:{port}/desk/")
        expect(page.locator(".queue-table tbody tr").first).to_be_visible()
        snap(page, "demo-queue")
        _let_publicity_end(page, port)


def _assert_every_role_has_an_account(page: Page) -> None:
    expect(page.locator("main")).to_contain_text(PASSWORD)
    logins = page.locator("tbody td:nth-child(2)").all_inner_texts()
    wanted = {
        "admin",
        "window",
        "haishu",
        "human-resources",
        "bureau",
        "talent-office",
        "security",
        "audit",
        "unit1",
        "person1",
    }
    assert wanted <= set(logins)


def _sign_in(page: Page, login: str) -> None:
    page.locator("header").get_by_role("link", name="登录").click()
    page.get_by_label("手机号码或登录名").fill(login)
    page.get_by_label("密码", exact=False).first.fill(PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    page.get_by_label("验证码").fill(code_at(secret_of(login), current_counter()))
    page.locator("main").get_by_role("button", name="登录").click()
    expect(page.locator("header .menu summary")).to_be_visible()


def _let_publicity_end(page: Page, port: int) -> None:
    """Move the portal's date forward with the buttons of the demonstration."""
    page.goto(f"http://ningbo.localhost:{port}/publicity/")
    rows = page.locator("tbody tr")
    before = rows.count()
    assert before > 1
    page.get_by_role("button", name="前进5个工作日").click()
    page.get_by_role("button", name="前进1个工作日").click()
    # An objection holds its own case; the others have gone on.
    expect(rows).to_have_count(1)
    snap(page, "demo-publicity-held")
