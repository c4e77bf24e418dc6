"""A page sent after the session had ended is kept until its sender has signed in again: nothing typed is lost.

Where scripts run they see to it in the page itself; this serves browsers without.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.http import urlencode

from applications.views.common import View

LARGEST_KEPT = 200_000  # characters; no form is longer, and anybody may send one
_KEY = "kept_page"


def kept_over_sign_in(view: View) -> View:
    """Like `login_required`, but what was posted waits in the session for `take_kept`. Files cannot wait."""

    @wraps(view)
    def ask_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        typed = request.POST.urlencode() if request.method == "POST" else ""
        if typed and len(typed) <= LARGEST_KEPT:
            request.session[_KEY] = {"path": request.path, "typed": typed}
        return redirect_to_login(request.get_full_path())

    return ask_first


def keep_typed(request: HttpRequest, **typed: str) -> None:
    """Let these words wait for this page: what it could not take is there again after a redirect."""
    kept = urlencode(typed)
    if len(kept) <= LARGEST_KEPT:
        request.session[_KEY] = {"path": request.path, "typed": kept}


def take_kept(request: HttpRequest) -> QueryDict | None:
    """Return what was typed on this page before signing in, once; None if nothing was."""
    kept = request.session.get(_KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[_KEY]
    return QueryDict(kept["typed"])
