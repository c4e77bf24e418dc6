from typing import Any

from django.core.management.base import BaseCommand

from review.jobs import run_due_jobs


class Command(BaseCommand):
    help = "Runs what is due now: publicity that ended, reminders, notices, certificates. For cron where no beat runs."

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = run_due_jobs()
        self.stdout.write(f"{outcome['run']} jobs run, {outcome['failed']} failed")
