import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from portal.audit.jobs import seal_everywhere
from portal.files.reconciling import seal_plain
from review.demo.beside import standing_beside
from review.demo.building import build_demo
from review.services.setting_up import load_tenant

SEALED_EVERY = 30  # seconds


@contextlib.contextmanager
def _sealing_the_log() -> Iterator[None]:
    """Do what the beat does elsewhere: a demonstration has none, and its log is chained all the same."""
    ended = threading.Event()

    def seal() -> None:
        while not ended.wait(SEALED_EVERY):
            seal_everywhere()
            connections.close_all()

    sealer = threading.Thread(target=seal, daemon=True)
    sealer.start()
    try:
        yield
    finally:
        ended.set()
        sealer.join(5)


def _folders(wanted: list[str] | None) -> list[Path]:
    known = {file.parent.name: file.parent for file in Path(settings.BASE_DIR, "schemes").glob("*/tenant.yaml")}
    if unknown := set(wanted or ()) - known.keys():
        raise CommandError(f"no such portal: {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    return [known[name] for name in sorted(wanted or known)]


class Command(BaseCommand):
    help = "Sets up every portal under schemes/ with invented people and cases, and serves them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument("--no-serve", action="store_true", help="set up only")
        parser.add_argument(
            "--portal", action="append", metavar="SLUG", help="only this folder of schemes/; all without"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.JUXIAN_ENV != "demo":
            raise CommandError(
                "The demonstration runs with JUXIAN_ENV=demo only: its accounts share one known password."
            )
        call_command("migrate", verbosity=0)
        seal_plain()  # what a demonstration of an earlier version left behind
        for folder in _folders(options["portal"]):
            self._set_up(folder)
        seal_everywhere(sign_at_once=True)
        if options["no_serve"]:
            return
        self.stdout.write(f"\nhttp://localhost:{options['port']} lists the portals and the accounts.\n")
        # Ended from outside, Python would skip what closes the embedded database.
        signal.signal(signal.SIGTERM, lambda *_ignored: sys.exit(0))
        with _sealing_the_log(), standing_beside(_folders(options["portal"]), options["port"]) as said:
            self.stdout.write("\n".join(said))
            call_command("runserver", f"{options['address']}:{options['port']}", use_reloader=False, verbosity=0)

    def _set_up(self, folder: Path) -> None:
        tenant = load_tenant(folder)
        plan = folder / "demo.yaml"
        cases = build_demo(tenant=tenant, path=plan) if plan.exists() else 0
        self.stdout.write(f"{tenant.slug}: {cases} cases")
