from typing import Any

from django.core.management.base import BaseCommand

from certificates.tasks import render_missing
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope


class Command(BaseCommand):
    help = "Makes the certificate files that are still missing, for every tenant."

    def handle(self, *args: Any, **options: Any) -> None:
        for tenant in Tenant.objects.filter(is_active=True):
            with tenant_scope(tenant):
                self.stdout.write(f"{tenant.slug}: {render_missing()} made")
