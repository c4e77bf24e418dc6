from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from applications.scheme.loader import SchemeError
from applications.services.publishing import UnableToPublish
from review.services.setting_up import UnableToSetUp, load_tenant


class Command(BaseCommand):
    help = "Set up a tenant from its folder: hosts, offices, pages, calendar, catalogue, schemes. It can be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, help="folders with a tenant.yaml")

    def handle(self, *, paths: list[Path], **options: Any) -> None:
        for path in paths:
            try:
                tenant = load_tenant(path)
            except (SchemeError, UnableToPublish, UnableToSetUp) as error:
                raise CommandError(str(error)) from None
            self.stdout.write(f"{tenant.slug}: ready at {', '.join(host.host for host in tenant.hosts.all())}")
