"""The desk itself: how many cases stand where, and one list of them (NX-41, NX-98…100, NB-09, NB-86)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applications.models import Application
from applications.policies import may_enter
from applications.services.printing import MOST_LETTERS
from applications.unit_queries import ALL, TO_REPORT, UnitList, counts_of, legacy_of
from applications.unit_table import TablePage, cases_on, page_of
from applications.views.unit_bar import bar_of, information_first, registration_first
from applications.views.unit_desk.access import Desk, desk_of, desk_url
from applications.views.unit_desk.narrowing import Found, filter_context, find, number_of, query_of, size_of
from applications.views.unit_desk.permitting import permission_panel
from applications.views.unit_desk.rows import rows_of, shows_basics
from applications.views.unit_desk.today import todo_of
from portal.people.models import User
from portal.people.requests import user_of

MOST_AT_ONCE = 200
FIGURES = ("review", "failed", "passed")


@require_safe
@login_required
@never_cache
def desk(request: HttpRequest) -> HttpResponseBase:
    """One list of one unit's cases; without `?list=` the first that waits for the unit, else all."""
    try:
        desk = desk_of(request)
    except Http404:
        if (way := registration_first(request)) is not None:
            return way
        raise
    if (way := information_first(request, desk.unit)) is not None:
        return way
    counts = counts_of(desk.unit, desk.version.key, desk.lists)
    which = desk.list_called(request.GET.get("list", "")) or _first_waiting(desk, counts)
    return _show(request, desk, which, counts)


def _first_waiting(desk: Desk, counts: dict[str, int]) -> UnitList:
    waiting = (one for one in desk.lists if one.key in ("confirm", "draft", "ready") and counts[one.key])
    found = next(waiting, None) or desk.list_called(ALL)
    assert found is not None
    return found


def _show(request: HttpRequest, desk: Desk, which: UnitList, counts: dict[str, int]) -> HttpResponse:
    scheme, language = desk.version.scheme, get_language()
    found = find(request, desk, which)
    page = page_of(found.lines, number_of(request), size_of(request))
    is_own = scheme.subject == "unit"
    context = {
        "bar": bar_of(desk.unit),
        "desk": desk,
        "title": scheme.title.of(language),
        "todo": todo_of(user_of(request)),
        "which": which,
        "list_title": which.words.of(language),
        "is_own": is_own,
        "figures": [] if is_own else [_figure(desk, one, counts) for one in desk.lists if one.key in FIGURES],
        "tabs": [_tab(desk, one, counts, which) for one in desk.lists],
        "choices": _choices(desk),
        "rows": rows_of(_cases(desk, found, page), scheme, page.lines),
        "page": page,
        "leaves": _leaves(request, desk, which, page),
        "has_category": scheme.category_field is not None,
        "has_basics": shows_basics(scheme),
        "acts": "unit" in scheme.fills_in or scheme.is_filed_in_steps,
        "words_url": _words_url(desk),
        "legacy_count": legacy_of(desk.unit, desk.version.key).count() if "unit" in scheme.fills_in else 0,
        "narrowed": query_of(request, desk, which),
        "clear_url": desk_url(desk.unit, desk.version.key, which.key),
        **filter_context(request, found),
        **_choosing(desk, which),
    }
    return render(request, "applications/unit_desk.html", context | _entering(desk, user_of(request)))


def _cases(desk: Desk, found: Found, page: TablePage) -> list[Application]:
    cases = found.cases
    if shows_basics(desk.version.scheme):
        cases = cases.defer(None).select_related("applicant")
    return cases_on(cases, page.lines)


def _choosing(desk: Desk, which: UnitList) -> dict[str, Any]:
    """What can be done with several people of the list at once."""
    scheme, language = desk.version.scheme, get_language()
    of_people = scheme.subject == "person"
    has_any = which.key == ALL and any(one.key in TO_REPORT for one in desk.lists)
    reports = of_people and (which.key in TO_REPORT or has_any)
    letters = scheme.printed_letters() if of_people else ()
    titles = [{"key": key, "title": letter.title.of(language)} for key, letter in letters]
    return {
        "is_to_report": reports,
        "bundle_letters": titles,
        "is_to_choose": reports or bool(titles),
        "picks": picks_of(desk),
        "most": MOST_AT_ONCE,
        "letters_most": MOST_LETTERS,
    }


def picks_of(desk: Desk) -> str:
    """Under which name a browser keeps who is ticked in the lists of this desk."""
    return f"{desk.unit.public_id}.{desk.version.key}"


def _leaves(request: HttpRequest, desk: Desk, which: UnitList, page: TablePage) -> dict[str, str]:
    def at(number: int) -> str:
        return f"?{query_of(request, desk, which, page=number)}" if 1 <= number <= page.pages else ""

    return {"previous": at(page.number - 1), "next": at(page.number + 1)}


def _words_url(desk: Desk) -> str:
    """Where the unit words what its people are told, if the scheme tells them anything (HZ-61)."""
    if not desk.version.scheme.helpers:
        return ""
    return reverse("applications:unit_words", args=[desk.unit.public_id, desk.version.key])


def _entering(desk: Desk, user: User) -> dict[str, Any]:
    """Whether somebody can be entered here, and if not, why: what the panel of the permission says is not said twice."""
    scheme, panel = desk.version.scheme, permission_panel(desk, user)
    may_ask = "unit" in scheme.fills_in and scheme.subject == "person" and (panel is None or panel.is_held)
    return {
        "permission": panel,
        "enters": may_ask,
        "enter": scheme.word("enter", get_language()),
        "obstacle": may_enter(user, desk.unit, scheme) if may_ask else None,
    }


def _figure(desk: Desk, one: UnitList, counts: dict[str, int]) -> dict[str, Any]:
    """「0人待审核」 in the scheme's own words (NX-41)."""
    words = _("%(count)d人%(label)s") % {"count": counts[one.key], "label": one.words.of(get_language())}
    return {"words": words, "url": desk_url(desk.unit, desk.version.key, one.key)}


def _tab(desk: Desk, one: UnitList, counts: dict[str, int], which: UnitList) -> dict[str, Any]:
    url = f"{reverse('applications:unit_desk')}?" + urlencode(
        {"unit": desk.unit.public_id, "scheme": desk.version.key, "list": one.key}
    )
    label = f"{one.words.of(get_language())} {counts[one.key]}"
    return {"label": label, "url": url, "is_current": one.key == which.key}


def _choices(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Other units and other schemes of this person, each with its address; empty where there is no choice."""
    units = [
        {"label": unit.name, "url": desk_url(unit, desk.version.key), "is_current": unit.pk == desk.unit.pk}
        for unit in desk.units
    ]
    schemes = [
        {
            "label": version.scheme.title.of(get_language()),
            "url": desk_url(desk.unit, version.key),
            "is_current": version.key == desk.version.key,
        }
        for version in desk.versions
    ]
    return {"units": units if len(units) > 1 else [], "schemes": schemes if len(schemes) > 1 else []}
