"""Everything a person can ask of their own data, on one page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.people.requests import user_of
from portal.privacy.queries import current_notice, exports_of, has_read, standings_of


@require_safe
@never_cache
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    person, notice = user_of(request), current_notice()
    context = {
        "notice": notice,
        "is_unread": notice is not None and not has_read(person, notice),
        "standings": standings_of(person, notice) if notice else [],
        "exports": exports_of(person),
    }
    return render(request, "privacy/mine.html", context)
