import signal
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError

from portal.outbox.relay import Relay


class Command(BaseCommand):
    help = "Brings what requests left to be done from the database to the workers. Runs until it is told to end."

    def handle(self, *args: Any, **options: Any) -> None:
        if current_app.conf.task_always_eager:
            raise CommandError(
                "There is no queue to bring anything to: REDIS_URL is not set, and tasks run in process."
            )
        relay = Relay()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: relay.ends.set())
        relay.run()
