"""What reviewers set up for themselves, who else looks at a case, and why it is due when it is."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from applications.services.deadlines import working_days_with_applicant
from portal.people.requests import user_of
from portal.policy import Refused
from review.models import Office
from review.queries.days import days_of
from review.queries.desk import has_keys, saved_filter, saved_filters
from review.services.desk import LONGEST_NAME, delete_filter, rename_filter, save_filter, set_keys
from review.services.presence import note_presence
from review.views.access import chosen_office, for_reviewers, or_404, task_or_404
from review.views.workbench import place_of


@require_safe
@never_cache
@for_reviewers
def filters(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    """One's own filters, to rename and to delete, and whether single letters are commands."""
    user = user_of(request)
    context = {"filters": saved_filters(user), "has_keys": has_keys(user), "longest": LONGEST_NAME}
    return render(request, "review/filters.html", context)


@require_POST
@for_reviewers
def add_filter(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    """Keep the present filter of the queue, as the address says it, under a name."""
    office = chosen_office(offices, request.GET.get("office", ""))
    place = place_of(request, office)
    back = f"{reverse('review:queue')}?{place.first_query}"
    name = request.POST.get("name", "")
    return _attempt(request, back, lambda: save_filter(user=user_of(request), name=name, wanted=place.wanted))


@require_POST
@for_reviewers
def name_filter(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """Give one of one's own filters another name."""
    saved = or_404(lambda key: saved_filter(user_of(request), key), public_id)
    name = request.POST.get("name", "")
    return _attempt(request, reverse("review:filters"), lambda: rename_filter(saved=saved, name=name))


@require_POST
@for_reviewers
def remove_filter(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    saved = or_404(lambda key: saved_filter(user_of(request), key), public_id)
    delete_filter(saved=saved)
    return redirect("review:filters")


@require_POST
@for_reviewers
def keys(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    """Switch single letters as commands on or off, for this person on every device."""
    are_on = request.POST.get("keys") == "on"
    set_keys(user=user_of(request), are_on=are_on)
    messages.success(request, _("单键快捷键已启用。") if are_on else _("单键快捷键已停用。"))
    return redirect("review:filters")


@require_safe
@never_cache
@for_reviewers
def presence(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """Say who else of the office has the case open; the page that asks has it open too."""
    task = task_or_404(user_of(request), public_id)
    return JsonResponse({"names": [one.name for one in note_presence(task=task, user=user_of(request))]})


@require_safe
@never_cache
@for_reviewers
def days(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """Why the task is due when it is, day by day."""
    task = task_or_404(user_of(request), public_id)
    context = {"task": task, "lines": days_of(task), "paused": working_days_with_applicant(task.application)}
    return render(request, "review/days.html", context)


def _attempt(request: HttpRequest, back: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect(back)
