from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from portal.calendar import today
from portal.calendar.clock import move_demo_clock
from portal.calendar.queries import add_working_days
from review.jobs import run_due_jobs


@require_POST
def clock(request: HttpRequest) -> HttpResponse:
    """Move the demonstration's clock forward by `1d` or so many working days (`5w`), and run what became due."""
    if not settings.CLOCK_CAN_MOVE:
        raise Http404
    move_demo_clock(_ahead(request.POST.get("by", "")))
    run_due_jobs()
    target = request.POST.get("next", "/")
    return redirect(target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else "/")


def _ahead(by: str) -> dt.timedelta:
    number, unit = by[:-1], by[-1:]
    if not number.isdigit() or unit not in ("d", "w") or int(number) > 60:
        raise Http404
    days = int(number)
    return dt.timedelta(days=days) if unit == "d" else add_working_days(today(), days) - today()
