"""The queue beside a case: where in which list the reviewer is, and what comes after a decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from portal.calendar import today
from portal.calendar.queries import add_working_days
from portal.people.models import User
from review.forms.deciding import QueueFilterForm
from review.models import Office, Opinion, ReviewTask
from review.policies import may_see_task
from review.queries.desk import Place, has_keys, neighbours_of, next_to_decide, page_with, saved_filters
from review.queries.stages import stages_for
from review.queries.tasks import QueueFilter, narrowed, open_tasks, task_by_public_id
from review.queries.words import decision_words
from review.services.reminding import DUE_SOON_WORKING_DAYS


def place_of(request: HttpRequest, office: Office) -> Place:
    """Return which list the address means; what it says that is nothing narrows nothing."""
    stages = stages_for(office)
    form = QueueFilterForm(request.GET, stages=stages.own)
    return Place(office, form.wanted, request.GET.get("after", ""), stages)


def place_beside(request: HttpRequest, task: ReviewTask, offices: list[Office]) -> Place:
    """Return the list beside a case: the one it was opened from, else the queue of the office whose task it is."""
    code = request.GET.get("office", "")
    own = {office.code: office for office in offices}
    office = own.get(code) or own.get(task.office.code) or offices[0]
    return place_of(request, office)


def tasks_at(place: Place, user: User) -> QuerySet[ReviewTask]:
    """Return the queue as it is narrowed, the most urgent first."""
    soon = add_working_days(today(), DUE_SOON_WORKING_DAYS)
    return narrowed(open_tasks(place.office), place.wanted, user=user, soon=soon)


def beside(place: Place, task: ReviewTask, user: User) -> dict[str, Any]:
    """Return what stands beside a case: the list with its place, what comes before and after, and whether keys are on."""
    tasks = tasks_at(place, user)
    page, start = page_with(tasks, task, place)
    neighbours = neighbours_of(tasks, task)
    place = replace(place, after=start)
    return {
        "place": place,
        "page": page,
        "previous_url": address_at(neighbours.previous, place),
        "next_case_url": address_at(neighbours.next, place),
        "queue_url": f"{reverse('review:queue')}?{place.query}",
        "following_query": replace(place, after=page.next_key).query if page.next_key else "",
        "has_keys": has_keys(user),
    }


def address_at(task: ReviewTask | None, place: Place) -> str:
    """Return the address of a case beside this list; empty for none."""
    return f"{reverse('review:task', args=[task.public_id])}?{place.query}" if task else ""


def after_deciding(place: Place, task: ReviewTask, user: User) -> str:
    """Return where a decision leads: to the next case of the list, or to the list once nothing is left of it.

    What was decided is named there, with a way back to look at it.
    """
    following = next_to_decide(tasks_at(place, user), task, user)
    if following:
        return f"{address_at(following, place)}&decided={task.public_id}"
    return f"{reverse('review:queue')}?{replace(place, after='').query}&decided={task.public_id}"


def filter_chips(place: Place, user: User) -> list[dict[str, Any]]:
    """Return the person's own filters as links to this office's queue, each with whether the list is narrowed so."""
    shown = replace(place.wanted, name="")
    found = []
    for one in saved_filters(user):
        wanted = QueueFilter(stage=one.stage, whose=one.whose, due=one.due)
        url = f"{reverse('review:queue')}?{Place(place.office, wanted).query}"
        found.append({"filter": one, "url": url, "is_current": wanted == shown and not place.wanted.name})
    return found


@dataclass(frozen=True)
class Decided:
    """A decision that was taken just before, in words."""

    task: ReviewTask
    words: str


def decided_before(request: HttpRequest, user: User) -> Decided | None:
    """Return what was decided just before, as the address says; nothing that the reader may not see."""
    if not request.GET.get("decided"):
        return None
    try:
        task = task_by_public_id(request.GET["decided"])
    except ReviewTask.DoesNotExist:
        return None
    opinion = Opinion.objects.filter(task=task).first()
    if opinion is None or not may_see_task(user, task):
        return None
    return Decided(task, decision_words(opinion, task.application.scheme))
