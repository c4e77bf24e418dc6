"""旧系统记录: what the unit declared on the former site, to be read, and to begin with (CY-41, CY-42)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applications.models import LegacyRecord
from applications.policies import may_enter
from applications.unit_queries import legacy_of
from applications.views.paging import leaf_of
from applications.views.unit_bar import bar_of, information_first
from applications.views.unit_desk.access import desk_url, unit_or_404, version_or_404
from portal.people.masking import mask_id_number
from portal.people.requests import user_of

LEAF = 50


@require_safe
@login_required
@never_cache
def legacy(request: HttpRequest, public_id: str, scheme: str) -> HttpResponseBase:
    """The list of one unit, to be read only; a declaration can be begun with any of it."""
    unit, version = unit_or_404(request, public_id), version_or_404(scheme)
    if (way := information_first(request, unit)) is not None:
        return way
    records = legacy_of(unit, version.key)
    leaf = leaf_of(records, request, size=LEAF)
    context = {
        "bar": bar_of(unit, close_url=desk_url(unit, version.key)),
        "unit": unit,
        "title": version.scheme.title.of(get_language()),
        "count": records.count(),
        "leaf": leaf,
        "rows": [_row(one) for one in leaf.rows],
        "enter_url": reverse("applications:unit_enter", args=[unit.public_id, version.key]),
        "obstacle": may_enter(user_of(request), unit, version.scheme),
        "desk_url": desk_url(unit, version.key),
    }
    return render(request, "applications/unit_legacy.html", context)


def _row(record: LegacyRecord) -> dict[str, Any]:
    return {"record": record, "number": mask_id_number(record.id_number), "further": record.further}
