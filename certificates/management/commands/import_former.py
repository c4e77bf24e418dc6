from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from applications.queries import current_versions
from applications.tables.former_file import SHEETS
from applications.tables.former_template import former_template
from applications.unit_information import current_information
from certificates.services.former import UnableToImport, counts_of, import_former, report_tables
from certificates.services.former_cases import renewed_scheme
from certificates.services.former_rows import DIFFERS, REFUSED, TAKEN, THERE, Found, Outcome
from portal.exports import book_of
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope

SHOWN = 20
TITLES = {sheet.key: f"{sheet.title.zh} {sheet.title.en}" for sheet in SHEETS}


class Command(BaseCommand):
    help = (
        "Takes over units' accounts, declarations and certificates of the site that was there before, from an Excel "
        "file with three sheets or a folder of three CSV files. Run it with --dry-run first. The same file again "
        "takes nothing. See docs/operator.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tenant", help="the tenant's slug")
        parser.add_argument("source", type=Path, nargs="?", help="the .xlsx file, or the folder with three .csv files")
        parser.add_argument("--dry-run", action="store_true", help="check everything and write nothing")
        parser.add_argument("--report", type=Path, help="write what became of each row into this Excel file")
        parser.add_argument(
            "--template", type=Path, help="write an empty workbook with explanations, and import nothing"
        )

    def handle(self, *, tenant: str, source: Path | None, dry_run: bool, **options: Any) -> None:
        with tenant_scope(_tenant(tenant)):
            if options["template"]:
                _write(options["template"], _template())
                return
            if source is None:
                raise CommandError("Name the file or folder to import, or --template.")
            found = self._imported(source, dry_run)
        self._say(found, dry_run)
        if options["report"]:
            _write(options["report"], book_of(report_tables(found)))

    def _imported(self, source: Path, dry_run: bool) -> Found:
        try:
            return import_former(source=source, dry_run=dry_run, progress=self._progress)
        except UnableToImport as refused:
            raise CommandError(refused.reason) from None
        except OSError as error:
            raise CommandError(f"{source} cannot be read: {error.strerror}") from None

    def _progress(self, key: str, done: int) -> None:
        self.stdout.write(f"{TITLES[key]}: {done} …")

    def _say(self, found: Found, dry_run: bool) -> None:
        counts = counts_of(found)
        for key, title in TITLES.items():
            if strange := found.strange[key]:
                self.stderr.write(f"{title}: 未识别的列 columns not taken: {'、'.join(strange)}")
            self._say_faults(title, [one for one in found.outcomes[key] if one.reasons and one.what != THERE])
            self.stdout.write(f"{title}: {_in_words(counts[key], dry_run)}")
        if dry_run:
            self.stdout.write("试运行，没有写入任何内容。 Dry run: nothing was written.")
        elif found.claimed:
            self.stdout.write(f"已登录过的单位取得账号 accounts claimed by units that have signed in: {found.claimed}")

    def _say_faults(self, title: str, outcomes: list[Outcome]) -> None:
        outcomes.sort(key=lambda one: one.what != REFUSED)  # what was refused first, in the order of the file
        for one in outcomes[:SHOWN]:
            what = "未导入 refused" if one.what == REFUSED else "提示 note"
            self.stderr.write(f"{title}, 第 {one.row} 行 row {one.row}: {what}: {one.reason}")
        if len(outcomes) > SHOWN:
            left = len(outcomes) - SHOWN
            self.stderr.write(f"{title}: 另有 {left} 行，见 --report。 {left} more rows, see --report.")


def _in_words(counts: dict[str, int], dry_run: bool) -> str:
    taken = "将导入 would be taken" if dry_run else "导入 taken"
    words = {TAKEN: taken, THERE: "已有 already there", DIFFERS: "已有而不同 differing", REFUSED: "未导入 refused"}
    return ", ".join(f"{counts[what]} {word}" for what, word in words.items())


def _template() -> bytes:
    versions = {version.key: version for version in current_versions()}
    if not versions:
        raise CommandError("The tenant has published no scheme.")
    return former_template(
        versions.get(renewed_scheme(versions)) or next(iter(versions.values())), current_information()
    )


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from None


def _tenant(slug: str) -> Tenant:
    found: Tenant | None = Tenant.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Tenant.objects.order_by("slug").values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no tenant {slug}; there are: {known}.")
    return found
