"""One letter of several people in one PDF: asked for from the list, made beside the request, opened from its page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from applications.jobs import print_soon
from applications.queries import current_version
from applications.services.printing import MOST_LETTERS, ask_for_letters
from applications.unit_queries import names_of_cases
from applications.views.common import cases_seen
from applications.views.unit_bar import bar_of
from applications.views.unit_desk.access import Desk, desk_url, unit_or_404
from applications.views.unit_desk.narrowing import chosen_lines
from portal.files.responses import file_response
from portal.people.requests import user_of
from portal.policy import Refused
from portal.refusals import concerns
from portal.writes.answers import nothing_written
from units.models import LetterBundle
from units.queries import bundle_by_public_id, units_of


@require_POST
@login_required
@never_cache
def print_many(request: HttpRequest, public_id: str, scheme: str) -> HttpResponse:
    """Have a letter of each of the ticked people printed, in the order of the list, and lead to the page of the file."""
    unit, version = unit_or_404(request, public_id), current_version(scheme)
    if version is None:
        raise Http404
    desk = Desk([unit], unit, [version], version)
    lines = chosen_lines(request, desk, list(cases_seen(request.POST.getlist("case"))))
    try:
        bundle = ask_for_letters(
            version=version,
            unit=unit,
            by=user_of(request),
            letter=request.POST.get("letter", "")[:40],
            chosen=[line.public_id for line in lines],
        )
    except Refused as refused:
        messages.error(request, refused.reason)
        return nothing_written(redirect(f"{reverse('applications:unit_desk')}?{request.GET.urlencode()}"))
    print_soon(bundle)
    return redirect("applications:unit_letters", bundle.public_id)


@require_safe
@login_required
@never_cache
def letters(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far the file is, who is not in it and why, and the button that opens it."""
    bundle = _bundle_or_404(request, public_id)
    version, url = current_version(bundle.scheme_key), desk_url(bundle.unit, bundle.scheme_key)
    names = names_of_cases(one["case"] for one in bundle.left_out)
    context: dict[str, Any] = {
        "bar": bar_of(bundle.unit, close_url=url),
        "bundle": bundle,
        "title": version.scheme.letters[bundle.letter].title.of(get_language()) if version else bundle.letter,
        "is_running": bundle.ended_at is None,
        "left_out": [one | {"name": names.get(one["case"], "")} for one in bundle.left_out],
        "most": MOST_LETTERS,
        "desk_url": url,
    }
    return render(request, "applications/unit_letters.html", context)


@require_safe
@login_required
@never_cache
def letters_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The pages themselves; that each letter was printed was noted when it was."""
    bundle = _bundle_or_404(request, public_id)
    if bundle.ended_at is None or not bundle.file:
        raise Http404
    with bundle.file.open("rb") as file:
        content: bytes = file.read()
    return file_response(content, content_type="application/pdf", name=f"{bundle.letter}-{bundle.printed}.pdf")


def _bundle_or_404(request: HttpRequest, public_id: str) -> LetterBundle:
    """A file is whose who asked for it, as long as they act for the unit."""
    bundle = concerns(bundle_by_public_id(public_id))
    user = user_of(request)
    if bundle is None or bundle.by_id != user.pk or not units_of(user).filter(pk=bundle.unit_id).exists():
        raise Http404
    return bundle
