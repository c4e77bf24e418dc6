from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.audit.exporting import write_export
from portal.tenants.models import Tenant


class Command(BaseCommand):
    help = "Writes a portal's audit log with its checkpoints, to be verified anywhere: verify_audit FILE."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("tenant", help="the portal's slug")
        parser.add_argument("--to", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = Tenant.objects.filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"There is no portal {options['tenant']!r}.")
        try:
            with options["to"].open("w", encoding="utf-8") as out:
                events = write_export(tenant, out)
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{events} events in {options['to']}")
