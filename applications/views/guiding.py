"""The guide to a scheme, for everybody, and the blanks that belong to it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from applications.guiding import guide_of
from applications.models import SchemeVersion
from applications.queries import current_version
from applications.rendering.blanks import printed_blank
from portal.files.responses import file_response

LONGEST_SEARCH = 60


@require_safe
def guide(request: HttpRequest, scheme_key: str) -> HttpResponse:
    """Everything about a scheme, made from the version in force; `?find=` searches the catalogue."""
    version = _version_or_404(scheme_key)
    wanted = request.GET.get("find", "").strip()[:LONGEST_SEARCH]
    context = {"guide": guide_of(version.scheme, wanted=wanted), "wanted": wanted, "version": version}
    return render(request, "applications/guide.html", context)


@require_safe
def blank(request: HttpRequest, scheme_key: str, key: str) -> HttpResponse:
    """A letter that is filled in by hand, as it is before anybody's case: an empty PDF."""
    version = _version_or_404(scheme_key)
    if key not in {slot.blank for slot in version.scheme.slots}:
        raise Http404
    name = f"{version.scheme.letters[key].title.zh}.pdf"
    return file_response(printed_blank(version, key), content_type="application/pdf", name=name)


def _version_or_404(scheme_key: str) -> SchemeVersion:
    version = current_version(scheme_key)
    if version is None:
        raise Http404
    return version
