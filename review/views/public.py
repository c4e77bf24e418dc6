"""What anybody may read without signing in: the public lists, and the way to object (NB-83, NB-84, NB-108)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.calendar import today
from portal.calendar.queries import calendar_for
from portal.policy import Refused
from portal.tenants.scope import current_tenant
from review.forms.bureau import ObjectionForm
from review.models import PublicityEntry
from review.queries.publicity import (
    cells_of,
    columns_of,
    entries_in_publicity,
    entries_of_the_past,
    objection_by_public_id,
    public_entry,
    public_page,
    result_of,
    takes_objections,
)
from review.services.objecting import file_objection
from review.views.access import comes_too_often, or_404
from review.views.queue import next_url

OBJECTIONS_AN_HOUR = 5


@require_safe
def publicity(request: HttpRequest) -> HttpResponse:
    """The public list by period: exactly what was frozen when the publicity began, and nothing else."""
    past = request.GET.get("past") == "1"
    page = public_page(entries_of_the_past() if past else entries_in_publicity(), request.GET.get("after", ""))
    columns = columns_of(page.entries)
    context = {
        "past": past,
        "columns": [label for _key, label in columns],
        "hotline": current_tenant().hotline,
        "periods": _by_period(page.entries, [key for key, _label in columns]),
        "next_url": next_url(request, page.next_key),
    }
    return render(request, "review/publicity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def object_to(request: HttpRequest, public_id: str) -> HttpResponse:
    """Object to one line of the list while its period runs; only that case waits (NB-84, NB-85)."""
    entry = or_404(public_entry, public_id)
    form = ObjectionForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        if comes_too_often(request, "object", limit=OBJECTIONS_AN_HOUR, seconds=3600):
            refusal = _("您提交得过于频繁，请一小时后再试。填写的内容仍在下方，请先自行保存。")
            return _objection_page(request, entry, form, refusal, status=429)
        try:
            objection = file_objection(entry_id=entry.pk, **form.cleaned_data)
        except Refused as refused:
            return _objection_page(request, entry, form, refused.reason, status=409)
        return redirect("review:objection_receipt", public_id=objection.public_id)
    return _objection_page(request, entry, form, refusal)


@require_safe
@never_cache
def objection_receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    """That an objection was received, and when. What it says is for the bureau alone."""
    objection = or_404(objection_by_public_id, public_id)
    context = {"objection": objection, "line": _line(objection.entry)}
    return render(request, "review/objection_receipt.html", context)


def _objection_page(
    request: HttpRequest, entry: PublicityEntry, form: ObjectionForm, refusal: str, status: int = 200
) -> HttpResponse:
    context = {"entry": entry, "line": _line(entry), "form": form, "refusal": refusal, "open": takes_objections(entry)}
    return render(request, "review/object.html", context, status=status)


def _line(entry: PublicityEntry) -> list[tuple[str, str]]:
    """The line of the list as name and value."""
    columns = columns_of([entry])
    cells = cells_of([entry], [key for key, _label in columns])[0]
    return [(label, cell) for (_key, label), cell in zip(columns, cells, strict=True)]


def _by_period(entries: list[PublicityEntry], keys: list[str]) -> list[dict[str, Any]]:
    """Group consecutive lines of one period, as the list is in order of time."""
    periods: list[dict[str, Any]] = []
    present, last = today(), max((entry.ends_on for entry in entries), default=today())
    calendar = calendar_for(min(present, last), max(present, last))
    for entry, cells in zip(entries, cells_of(entries, keys), strict=True):
        days = (entry.starts_on, entry.ends_on)
        if not periods or periods[-1]["days"] != days:
            left = calendar.working_days_left(entry.ends_on, present) if present <= entry.ends_on else None
            periods.append({"days": days, "days_left": left, "rows": []})
        row = {"entry": entry, "cells": cells, "open": takes_objections(entry), "result": result_of(entry)}
        periods[-1]["rows"].append(row)
    return periods
