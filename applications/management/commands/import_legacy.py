from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from applications.services.legacy import REFUSED, TAKEN, THERE, Outcome, UnableToImport, import_legacy, report_rows
from applications.tables.legacy_file import COLUMNS
from portal.exports import xlsx_of
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Takes over what units declared on the former site from a CSV or Excel file. Run it with --dry-run first. "
        "The same file again takes nothing. See docs/operator.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tenant", help="the tenant's slug")
        parser.add_argument("scheme", help="the key of the scheme under which units find the records")
        parser.add_argument("file", type=Path, help=".csv (UTF-8 or GB18030) or .xlsx; the first row are headings")
        parser.add_argument("--dry-run", action="store_true", help="check everything and write nothing")
        parser.add_argument("--report", type=Path, help="write what became of each row into this Excel file")
        parser.add_argument(
            "--map", type=Path, metavar="COLUMNS.yaml", help=f"headings by key, of {', '.join(COLUMNS)}"
        )

    def handle(self, *, tenant: str, scheme: str, file: Path, dry_run: bool, **options: Any) -> None:
        columns = _columns(options["map"])
        with tenant_scope(_tenant(tenant)), _opened(file) as opened:
            try:
                found = import_legacy(scheme_key=scheme, file=File(opened), columns=columns, dry_run=dry_run)
            except UnableToImport as refused:
                raise CommandError(refused.reason) from None
        self._say(found, dry_run)
        if options["report"]:
            header, *rows = report_rows(found)
            options["report"].write_bytes(xlsx_of(header, rows))

    def _say(self, found: list[Outcome], dry_run: bool) -> None:
        counts = Counter(one.what for one in found)
        refused = [one for one in found if one.what == REFUSED]
        for one in refused[:SHOWN]:
            self.stderr.write(f"row {one.row}: {one.reason}")
        if len(refused) > SHOWN:
            self.stderr.write(f"… and {len(refused) - SHOWN} more, see --report")
        verb = "would be taken" if dry_run else "taken"
        self.stdout.write(f"{counts[TAKEN]} {verb}, {counts[THERE]} already there, {counts[REFUSED]} refused")


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from None


def _columns(path: Path | None) -> dict[str, str]:
    """Return which heading is meant by each key."""
    if path is None:
        return {}
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise CommandError(f"{path}: expected lines like `uscc: 信用代码`")
    if unknown := sorted(str(key) for key in found if key not in COLUMNS):
        raise CommandError(f"{path}: no such key {', '.join(unknown)}; there are {', '.join(COLUMNS)}")
    return found


def _tenant(slug: str) -> Tenant:
    found: Tenant | None = Tenant.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Tenant.objects.order_by("slug").values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no tenant {slug}; there are: {known}.")
    return found
