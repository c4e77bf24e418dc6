"""`python -m tools.restoring.looking`, with a portal's settings: what its certificates are and whether their files open.

Prints one JSON object: for each certificate its number, its token, the portal's host, and whether the stored file is the
one that was made.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    print(json.dumps(list(_certificates()), ensure_ascii=False))


def _certificates() -> Iterator[dict[str, object]]:
    from certificates.models import Certificate
    from certificates.rendering.filing import stored_pdf
    from portal.tenants.models import Tenant
    from portal.tenants.scope import tenant_scope

    for tenant in Tenant.objects.order_by("id"):
        host = tenant.hosts.order_by("id").first()
        with tenant_scope(tenant):
            for one in Certificate.objects.order_by("id"):
                opens = stored_pdf(one) is not None
                yield {"number": one.number, "token": one.token, "host": host.host if host else "", "opens": opens}


if __name__ == "__main__":
    main()
