from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.notices.queries import inbox_of, inbox_page, latest_sms
from portal.notices.services import mark_read
from portal.people.requests import user_of


@login_required
@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    page = inbox_page(user_of(request), before=before)
    address = reverse("notices:inbox")
    older_url = f"{address}?before={page.older}" if page.older else ""
    return render(
        request, "notices/inbox.html", {"page": page, "older_url": older_url, "newest_url": address if before else ""}
    )


@login_required
@require_POST
def open_notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    notice = get_object_or_404(inbox_of(user_of(request)), public_id=public_id)
    mark_read(user=user_of(request), public_id=public_id)
    leads_home = url_has_allowed_host_and_scheme(notice.link, {request.get_host()}, request.is_secure())
    return redirect(notice.link if leads_home else "notices:inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_read(user=user_of(request))
    return redirect("notices:inbox")


@never_cache
@require_safe
def sms_page(request: HttpRequest) -> HttpResponse:
    """A demonstration's telephone. It shows everybody's codes, so there is none where messages really leave."""
    if settings.SMS_BACKEND != "page":
        raise Http404
    return render(request, "notices/sms_page.html", {"messages_sent": latest_sms()})
