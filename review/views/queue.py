"""The desk of an office: what is to be done, what waits for the window, what was done, and how much of each."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.calendar import today
from portal.calendar.queries import add_working_days
from portal.people.requests import user_of
from review.forms.deciding import DoneFilterForm, QueueFilterForm
from review.models import Office
from review.policies import may_revoke
from review.queries.desk import has_keys
from review.queries.stages import stages_for
from review.queries.tasks import (
    done_for,
    done_tasks,
    page_by_due,
    page_of_done,
    waiting_tasks,
)
from review.services.reminding import DUE_SOON_WORKING_DAYS
from review.views.access import chosen_office, for_reviewers
from review.views.workbench import address_at, decided_before, filter_chips, place_of, tasks_at


@require_safe
@for_reviewers
def queue(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    """The cases an office can work on, the most urgent first (NB-92)."""
    office = chosen_office(offices, request.GET.get("office", ""))
    user, place = user_of(request), place_of(request, office)
    stages = place.stages or stages_for(office)
    page = page_by_due(tasks_at(place, user), place.after, stages.all)
    context = desk_context(request, offices, office, "queue") | {
        "form": QueueFilterForm(request.GET, stages=stages.own),
        "page": page,
        "place": place,
        "waiting": waiting_tasks(office).aggregate(count=Count("id"), opens_on=Min("opens_on")),
        "first_url": address_at(page.rows[0].task, place) if page.rows else "",
        "passes_several": not stages.passed_together.isdisjoint(row.task.stage for row in page.rows),
        "all_url": f"{reverse('review:queue')}?{urlencode({'office': office.code})}",
        "filters": filter_chips(place, user),
        "decided": decided_before(request, user),
        "has_keys": has_keys(user),
        "next_url": next_url(request, page.next_key),
    }
    return render(request, "review/queue.html", context)


@require_safe
@for_reviewers
def waiting(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    """What was submitted outside the acceptance window and opens with the next one (AMB-05)."""
    office = chosen_office(offices, request.GET.get("office", ""))
    page = page_by_due(waiting_tasks(office), request.GET.get("after", ""))
    context = desk_context(request, offices, office, "waiting") | {"page": page}
    return render(request, "review/waiting.html", context | {"next_url": next_url(request, page.next_key)})


@require_safe
@for_reviewers
def done(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    """What the office decided, and what became of it (NB-86)."""
    office = chosen_office(offices, request.GET.get("office", ""))
    form = DoneFilterForm(request.GET)
    page = page_of_done(done_for(done_tasks(office), **form.wanted), request.GET.get("after", ""))
    context = desk_context(request, offices, office, "done") | {"page": page, "form": form}
    context["may_revoke"] = may_revoke(request.user)  # type: ignore[arg-type]
    return render(request, "review/done.html", context | {"next_url": next_url(request, page.next_key)})


def last_day_due_soon() -> dt.date:
    return add_working_days(today(), DUE_SOON_WORKING_DAYS)


def desk_context(request: HttpRequest, offices: list[Office], office: Office, here: str) -> dict[str, Any]:
    """What every page of the desk shows around its list: the offices to choose from and the tabs."""
    tabs = [("queue", _("待办")), ("waiting", _("已排队")), ("done", _("已办")), ("overview", _("概览"))]
    return {
        "offices": offices,
        "office": office,
        "tabs": [_tab(f"review:{name}", label, office, name == here) for name, label in tabs],
        "office_tabs": [_tab(f"review:{here}", one.name, one, one == office) for one in offices],
        "today": today(),
    }


def _tab(name: str, label: str, office: Office, is_current: bool) -> dict[str, Any]:
    return {"label": label, "url": f"{reverse(name)}?{urlencode({'office': office.code})}", "is_current": is_current}


def next_url(request: HttpRequest, key: str) -> str:
    """Return the address of the next page with the same filters; empty on the last."""
    if not key:
        return ""
    query = request.GET.copy()
    query["after"] = key
    query.pop("decided", None)
    return f"?{query.urlencode()}"
