from __future__ import annotations

import json

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from portal.notices.queries import inbox_of, inbox_page, latest_sms
from portal.notices.receipts import reports_from, take_report
from portal.notices.services import mark_read
from portal.people.requests import user_of


@require_safe
@never_cache
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    page = inbox_page(user_of(request), before=before)
    address = reverse("notices:inbox")
    older_url = f"{address}?before={page.older}" if page.older else ""
    return render(
        request, "notices/inbox.html", {"page": page, "older_url": older_url, "newest_url": address if before else ""}
    )


@require_POST
@login_required
def open_notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    notice = get_object_or_404(inbox_of(user_of(request)), public_id=public_id)
    mark_read(user=user_of(request), public_id=public_id)
    leads_home = url_has_allowed_host_and_scheme(notice.link, {request.get_host()}, request.is_secure())
    return redirect(notice.link if leads_home else "notices:inbox")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    mark_read(user=user_of(request))
    return redirect("notices:inbox")


@csrf_exempt
@require_POST
def receipts(request: HttpRequest, provider: str, secret: str) -> HttpResponse:
    """Take a provider's reports of delivery. Who does not know the secret finds nothing; unknown messages are no fault."""
    known = settings.SMS_RECEIPT_SECRET
    if not (known and constant_time_compare(secret, known)):
        raise Http404
    try:
        content = json.loads(request.body)
    except ValueError:
        return JsonResponse({"code": 1, "msg": "not JSON"}, status=400)
    for report in reports_from(provider, content):
        take_report(report)
    return JsonResponse({"code": 0, "msg": "OK"})


@never_cache
@require_safe
def sms_page(request: HttpRequest) -> HttpResponse:
    """A demonstration's telephone. It shows everybody's codes, so there is none where messages really leave."""
    if settings.SMS_BACKEND != "page":
        raise Http404
    return render(request, "notices/sms_page.html", {"messages_sent": latest_sms()})
