"""The log for those who audit: to search, to see that it holds, and to take away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import TypeVar

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.audit.exporting import export_lines, text_of
from portal.audit.forming import checkpoint_as_exported
from portal.audit.forms import SearchForm
from portal.audit.keys import public_keys, signing_keys
from portal.audit.policies import may_read_audit
from portal.audit.queries import LATE, chain_state, checkpoints
from portal.audit.searching import find_events
from portal.audit.services import record_sensitive_read
from portal.calendar import today
from portal.people.requests import user_of
from portal.tenants.scope import current_tenant

Answer = TypeVar("Answer", bound=HttpResponseBase)
View = Callable[[HttpRequest], HttpResponseBase]
CHECKPOINTS_SHOWN = 20


def for_auditors(view: View) -> View:
    """Let only those in who may read the log; to others its pages do not exist."""

    @require_safe
    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        if not may_read_audit(user_of(request)):
            raise Http404
        return view(request)

    return guarded


@for_auditors
def log(request: HttpRequest) -> HttpResponse:
    """The events, the newest first, narrowed by what is asked for."""
    form = SearchForm(request.GET)
    found = find_events(form.search(), before=request.GET.get("before", ""))
    context = {"form": form, "found": found, **_leafing(request, found.older)}
    return render(request, "audit/log.html", context)


@for_auditors
def chain(request: HttpRequest) -> HttpResponse:
    """Whether the log is chained and signed, and what can be taken away."""
    context = {
        "state": chain_state(),
        "late": LATE,
        "checkpoints": checkpoints()[:CHECKPOINTS_SHOWN],
        "key": signing_keys()[0],
    }
    return render(request, "audit/chain.html", context)


@for_auditors
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole log for a verifier, written while it is read; that it was taken is in the log too."""
    _note(request, "audit.exported")
    response = StreamingHttpResponse(_texts(), content_type="application/x-ndjson")
    return _as_file(response, "jsonl", "audit")


@for_auditors
def checkpoint_file(request: HttpRequest) -> StreamingHttpResponse:
    """The signed checkpoints, to be kept where nobody of this installation can change them."""
    _note(request, "audit.checkpoints_taken")
    lines = [text_of(checkpoint_as_exported(checkpoint)) for checkpoint in checkpoints().order_by("number")]
    return _as_file(StreamingHttpResponse(lines, content_type="application/x-ndjson"), "jsonl", "checkpoints")


@for_auditors
def public_key(request: HttpRequest) -> HttpResponse:
    """The keys that checkpoints are verified with."""
    _note(request, "audit.key_taken")
    return _as_file(HttpResponse(public_keys(), content_type="application/x-pem-file"), "pem", "audit-key")


def _texts() -> Iterator[str]:
    tenant = current_tenant()  # the request's scope has ended when the lines are read
    return (text_of(line) for line in export_lines(tenant))


def _note(request: HttpRequest, action: str) -> None:
    record_sensitive_read(action=action, target=current_tenant(), actor=user_of(request))


def _as_file(response: Answer, ending: str, name: str) -> Answer:
    file = f"{name}-{current_tenant().slug}-{today():%Y%m%d}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _leafing(request: HttpRequest, older: str) -> dict[str, str]:
    asked = request.GET.copy()
    was_before = asked.pop("before", [])
    newest = f"{reverse('audit:log')}?{asked.urlencode()}"
    asked["before"] = older
    return {
        "older_url": f"{reverse('audit:log')}?{asked.urlencode()}" if older else "",
        "newest_url": newest if was_before else "",
    }
