from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.privacy.models import RetentionReport
from portal.privacy.services.retaining import run_retention
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope


class Command(BaseCommand):
    help = "Erase what is due by each portal's retention schedule, as the nightly job does, and say what was done."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", help="only this portal, by its slug")
        parser.add_argument("--dry-run", action="store_true", help="count what is due and erase nothing")

    def handle(self, *, tenant: str | None, dry_run: bool, **options: Any) -> None:
        tenants = Tenant.objects.filter(is_active=True).order_by("slug")
        for one in tenants.filter(slug=tenant) if tenant else tenants:
            with tenant_scope(one):
                self._say(one, run_retention(is_trial=dry_run))

    def _say(self, tenant: Tenant, report: RetentionReport) -> None:
        for line in report.lines.all():
            fault = f", {line.failed} left behind ({line.fault})" if line.failed else ""
            self.stdout.write(
                f"{tenant.slug} {line.rule}: {line.due} due after {line.days} days, {line.erased} erased{fault}"
            )
