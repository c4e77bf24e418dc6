"""The pages under `help/`."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.ui.guides import GUIDES, guide_in


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """Every guide, by the one whom it is for."""
    return render(request, "ui/help.html", {"guides": [guide_in(name, get_language() or "") for name in GUIDES]})


@require_safe
def help_page(request: HttpRequest, guide: str) -> HttpResponse:
    """One guide, whole, with its contents beside it."""
    if guide not in GUIDES:
        raise Http404
    return render(request, "ui/help_page.html", {"guide": guide_in(guide, get_language() or "")})
