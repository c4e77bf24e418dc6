from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from review.jobs import run_due_jobs, run_nightly_jobs


class Command(BaseCommand):
    help = "Runs what is due now: publicity that ended, reminders, notices, certificates. For cron where no beat runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--nightly", action="store_true", help="also what is to be done once a night")

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = run_due_jobs()
        if options["nightly"]:
            run_nightly_jobs()
        self.stdout.write(f"{outcome['run']} jobs run, {outcome['failed']} failed")
