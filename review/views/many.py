"""Several cases that were ticked in the queue: passed where the scheme allows it, or handed over to a colleague."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.people.models import User
from portal.people.requests import user_of
from portal.writes.answers import answered_again_by
from review.forms.deciding import HandOverForm
from review.models import Office, ReviewTask
from review.policies import may_decide, may_pass_with_others
from review.queries.desk import Place, chosen_tasks
from review.queries.many import facts_of
from review.queries.tasks import colleagues_in
from review.services.each import Outcome
from review.services.passing import pass_many
from review.services.taking import hand_over_many
from review.views.access import chosen_office, for_reviewers
from review.views.workbench import place_of

MOST_AT_ONCE = 50
Policy = Callable[[User, ReviewTask], "str | None"]


@for_reviewers
def _pass(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    place = _place(request, offices)
    if request.method != "POST":
        return render(request, "review/pass_many.html", _checked(request, place, may_pass_with_others))
    seen = dict(value.partition(":")[::2] for value in request.POST.getlist("case")[:MOST_AT_ONCE])
    chosen = [(task, _number(seen[task.public_id])) for task in chosen_tasks([place.office], list(seen))]
    outcomes = pass_many(user=user_of(request), chosen=chosen)
    return _told(request, place, outcomes, title=_("批量通过的结果"), done=_("已通过"))


@for_reviewers
def _hand_over(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    place, user = _place(request, offices), user_of(request)
    form = HandOverForm(request.POST or None, people=colleagues_in(place.office, user))
    if request.method != "POST" or not form.is_valid():
        context = _checked(request, place, may_decide) | {"form": form}
        return render(request, "review/hand_over_many.html", context, status=422 if form.is_bound else 200)
    tasks = chosen_tasks([place.office], _ids(request.POST.getlist("case")))
    outcomes = hand_over_many(tasks=tasks, user=user, to=form.cleaned_data["to"])
    return _told(request, place, outcomes, title=_("转交的结果"), done=_("已转交"))


@answered_again_by(_pass)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def pass_together(request: HttpRequest) -> HttpResponse:
    """Show what is to be known of each chosen case and what stands in its way; then pass those that are still ticked."""
    return _pass(request)


@answered_again_by(_hand_over)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def hand_over_together(request: HttpRequest) -> HttpResponse:
    """Show which of the chosen cases can be handed over, and to whom; then hand them over."""
    return _hand_over(request)


def _place(request: HttpRequest, offices: list[Office]) -> Place:
    office = chosen_office(offices, request.GET.get("office", ""))
    return place_of(request, office)


def _checked(request: HttpRequest, place: Place, may: Policy) -> dict[str, Any]:
    """The chosen cases, parted into those that go and those that something stands in the way of."""
    names = _ids((request.POST or request.GET).getlist("case"))
    rows = [{"facts": one, "reason": may(user_of(request), one.task)} for one in _facts(place, names)]
    return _around(place) | {
        "ready": [row["facts"] for row in rows if not row["reason"]],
        "unready": [row for row in rows if row["reason"]],
    }


def _ids(values: list[str]) -> list[str]:
    """The cases that were ticked; the revision that a checked one carries is asked for by passing alone."""
    return [value.partition(":")[0] for value in values[:MOST_AT_ONCE]]


def _facts(place: Place, names: list[str]) -> list[Any]:
    return facts_of(chosen_tasks([place.office], names))


def _told(request: HttpRequest, place: Place, outcomes: list[Outcome], *, title: str, done: str) -> HttpResponse:
    context = _around(place) | {
        "title": title,
        "done_title": done,
        "done": [one.task for one in outcomes if one.is_done],
        "refused": [one for one in outcomes if not one.is_done],
    }
    return render(request, "review/many_done.html", context)


def _around(place: Place) -> dict[str, Any]:
    return {"office": place.office, "place": place, "queue_url": f"{reverse('review:queue')}?{place.query}"}


def _number(text: str) -> int:
    """What no page sent is no revision that a case has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
