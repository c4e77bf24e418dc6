"""What somebody chose when they gave their password, kept until the session begins: a second factor may lie between."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.http import HttpRequest

from portal.people.models import User

KEY = "people_sign_in_wishes"


@dataclass(frozen=True)
class Wishes:
    """In which mode to begin, and whether the session is to outlast the browser (NX-05, NX-07)."""

    mode: str = ""
    remember: bool = False


def wish(request: HttpRequest, user: User, wishes: Wishes) -> None:
    request.session[KEY] = {"username": user.username} | asdict(wishes)


def taken(request: HttpRequest, user: User) -> Wishes:
    """Return what this person chose, once; what another one left in the same browser counts for nobody."""
    known = request.session.pop(KEY, {})
    return Wishes(known["mode"], known["remember"]) if known.get("username") == user.username else Wishes()
