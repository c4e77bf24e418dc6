import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.audit.jobs import seal_everywhere
from review.demo.building import build_demo
from review.services.setting_up import load_tenant


class Command(BaseCommand):
    help = "Sets up every portal under schemes/ with invented people and cases, and serves them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument("--no-serve", action="store_true", help="set up only")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.JUXIAN_ENV != "demo":
            raise CommandError(
                "The demonstration runs with JUXIAN_ENV=demo only: its accounts share one known password."
            )
        call_command("migrate", verbosity=0)
        for file in sorted(Path(settings.BASE_DIR, "schemes").glob("*/tenant.yaml")):
            self._set_up(file.parent)
        seal_everywhere(sign_at_once=True)  # the demonstration has no beat
        if options["no_serve"]:
            return
        self.stdout.write(f"\nhttp://localhost:{options['port']} lists the portals and the accounts.\n")
        # Ended from outside, Python would skip what closes the embedded database.
        signal.signal(signal.SIGTERM, lambda *_ignored: sys.exit(0))
        call_command("runserver", f"{options['address']}:{options['port']}", use_reloader=False, verbosity=0)

    def _set_up(self, folder: Path) -> None:
        tenant = load_tenant(folder)
        plan = folder / "demo.yaml"
        cases = build_demo(tenant=tenant, path=plan) if plan.exists() else 0
        self.stdout.write(f"{tenant.slug}: {cases} cases")
