import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from review.walking.running import BROKEN, case_files, walk_files


class Command(BaseCommand):
    help = (
        "Walks cases of a scheme through the real services and leaves nothing behind: a line of JSON for each event. "
        "Exit status 0: as expected; 1: refused or not as expected; 2: a case or scheme with faults. See docs/case-files.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cases", nargs="+", metavar="CASE.yaml", help="case files, or folders of them")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = list(case_files(options["cases"]))
        if not paths:
            raise CommandError("There is no case file in these folders.", returncode=BROKEN)
        if status := walk_files(paths, out=self._out, err=self._err):
            sys.exit(status)

    def _out(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _err(self, line: str) -> None:
        self.stderr.write(line, style_func=str)
