from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal.sealing import rotation
from portal.sealing.keys import SECONDS_TO_NOTICE
from portal.sealing.masters import newest_master
from portal.tenants.backend.roles import acting_as_owner


class Command(BaseCommand):
    help = (
        "Wraps all data keys with the first of IDENTITY_KEYS, makes a new data key for the platform and each tenant and"
        " seals everything again with it. The portal may run meanwhile; a run that was interrupted is resumed by the"
        " next. Runs as the owner of the tables (DATABASE_OWNER_URL)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rewrap-only", action="store_true", help="only wrap the keys that are there with the newest master key"
        )
        parser.add_argument(
            "--portal-is-stopped", action="store_true", help="do not wait for other processes to notice the new keys"
        )

    def handle(self, *args: Any, rewrap_only: bool, portal_is_stopped: bool, **options: Any) -> None:
        with acting_as_owner(connection):
            faults = [
                fault
                for owner in rotation.owners()
                for fault in self._rotate(owner, rewrap_only, 0 if portal_is_stopped else SECONDS_TO_NOTICE)
            ]
        self.stdout.write(f"Every key is wrapped by the master key {newest_master().id}.")
        if faults:
            raise CommandError("\n".join([*faults, "These were left as they are; everything else is done."]))

    def _rotate(self, owner: int | None, rewrap_only: bool, patience: float) -> list[str]:
        report = rotation.Report(owner)
        rotation.rewrap(report)
        if not rewrap_only:
            rotation.reseal(report, patience=patience)
        self.stdout.write(rotation.describe(report))
        return report.faults
