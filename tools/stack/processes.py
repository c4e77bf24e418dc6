"""What runs, in the order of starting. `docker-compose.yml` names the same services with the same commands."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tools.stack.database import database_command
from tools.stack.environment import LONG, SHORT, plain_environment, portal_environment
from tools.stack.layout import BUCKET, ROOT, Layout
from tools.stack.secrets import read_secrets

BIN = ROOT / ".venv" / "bin"
GUNICORN = ("gunicorn", "portal.wsgi", "--config", "deploy/gunicorn.conf.py")
CELERY = ("celery", "-A", "portal.celery")


@dataclass(frozen=True)
class Process:
    """One supervised process. It counts as up when `port` answers, or at once if it has none."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    port: int | None = None
    stop: signal.Signals = signal.SIGTERM
    account: str | None = None

    def is_up(self) -> bool:
        if self.port is None:
            return True
        with socket.socket() as client:
            client.settimeout(0.5)
            return client.connect_ex(("127.0.0.1", self.port)) == 0


def servers(layout: Layout) -> list[Process]:
    """What is not ours: database, queue, object storage."""
    return [_database(layout), _redis(layout), _storage(layout)]


def portal_processes(layout: Layout) -> list[Process]:
    """What is ours: two groups of web processes, the relay of the outbox, two workers, the beat."""
    return [
        *(_web(layout, number, port) for number, port in enumerate(layout.web_ports, start=1)),
        _relay(layout),
        *(_celery(layout, f"worker-{n}", "worker", "--concurrency", "2", "-n", f"worker-{n}@%h") for n in (1, 2)),
        _celery(layout, "beat", "beat", "--schedule", str(layout.home / "beat"), "--pidfile="),
    ]


def proxy(layout: Layout) -> Process:
    binary = shutil.which("nginx", path=plain_environment()["PATH"]) or "nginx"
    command = (binary, "-e", "stderr", "-c", str(layout.home / "nginx" / "nginx.conf"), "-g", "daemon off;")
    return Process("nginx", command, port=layout.port, stop=signal.SIGQUIT)


def all_processes(layout: Layout) -> list[Process]:
    return [*servers(layout), *portal_processes(layout), proxy(layout)]


def _database(layout: Layout) -> Process:
    account = "postgres" if os.geteuid() == 0 else None
    command = database_command(layout.database_home(), layout.database_port)
    return Process("postgres", command, port=layout.database_port, stop=signal.SIGINT, account=account)


def _redis(layout: Layout) -> Process:
    home = layout.home / "redis"
    command = ("redis-server", str(home / "redis.conf"))
    return Process("redis", command, port=layout.redis_port)


def _storage(layout: Layout) -> Process:
    known = read_secrets(layout)
    pair = f"{known['S3_ACCESS_KEY']},{known['S3_SECRET']}"
    keys = {"RCLONE_AUTH_KEY": f'"{pair}"', "RCLONE_CONFIG": os.devnull}  # quoted: it reads a list of pairs
    command = (str(BIN / "rclone"), "serve", "s3", "--addr", f"127.0.0.1:{layout.s3_port}", str(layout.objects))
    return Process("storage", command, keys, port=layout.s3_port)


def _web(layout: Layout, number: int, port: int) -> Process:
    metrics = layout.home / "metrics" / f"web-{number}"
    environment = portal_environment(layout) | SHORT | {"PROMETHEUS_MULTIPROC_DIR": str(metrics)}
    command = (str(BIN / GUNICORN[0]), *GUNICORN[1:], "--bind", f"127.0.0.1:{port}")
    return Process(f"web-{number}", command, environment, port=port)


def _celery(layout: Layout, name: str, *arguments: str) -> Process:
    command = (str(BIN / CELERY[0]), *CELERY[1:], *arguments, "--loglevel", "INFO")
    return Process(name, command, portal_environment(layout) | LONG)


def _relay(layout: Layout) -> Process:
    command = (sys.executable, str(ROOT / "manage.py"), "relay")
    return Process("relay", command, portal_environment(layout) | LONG)


def folders(layout: Layout) -> list[Path]:
    """Every folder that a process expects to be there."""
    named = (layout.written, layout.logs, layout.pids, layout.held, layout.objects / BUCKET, layout.home / "redis")
    return [*named, *(layout.home / "metrics" / f"web-{number}" for number in (1, 2))]
