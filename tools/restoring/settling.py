"""`python -m tools.restoring.settling`, with a portal's settings: what its workers have still to do.

Prints one JSON object with counts; a backup is as good while they are at it, but a drill compares what was finished.
"""

from __future__ import annotations

import json
import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    print(json.dumps(left_to_do()))


def left_to_do() -> dict[str, int]:
    """Return, over all tenants: tasks that wait, certificates without a file, seconds that an event waits for its chain."""
    from certificates.models import Certificate
    from portal.audit.queries import longest_unchained
    from portal.outbox.models import DeferredTask
    from portal.tenants.models import Tenant
    from portal.tenants.scope import tenant_scope

    left = {"tasks": 0, "certificates": 0, "unchained": round(longest_unchained())}
    for tenant in Tenant.objects.order_by("id"):
        with tenant_scope(tenant):
            left["tasks"] += DeferredTask.objects.filter(due_at__isnull=False).count()
            left["certificates"] += Certificate.objects.filter(rendered_at__isnull=True, render_fault="").count()
    return left


if __name__ == "__main__":
    main()
