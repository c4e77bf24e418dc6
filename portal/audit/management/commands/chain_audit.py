from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.audit.jobs import seal_everywhere
from portal.audit.queries import longest_unchained


class Command(BaseCommand):
    help = "Chains the audit log of every portal and signs its checkpoints. For cron where no beat runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sign", action="store_true", help="sign now what is new, before an export or a backup")

    def handle(self, *args: Any, **options: Any) -> None:
        chained = seal_everywhere(sign_at_once=options["sign"])
        self.stdout.write(f"{chained} events chained; the oldest that waits has waited {longest_unchained():.0f} s")
