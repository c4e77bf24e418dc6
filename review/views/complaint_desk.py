"""The desk at which an office takes complaints and answers them (NX-119)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.files.responses import file_response
from portal.people.models import User
from portal.people.requests import user_of
from portal.policy import Overtaken, Refused
from portal.refusals import concerns
from portal.writes.answers import conflict, nothing_written
from review.choices import ComplaintState
from review.forms.complaints import ReplyForm
from review.models import Complaint
from review.policies import may_answer_complaint, may_close_complaint
from review.queries.complaints import (
    TO_ANSWER,
    answers_complaints,
    complaint_of_offices,
    complaints_answered,
    complaints_of_offices,
    file_of_offices,
    files_of,
    with_days_left,
)
from review.services.answering import (
    answer_complaint,
    close_complaint,
    hand_back_complaint,
    note_file_opened,
    reveal_complainant,
    take_complaint,
)
from review.views.access import for_those_who, from_the_page

PAGE_SIZE = 20
LISTS = {"open": TO_ANSWER, "answered": (ComplaintState.ANSWERED,), "closed": (ComplaintState.CLOSED,)}

for_who_answers = for_those_who(answers_complaints)
from_the_complaint = from_the_page("review:complaint")


@require_safe
@for_who_answers
def complaint_desk(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the most urgent first; what was answered; what is closed."""
    shown = request.GET.get("shown", "open")
    shown = shown if shown in LISTS else "open"
    find = complaints_of_offices if shown == "open" else complaints_answered
    page = Paginator(find(user_of(request), LISTS[shown]), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": with_days_left(page), "shown": shown, "query": f"shown={shown}&"}
    return render(request, "review/complaint_desk.html", context)


@require_safe
@for_who_answers
def complaint(request: HttpRequest, public_id: str) -> HttpResponse:
    """One complaint with what can be done about it."""
    return _page(request, _complaint_or_404(request, public_id), ReplyForm())


@from_the_complaint
@for_who_answers
def take(request: HttpRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, take_complaint, _("已领取。"))


@from_the_complaint
@for_who_answers
def hand_back(request: HttpRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, hand_back_complaint, _("已交回，同机构的审核人可以领取。"))


@from_the_complaint
@for_who_answers
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, close_complaint, _("已办结。"))


@from_the_complaint
@for_who_answers
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send the reply."""
    found, form = _complaint_or_404(request, public_id), ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    words = form.cleaned_data["words"]
    try:
        answer_complaint(complaint_id=found.pk, user=user_of(request), words=words, seen=_seen(request))
    except Refused as refusal:
        url = reverse("review:complaint", args=[public_id])
        return conflict(request, refusal.reason, url=url, kept=words)
    messages.success(request, _("已答复；留有联系方式的，已通知对方查看。"))
    return redirect("review:complaint_desk")


@from_the_complaint
@never_cache
@for_who_answers
def reveal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show once how to reach who complained; the view is logged first."""
    found = _complaint_or_404(request, public_id)
    reveal_complainant(complaint=found, user=user_of(request))
    return _page(request, found, ReplyForm(), in_full=True)


@require_safe
@never_cache
@for_who_answers
def complaint_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """A file that was handed in."""
    found = file_of_offices(user_of(request), public_id)
    if found is None:
        raise Http404
    note_file_opened(file=concerns(found), user=user_of(request))
    with found.file.open() as file:
        return file_response(file.read(), content_type=found.content_type, name=found.original_name)


def _act(request: HttpRequest, public_id: str, act: Callable[..., Any], done: str) -> HttpResponse:
    found = _complaint_or_404(request, public_id)
    here = reverse("review:complaint", args=[public_id])
    try:
        act(complaint_id=found.pk, user=user_of(request), seen=_seen(request))
    except Overtaken as lost:
        return conflict(request, lost.reason, url=here)
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return nothing_written(redirect(here))
    messages.success(request, done)
    return redirect(here)


def _page(request: HttpRequest, found: Complaint, form: ReplyForm, *, in_full: bool = False) -> HttpResponse:
    user: User = user_of(request)
    context = {
        "complaint": found,
        "files": files_of(found),
        "form": form,
        "in_full": in_full,
        "why_not": may_answer_complaint(user, found),
        "has_it": found.state == ComplaintState.IN_HAND and found.taken_by_id == user.pk,
        "may_close": may_close_complaint(user, found) is None,
    }
    return render(request, "review/complaint.html", context)


def _complaint_or_404(request: HttpRequest, public_id: str) -> Complaint:
    found = complaint_of_offices(user_of(request), public_id)
    if found is None:
        raise Http404
    return concerns(found)


def _seen(request: HttpRequest) -> int | None:
    """The revision that the page showed; a page without one is as old as can be."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1
