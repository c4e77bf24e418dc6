"""What has to be there before the portal's processes start: folders, files, roles, tables, tenants."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator

import yaml

from tools.stack.database import create_cluster, create_roles, wait_until_ready
from tools.stack.environment import owner_environment, plain_environment, portal_environment
from tools.stack.layout import ROOT, Layout
from tools.stack.nginx import write_nginx_files
from tools.stack.processes import folders
from tools.stack.secrets import read_secrets
from tools.stack.tls import make_certificates

REDIS = """bind 127.0.0.1
port {port}
dir {home}
requirepass {password}
save ""
appendonly no
maxmemory 256mb
maxmemory-policy noeviction
"""


class UnableToPrepare(Exception):
    """A step failed; the message holds the end of what it said."""


def prepare_files(layout: Layout) -> None:
    """Make folders, secrets, certificates and configurations. Repeating it changes nothing that is used."""
    shutil.rmtree(layout.home / "metrics", ignore_errors=True)  # counted anew with each start
    for folder in folders(layout):
        folder.mkdir(parents=True, exist_ok=True)
    for left_over in (*layout.held.iterdir(), *layout.pids.iterdir()):
        left_over.unlink()
    _write_redis_file(layout)
    make_certificates(layout, hosts())
    write_nginx_files(layout)
    create_cluster(layout, layout.database_home())


def _write_redis_file(layout: Layout) -> None:
    home = layout.home / "redis"
    password = read_secrets(layout)["REDIS_PASSWORD"]
    file = home / "redis.conf"
    file.touch(mode=0o600)
    file.write_text(REDIS.format(port=layout.redis_port, home=home, password=password))


def prepare_database(layout: Layout, *, with_people: bool) -> None:
    """Make roles, tables and tenants, as the owner; the portal's own role could not."""
    wait_until_ready(layout)
    create_roles(layout)
    run_step(layout, "migrate", "--verbosity", "0", as_owner=True)
    _collect_static(layout)
    run_step(layout, "load_tenant", *(str(path) for path in tenant_folders()))
    if with_people:
        _run(layout, [sys.executable, "-m", "tools.stack.people"], portal_environment(layout))


def _collect_static(layout: Layout) -> None:
    """Compressing everything takes its time, so it is done only when something changed."""
    sources = [ROOT / "package-lock.json", *sorted((ROOT / "static").rglob("*.*"))]
    state = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    stamp = ROOT / "staticfiles" / ".stamp"
    if not stamp.exists() or stamp.read_text() != state:
        run_step(layout, "collectstatic", "--noinput", "--verbosity", "0")
        stamp.write_text(state)


def run_step(layout: Layout, *arguments: str, as_owner: bool = False) -> None:
    environment = owner_environment(layout) if as_owner else portal_environment(layout)
    _run(layout, [sys.executable, "manage.py", *arguments], environment)


def _run(layout: Layout, command: list[str], environment: dict[str, str]) -> None:
    log = layout.logs / "preparing.log"
    with log.open("ab") as out:
        outcome = subprocess.run(command, cwd=ROOT, env=plain_environment() | environment, stdout=out, stderr=out)
    if outcome.returncode:
        said = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise UnableToPrepare(f"{' '.join(command[1:3])} failed; the end of {log}:\n{said}")


def tenant_folders() -> list[str]:
    return sorted(str(path.parent.relative_to(ROOT)) for path in ROOT.glob("schemes/*/tenant.yaml"))


def hosts() -> Iterator[str]:
    """Return the hosts of every tenant there is a folder for."""
    for folder in tenant_folders():
        yield from yaml.safe_load((ROOT / folder / "tenant.yaml").read_text(encoding="utf-8"))["hosts"]
