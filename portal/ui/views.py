from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.tenants.queries import content_page, content_pages
from portal.ui.home import home_cards, next_steps


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who we are, what one can apply for, what to do next, and help (NB-01, NB-06, NB-10)."""
    context = {
        "about": content_page("about"),
        "help": content_page("help"),
        "cards": home_cards(request),
        "next_steps": next_steps(request),
    }
    return render(request, "home.html", context)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """All pages the bureau has written for its visitors."""
    return render(request, "guide.html", {"pages": content_pages()})
