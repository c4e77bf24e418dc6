"""What somebody sees on the way to the network and back, where it does not go straight on."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.network.queries import active_clients
from portal.network.words import network_words
from portal.people.choices import SignInMode

logger = logging.getLogger(__name__)

FAILED, REFUSED, AWAY = 400, 403, 503


def sign_in(request: HttpRequest, *, next_url: str | None) -> HttpResponse:
    """Show the two ways in, and the explanation of both kinds of accounts (HZ-02 to HZ-05, HZ-11, HZ-12)."""
    words = network_words()
    assert words is not None
    known = set(active_clients().values_list("kind", flat=True))
    ways = [
        (kind, said, begin_url(kind, next_url=next_url) if kind in known else "")
        for kind, said in ((SignInMode.UNIT.value, words.unit), (SignInMode.PERSON.value, words.person))
    ]
    return _shown(request, "network/sign_in.html", {"words": words, "ways": ways, "is_set_up": bool(known)})


def begin_url(kind: str, *, next_url: str | None = None, again: bool = False) -> str:
    query = {name: value for name, value in (("next", next_url), ("again", "yes" if again else None)) if value}
    return f"{reverse('network:begin', args=[kind])}{'?' if query else ''}{urlencode(query)}"


def failed(request: HttpRequest) -> HttpResponse:
    """The callback is not the answer to this browser's question: forged, used, too old, or of another portal."""
    return _shown(request, "network/failed.html", {}, status=FAILED)


def cancelled(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("您在账号网络取消了登录。"))
    return redirect("account_login")


def refused(request: HttpRequest, reason: str) -> HttpResponse:
    return _shown(request, "network/refused.html", {"reason": reason}, status=REFUSED)


def away(request: HttpRequest, fault: Exception) -> HttpResponse:
    """The network does not answer: nothing was done, and the same button goes on when it does again."""
    logger.warning("The account network does not answer: %s", type(fault).__name__)
    found = {"again_url": reverse("account_login"), "words": network_words()}
    return _shown(request, "network/away.html", found, status=AWAY)


def upgrade(request: HttpRequest, address: str, *, next_url: str | None) -> HttpResponse:
    """Lead to where the network verifies people further, and from there back into the sign-in (HZ-10)."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return refused(request, _("您的账号尚未完成高级实名认证，不能登录。请先在账号网络完成认证，再回来登录。"))
    back = request.build_absolute_uri(begin_url(SignInMode.PERSON.value, next_url=next_url))
    return redirect(f"{address}{'&' if parts.query else '?'}{urlencode({'return_to': back})}")


def leaving(request: HttpRequest, address: str) -> HttpResponse:
    """Lead on by a page of its own: a form may lead to this portal alone (content policy), and this one was sent."""
    response = _shown(request, "network/leaving.html", {"address": address, "words": network_words()})
    response["Refresh"] = f"0; url={address}"
    return response


def left_here(request: HttpRequest) -> HttpResponse:
    return _shown(request, "network/left_here.html", {"words": network_words()})


def _shown(request: HttpRequest, template: str, found: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    response = render(request, template, dict(found), status=status)
    response["Cache-Control"] = "no-store"
    return response
