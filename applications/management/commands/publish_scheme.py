from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from applications.holders import office_codes
from applications.scheme import Scheme
from applications.scheme.asking import sentence
from applications.scheme.conditions import conditions_of
from applications.scheme.faults import written
from applications.scheme.loader import SchemeError, load_scheme
from applications.services.publishing import (
    UnableToPublish,
    publish_scheme,
    require_usable_templates,
    require_what_it_needs,
)
from portal.codes import known_code_sets
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope


class Command(BaseCommand):
    help = "Check a scheme and publish it as its tenant's next version; the same content publishes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tenant", help="the tenant's slug, e.g. the name of its folder under schemes/")
        parser.add_argument("path", type=Path, help="scheme.yaml or its folder")
        parser.add_argument("--check", action="store_true", help="publish nothing; say each condition in words")

    def handle(self, *, tenant: str, path: Path, check: bool, **options: Any) -> None:
        with tenant_scope(self._tenant(tenant)):
            scheme = self._load(path)
            if check:
                self._read_out(scheme)
                return
            version, is_new = publish_scheme(scheme=scheme)
        self.stdout.write(f"{version}: {'published' if is_new else 'unchanged, nothing published'}")

    def _load(self, path: Path) -> Scheme:
        try:
            # A tenant that is still being set up has no offices to hold the routes against.
            scheme = load_scheme(path, known_codes=known_code_sets(), known_offices=office_codes() or None)
            require_usable_templates(scheme)
            require_what_it_needs(scheme)
        except (SchemeError, UnableToPublish) as error:
            raise CommandError(str(error)) from None
        return scheme

    def _read_out(self, scheme: Scheme) -> None:
        """Say every condition as a sentence: a condition can be sound and still not be what was meant."""
        for path, match in conditions_of(scheme):
            self.stdout.write(f"{written(path)}: {sentence(match, scheme)}")
        self.stdout.write(f"{scheme.scheme}: nothing to object to; nothing published")

    def _tenant(self, slug: str) -> Tenant:
        found: Tenant | None = Tenant.objects.filter(slug=slug).first()
        if found is None:
            known = ", ".join(Tenant.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no tenant {slug}; there are: {known}.")
        return found
