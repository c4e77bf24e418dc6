"""Complaints and reports as anybody files them, and finds the reply again (NX-04, NX-119)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.people.requests import user_of
from portal.policy import Refused
from review.choices import ComplaintKind
from review.forms.complaints import ComplaintForm, QueryForm, ReportForm
from review.models import ComplaintDesk
from review.queries.complaints import complaint_by_code, complaint_desk, complaints_by, has_complaints, takes_complaints
from review.services.complaining import Filed, file_complaint
from review.views.access import comes_too_often

FILED_AN_HOUR, ASKED_AN_HOUR = 5, 30
FORMS: dict[str, type[forms.Form]] = {ComplaintKind.COMPLAINT: ComplaintForm, ComplaintKind.REPORT: ReportForm}
RECEIPT = "complaint_receipt"
RECEIPT_SECONDS = 30 * 60
PAGE_SIZE = 10


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def complaints(request: HttpRequest) -> HttpResponse:
    """The two ways, and the reply for whoever has a receipt (NX-04).

    The query code is posted, so that no address holds it; nothing is written.
    """
    if not has_complaints():
        raise Http404
    form = QueryForm(request.POST if request.method == "POST" else None)
    found, refusal = None, ""
    if request.method == "POST" and form.is_valid():
        if comes_too_often(request, "ask-complaint", limit=ASKED_AN_HOUR, seconds=3600):
            return _ways(request, form, _("您查询得过于频繁，请一小时后再试。"), status=429)
        found = complaint_by_code(**form.cleaned_data)
        refusal = "" if found else _("没有找到：请核对回执编号和查询码。")
    return _ways(request, form, refusal, complaint=found)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def complain(request: HttpRequest, way: str) -> HttpResponse:
    """File a complaint or a report; the receipt follows, with the code that shows the reply (NX-119)."""
    desk = complaint_desk()
    if way not in FORMS or desk is None:
        raise Http404
    form = FORMS[way](request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _filing_page(request, way, desk, form)
    if comes_too_often(request, "complain", limit=FILED_AN_HOUR, seconds=3600):
        refusal = _("您提交得过于频繁，请一小时后再试。填写的内容仍在下方，请先自行保存。")
        return _filing_page(request, way, desk, form, refusal, status=429)
    try:
        filed = file_complaint(kind=way, user=_author(request, form), **_said(form))
    except Refused as refused:
        return _filing_page(request, way, desk, form, refused.reason)
    _keep_receipt(request, filed)
    return redirect("review:complaint_receipt")


@require_safe
@never_cache
def complaint_receipt(request: HttpRequest) -> HttpResponse:
    """Number and query code, for half an hour and in this browser alone: the code is kept nowhere else."""
    receipt = request.session.get(RECEIPT)
    if not receipt or timezone.now().timestamp() > receipt["until"]:
        return redirect("review:complaints")
    context = {"receipt": receipt, "due_on": dt.date.fromisoformat(receipt["due_on"])}
    return render(request, "review/complaint_receipt.html", context)


@require_safe
@login_required
@never_cache
def my_complaints(request: HttpRequest) -> HttpResponse:
    """What a person filed under their account, with the replies."""
    page = Paginator(complaints_by(user_of(request)), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "review/my_complaints.html", {"page": page, "open": takes_complaints()})


def _ways(
    request: HttpRequest, form: forms.Form, refusal: str = "", *, complaint: Any = None, status: int = 200
) -> HttpResponse:
    desk = complaint_desk()
    context = {"form": form, "refusal": refusal, "complaint": complaint, "open": takes_complaints(), "desk": desk}
    return render(request, "review/complaints.html", context, status=status)


def _filing_page(
    request: HttpRequest, way: str, desk: ComplaintDesk, form: forms.Form, refusal: str = "", status: int = 200
) -> HttpResponse:
    words = {"office": desk.office.name, "days": desk.working_days}
    context = {"kind": ComplaintKind(way), "form": form, "refusal": refusal, **words}
    return render(request, "review/complain.html", context, status=status)


def _said(form: forms.Form) -> dict[str, Any]:
    names = ("about", "unit_name", "words", "name", "contact", "uploads")
    return {name: form.cleaned_data[name] for name in names}


def _author(request: HttpRequest, form: forms.Form) -> Any:
    """Under whose account it can be found again; an anonymous report has none."""
    is_known = request.user.is_authenticated and not form.cleaned_data.get("anonymous")
    return request.user if is_known and request.user.tenant_id else None  # type: ignore[union-attr]


def _keep_receipt(request: HttpRequest, filed: Filed) -> None:
    # In real time, as the session itself: a demonstration's clock does not end it.
    until = timezone.now().timestamp() + RECEIPT_SECONDS
    complaint = filed.complaint
    request.session[RECEIPT] = {
        "number": complaint.number,
        "code": filed.code,
        "kind": complaint.kind,
        "due_on": complaint.due_on.isoformat(),
        "until": until,
    }
