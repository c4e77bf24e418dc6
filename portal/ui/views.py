from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.tenants.choices import ArticleKind
from portal.tenants.queries import areas, articles, content_page, content_pages, downloads, files_name, offered
from portal.ui.areas import area_cards
from portal.ui.home import home_cards, next_steps
from portal.ui.published import LINE, LISTS

NEWS = 6
"""How many lines of a list the home page shows; the rest is behind 「更多」 (NX-03)."""
FILES = 8
"""How many files it shows (HZ-93)."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who we are, what one can apply for, what to do next, news, files and help (NB-01, NB-06, NB-10, NX-02…04).

    Where there are areas, they lead to the schemes (CY-24).
    """
    found = area_cards(areas()) if offered().has_areas else []
    context = {
        "about": content_page("about"),
        "help": content_page("help"),
        "areas": found,
        "cards": [] if found else home_cards(request),
        "next_steps": next_steps(request),
        "news": [_latest(kind) for kind in ArticleKind if kind in offered().kinds],
        "downloads": list(downloads()[:FILES]) if offered().has_downloads else [],
        "files_name": files_name() if offered().has_downloads else "",
    }
    return render(request, "home.html", context)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The guide to each scheme, made from the scheme, and the pages that the bureau has written for its visitors."""
    return render(request, "guide.html", {"pages": content_pages(), "cards": home_cards(request)})


def _latest(kind: ArticleKind) -> dict[str, Any]:
    return {"kind": kind, "url": reverse(LISTS[kind]), "articles": list(articles(kind).only(*LINE)[:NEWS])}
