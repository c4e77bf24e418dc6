from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.notices.tasks import deliver_due


class Command(BaseCommand):
    help = "Deliver the notices of all tenants that are due, where no Celery beat does it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=200, help="how many for each tenant (200)")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{deliver_due(options['limit'])} notices tried")
