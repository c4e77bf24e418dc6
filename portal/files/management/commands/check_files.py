"""Tell, and on demand mend, what rows and files disagree on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.files.reconciling import reconcile, seal_plain


class Command(BaseCommand):
    help = "Compare the stored files with the database; exit 1 where a file is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="remove files that no row has spoken of for an hour")

        parser.add_argument("--seal", action="store_true", help="seal what an earlier version stored in clear")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["seal"]:
            self.stdout.write(f"{seal_plain()} files sealed that lay in clear")
        report = reconcile(remove=options["remove"])
        for name in report.orphans:
            self.stdout.write(f"no row: {name}")
        for name in report.missing:
            self.stdout.write(f"no file: {name}")
        done = "removed" if options["remove"] else "found"
        self.stdout.write(
            f"{report.files} files; {len(report.orphans)} without a row {done}; {len(report.missing)} missing"
        )
        if report.missing:
            raise CommandError("Files are missing: restore them from a backup.")
