from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from portal.tenants.backend.roles import acting_as_owner
from portal.tenants.row_security import secure

ONE_AT_A_TIME = 20_260_302  # any number will do, as long as every migration takes the same


class Command(migrate.Command):
    help = "Migrates the database as its owner (DATABASE_OWNER_URL), then puts row security and the web role's grants in place."

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with acting_as_owner(connection):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])  # let go of with the connection
            super().handle(*args, **options)
            if not _is_only_asked(options):
                self._secure(connection, options["verbosity"])

    def _secure(self, connection: Any, verbosity: int) -> None:
        for table in secure(connection):
            if verbosity:
                self.stdout.write(f"  Row security on {table}")


def _is_only_asked(options: dict[str, Any]) -> bool:
    return bool(options["plan"] or options["check_unapplied"])
