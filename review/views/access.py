"""Who gets to the desks: people with a seat. To everybody else a desk is an address that does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.people.models import User
from portal.refusals import concerns
from review.models import Office, ReviewTask
from review.policies import may_see_task, offices_of
from review.queries.tasks import task_by_public_id

View = Callable[..., HttpResponse]
Found = TypeVar("Found")


def for_reviewers(view: View) -> View:
    """Let only people with a seat in; the view gets their `offices`."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        offices = list(offices_of(request.user))  # type: ignore[arg-type]
        if not offices:
            raise Http404
        return view(request, *args, offices=offices, **kwargs)

    return guarded


def for_those_who(may: Callable[[User], bool]) -> Callable[[View], View]:
    """Let only people in whom a policy lets."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user):  # type: ignore[arg-type]
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def from_the_page(name: str) -> Callable[[View], View]:
    """Act on a POST; whoever opens the address itself, say after signing in again, is led to the page of the button."""

    def decorate(view: View) -> View:
        @wraps(view)
        def led(request: HttpRequest, public_id: str, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return redirect(name, public_id=public_id)
            return view(request, public_id, **kwargs)

        return led

    return decorate


from_the_case = from_the_page("review:task")


def chosen_office(offices: list[Office], code: str) -> Office:
    """Return the office the address names, the first where it names none; one without a seat does not exist."""
    if not code:
        return offices[0]
    found = next((office for office in offices if office.code == code), None)
    if found is None:
        raise Http404
    return found


def or_404(find: Callable[[str], Found], public_id: str) -> Found:
    """Return what a query finds under a public id; what it does not find answers 404."""
    try:
        return concerns(find(public_id))
    except ObjectDoesNotExist:
        raise Http404 from None


def task_or_404(user: User, public_id: str) -> ReviewTask:
    """Return a task that the person's offices handle or handled; others answer like none."""
    task = or_404(task_by_public_id, public_id)
    if not may_see_task(user, task):
        raise Http404
    return task


def comes_too_often(request: HttpRequest, action: str, *, limit: int, seconds: int) -> bool:
    """Count one more use from this address; say whether there were more than `limit` within `seconds`."""
    key = f"review:{action}:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > limit
    except ValueError:  # it ran out between the two calls
        return False
