"""申请开通, 修改资料: a unit begins a case of its own, or goes on with the one it has (CY-26, CY-37)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.models import SchemeVersion
from applications.policies import may_apply_for_unit
from applications.services.unit_cases import begin_unit_case
from applications.views.starting import statement_context
from applications.views.unit_bar import bar_of, information_first
from applications.views.unit_desk.access import desk_url, own_version_or_404, unit_or_404
from portal.people.requests import user_of
from portal.policy import Refused
from units.models import Unit


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def begin(request: HttpRequest, public_id: str, scheme: str) -> HttpResponseBase:
    """Show what is agreed to, if anything is; begin, and open the form."""
    unit, version = unit_or_404(request, public_id), own_version_or_404(scheme)
    if (way := information_first(request, unit)) is not None:
        return way
    if obstacle := may_apply_for_unit(user_of(request), unit, version.scheme):
        return _show(request, unit, version, refusal=obstacle, status=403)
    if request.method != "POST":
        return _show(request, unit, version)
    try:
        application = begin_unit_case(
            version=version,
            unit=unit,
            by=user_of(request),
            agreed=request.POST.get("agreed") == "yes",
            language=get_language() or "",
        )
    except Refused as refused:
        return _show(request, unit, version, refusal=refused.reason, status=409)
    return redirect("applications:go_on", application.public_id)


def _show(
    request: HttpRequest, unit: Unit, version: SchemeVersion, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    url = desk_url(unit, version.key)
    context: dict[str, Any] = {
        "bar": bar_of(unit, close_url=url),
        "unit": unit,
        "title": version.scheme.title.of(get_language()),
        "open": version.scheme.word("open", get_language()),
        "desk_url": url,
        "refusal": refusal,
        "is_barred": status == 403,
    }
    return render(request, "applications/unit_begin.html", context | statement_context(version.scheme), status=status)
