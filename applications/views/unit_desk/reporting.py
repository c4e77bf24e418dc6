"""确认无误上报 for several at once: first what each still lacks, then the report, then what became of each (NX-99…101)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from applications.checking import faults_of
from applications.helping import helper_words_of_unit
from applications.models import Application
from applications.policies import may_edit, obstacle_to_reporting, reads_unreported
from applications.services.reporting import report_cases, vouching, vouching_missing
from applications.services.way import moved_on
from applications.showing import answer_text
from applications.unit_queries import case_to_report, numbers_of_files
from applications.unit_table import Line, cases_on
from applications.views.common import cases_seen
from applications.views.unit_bar import bar_of
from applications.views.unit_desk.access import Desk, desk_of, desk_url
from applications.views.unit_desk.desk import MOST_AT_ONCE, picks_of
from applications.views.unit_desk.narrowing import chosen_lines
from applications.views.unit_desk.rows import basics_of
from portal.people.models import User
from portal.people.requests import user_of
from portal.writes.answers import answered_again_by

FAULTS_SHOWN = 5


@require_POST
@login_required
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Show who of the chosen can be reported and what the others lack; nothing is written."""
    return _check(request)


def _check(request: HttpRequest, *, refusal: str = "") -> HttpResponse:
    desk, user = desk_of(request), user_of(request)
    seen = cases_seen(request.POST.getlist("case"))
    lines = chosen_lines(request, desk, list(seen))
    cases = _in_order_of(lines[:MOST_AT_ONCE], desk)
    files = numbers_of_files(cases)
    rows = [_checked(case, user, seen.get(case.public_id), files.get(case.pk, 0)) for case in cases]
    context = _context(desk) | {
        "ready": [row for row in rows if row["is_ready"]],
        "unready": [row for row in rows if not row["is_ready"]],
        "most": MOST_AT_ONCE,
        "beyond": max(0, len(lines) - MOST_AT_ONCE),
        "gone": len(seen) - len(lines) if "all" not in request.POST else 0,
        "vouching": vouching() if desk.version.scheme.is_filed_in_steps else "",
        "reminders": helper_words_of_unit(desk.version.scheme, desk.unit, get_language() or "", at="reporting"),
        "help": _help_of(desk),
        "refusal": refusal,
    }
    return render(request, "applications/unit_check.html", context, status=422 if refusal else 200)


def _in_order_of(lines: list[Line], desk: Desk) -> list[Application]:
    return cases_on(case_to_report({desk.unit.pk}, [line.public_id for line in lines]), lines)


def _help_of(desk: Desk) -> str:
    """What the scheme says to who confirms for the unit."""
    stage = next((one for one in desk.version.scheme.stages if one.holder == "unit"), None)
    return stage.help.of(get_language()) if stage is not None and stage.help else ""


def _checked(case: Application, user: User, seen: int | None, files: int) -> dict[str, Any]:
    """`seen` is the revision that the list showed: whoever moved the case since is named."""
    obstacle = obstacle_to_reporting(user, case)
    has_moved = seen is not None and seen != case.revision
    faults = faults_of(case) if not obstacle or reads_unreported(user, case) else []
    return {
        "case": case,
        "is_ready": not (obstacle or faults),
        "obstacle": moved_on(case).reason if obstacle and has_moved else obstacle,
        "faults": [fault.message for fault in faults[:FAULTS_SHOWN]],
        "more": max(0, len(faults) - FAULTS_SHOWN),
        "value": f"{case.public_id}:{case.revision}",
        "url": _form_url(case, user),
        "files": files,
        "category": _category_of(case),
        "basics": basics_of(case),
        "has_moved": has_moved,
    }


def _category_of(case: Application) -> str:
    field = next((one for one in case.scheme.fields() if one.key == case.scheme.category_field), None)
    return answer_text(case.scheme, field, case.answers.get(field.key)) if field else ""


def _form_url(case: Application, user: User) -> str:
    """Where what is missing can be mended: the form with all its faults; the case for who only confirms."""
    if may_edit(user, case) is None or "unit" in case.scheme.fills_in:
        return reverse("applications:preview", args=[case.public_id])
    return reverse("applications:detail", args=[case.public_id])


def _report(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request)
    chosen = cases_seen(request.POST.getlist("case")[:MOST_AT_ONCE])
    is_vouched_for = request.POST.get("vouched") == "yes"
    if desk.version.scheme.is_filed_in_steps and chosen and not is_vouched_for:
        return _check(request, refusal=vouching_missing())
    outcomes = report_cases(user=user_of(request), chosen=chosen, is_vouched_for=is_vouched_for)
    context = _context(desk) | {
        "done": [one for one in outcomes if one.is_done],
        "refused": [one for one in outcomes if not one.is_done],
        "gone": len(chosen) - len(outcomes) if desk.version.scheme.is_filed_in_steps else 0,
    }
    return render(request, "applications/unit_reported.html", context)


@answered_again_by(_report)
@require_POST
@login_required
@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """Report the chosen and say what became of each; sent twice, the page says the same again."""
    return _report(request)


def _context(desk: Desk) -> dict[str, Any]:
    scheme = desk.version.scheme
    return {
        "bar": bar_of(desk.unit, close_url=desk_url(desk.unit, desk.version.key)),
        "desk": desk,
        "title": scheme.title.of(get_language()),
        "confirm": scheme.word("report" if scheme.is_filed_in_steps else "confirm", get_language()),
        "confirms_only": "unit" not in scheme.fills_in and not scheme.is_filed_in_steps,
        "has_category": scheme.category_field is not None,
        "picks": picks_of(desk),
        "desk_url": desk_url(desk.unit, desk.version.key),
        "query": f"unit={desk.unit.public_id}&scheme={desk.version.key}",
    }
