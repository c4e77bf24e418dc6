"""What retention did, for the portal's administrators: to read, and to take along as a table."""

from __future__ import annotations

import csv
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.people.requests import user_of
from portal.privacy.models import RetentionReport
from portal.privacy.policies import may_govern_data, may_set_periods
from portal.privacy.queries import lines_of, reports, schedule
from portal.tables import defused

PAGE_SIZE = 30


def for_governors(view: Any) -> Any:
    """To everybody else these pages do not exist."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if may_govern_data(user_of(request)):
            raise Http404
        found: HttpResponse = view(request, *args, **kwargs)
        return found

    return login_required(never_cache(require_safe(answer)))


@for_governors
def report_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(reports(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "schedule": schedule(), "may_set_periods": may_set_periods(user_of(request))}
    return render(request, "privacy/reports.html", context)


@for_governors
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(RetentionReport.objects.all(), public_id=public_id)
    return render(request, "privacy/report.html", {"report": found, "lines": lines_of(found)})


@for_governors
def report_table(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same as CSV; a cell that a spreadsheet would run as a formula is only text."""
    found = get_object_or_404(RetentionReport.objects.all(), public_id=public_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="retention-{found.started_at:%Y%m%d}.csv"'
    response["Cache-Control"] = "private, no-store"
    response.write("\ufeff")  # spreadsheets take the file for another encoding without it
    table = csv.writer(response)
    table.writerow(
        [
            _("种类"),
            _("保存天数"),
            _("早于"),
            _("到期"),
            _("已清除"),
            _("涉及条目"),
            _("未能清除"),
            _("依据"),
            _("最近的错误"),
        ]
    )
    for line in lines_of(found):
        cells = [
            line.title,
            line.days,
            line.before.isoformat(),
            line.due,
            line.erased,
            line.pieces,
            line.failed,
            line.why,
            line.fault,
        ]
        table.writerow(map(defused, cells))
    return response
