"""`python -m tools.stack.people`, with a stack's settings: fills its portals with the demonstration's people."""

from __future__ import annotations

import os

from tools.stack.layout import ROOT


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from portal.tenants.models import Tenant
    from review.demo.building import build_demo

    for plan in sorted(ROOT.glob("schemes/*/demo.yaml")):
        tenant = Tenant.objects.get(slug=plan.parent.name)
        print(f"{tenant.slug}: {build_demo(tenant=tenant, path=plan)} cases")


if __name__ == "__main__":
    main()
