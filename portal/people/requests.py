"""Who asks."""

from __future__ import annotations

from django.http import HttpRequest

from portal.people.models import User


def user_of(request: HttpRequest) -> User:
    """Return the person who is signed in; for views that let nobody else in."""
    assert request.user.is_authenticated
    return request.user
