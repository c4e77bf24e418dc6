import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.audit.examining import examine
from portal.audit.verifying import add_arguments, kept_checkpoints, run, words_of
from portal.tenants.models import Tenant


class Command(BaseCommand):
    help = (
        "Verifies an exported audit log, without a database (as does `python portal/audit/verifying.py FILE`, copied to"
        " wherever you like), or with --database the live log of every portal and the rows it vouches for."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="the export")
        parser.add_argument("--database", action="store_true", help="the live log instead of a file")
        parser.add_argument("--tenant", help="with --database: only this portal, by its slug")
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] == bool(options["file"]):
            raise CommandError("Give a file, or --database.")
        if options["database"]:
            status = self._examine(options["tenant"], list(kept_checkpoints(options["checkpoints"])))
        else:
            status = run(
                options["file"],
                checkpoints=options["checkpoints"],
                public_keys=options["public_key"],
                say=self.stdout.write,
            )
        if status:
            sys.exit(status)

    def _examine(self, slug: str | None, kept: list[dict[str, Any]]) -> int:
        tenants = Tenant.objects.filter(slug=slug) if slug else Tenant.objects.all()
        if not tenants:
            raise CommandError(f"There is no portal {slug!r}.")
        status = 0
        for tenant in tenants:
            report = examine(tenant, kept=kept)
            self.stdout.write(f"{tenant.slug}:")
            for line in words_of(report):
                self.stdout.write(f"  {line}")
            status |= bool(report.fault_count)
        return status
