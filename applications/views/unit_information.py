"""A unit states about itself what the tenant wants to know, before anything else and whenever it changes (NX-32…40)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.checking import Fault
from applications.checking.unit_information import faults_of_offices
from applications.forms.unit_information import notes_of, typed_from, views_of
from applications.scheme.units import UnitInformation
from applications.services.unit_information import save_information
from applications.showing import Option
from applications.unit_information import current_information, stated
from applications.views.unit_bar import bar_of
from portal.people.requests import user_of
from portal.policy import Overtaken, Refused
from portal.refusals import concerns
from portal.tenants.scope import current_tenant
from units.choices import UnitState
from units.models import Unit
from units.policies import units_arrive_by_network
from units.queries import accounts_in_dispute, accounts_of, find_units, is_administrator, unit_by_public_id

FIND = "find:"
PICK = "pick"
LONGEST_SEARCH = 60


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def unit_information(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form; 保存 keeps it, 重置 shows again what is kept (NX-39)."""
    unit, information = _unit_or_404(request, public_id), current_information()
    if information is None:
        raise Http404
    if request.method != "POST":
        answers = stated(information, unit)
        gone = faults_of_offices(information, answers) if unit.information_at else []
        return _show(request, unit, information, answers, faults=gone)
    go = request.POST.get("go", "")
    if go.startswith(FIND) or go == PICK:
        return _find(request, unit, information, key=go.removeprefix(FIND))
    return _save(request, unit, information)


def _unit_or_404(request: HttpRequest, public_id: str) -> Unit:
    unit = concerns(unit_by_public_id(public_id))
    in_use = unit is not None and unit.state in (UnitState.OPEN, UnitState.STATING)
    if unit is None or not in_use or not is_administrator(user_of(request), unit):
        raise Http404
    return unit


def _save(request: HttpRequest, unit: Unit, information: UnitInformation) -> HttpResponse:
    try:
        faults = _write(request, unit, information)
    except Overtaken as lost:
        return _again(request, unit, information, refusal=lost.reason, status=409)
    except Refused as refused:
        return _again(request, unit, information, refusal=refused.reason, status=422)
    if faults:
        return _again(request, unit, information, faults=faults, status=422)
    is_new = unit.state == UnitState.STATING
    words = _("登记信息已保存，单位已开通，本单位人员申报时可以选到本单位。") if is_new else _("单位信息已保存。")
    messages.success(request, words)
    return redirect(_next(request))


def _write(request: HttpRequest, unit: Unit, information: UnitInformation, *, complete: bool = True) -> list[Fault]:
    typed = typed_from(information, request.POST)
    shown = request.POST.get("revision", "")
    revision = int(shown) if shown.isdecimal() and len(shown) < 10 else None
    return save_information(unit=unit, by=user_of(request), answers=typed, revision=revision, complete=complete)


def _find(request: HttpRequest, unit: Unit, information: UnitInformation, *, key: str) -> HttpResponse:
    """Without scripts a superior is looked for, and taken, by buttons; what was typed so far is kept with it (NX-37)."""
    try:
        _write(request, unit, information, complete=False)
    except Refused as refused:
        return _again(request, unit, information, refusal=refused.reason, status=409)
    if key == PICK:
        return _again(request, unit, information)
    sought = request.POST.get(f"{FIND}{key}", "")[:LONGEST_SEARCH]
    found = [Option(one.public_id, one.name) for one in find_units(sought)]
    return _again(request, unit, information, finding=key, sought=sought, found=found)


def _again(
    request: HttpRequest,
    unit: Unit,
    information: UnitInformation,
    *,
    faults: list[Fault] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page with what was typed, whether it was kept or not."""
    unit.refresh_from_db()
    answers = stated(information, unit) | typed_from(information, request.POST)
    return _show(request, unit, information, answers, faults=faults or [], status=status, **more)


def _show(
    request: HttpRequest,
    unit: Unit,
    information: UnitInformation,
    answers: dict[str, Any],
    *,
    faults: list[Fault] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "title": information.title.of(get_language()),
        "unit": unit,
        "bar": bar_of(unit, close_url=_next(request) if unit.information_at else "/"),
        "fields": views_of(information, answers, faults or ()),
        "notes": notes_of(information),
        "faults": [{"url": f"#{fault.anchor}", "text": fault.message} for fault in faults or ()],
        "is_first": unit.information_at is None,
        "is_refused": request.method == "POST",
        "old_accounts": list(accounts_of(unit)),
        "in_dispute": accounts_in_dispute(unit) if units_arrive_by_network() else 0,
        "bureau": current_tenant().bureau,
        "next": _next(request),
    }
    return render(request, "applications/unit_information.html", context | more, status=status)


def _next(request: HttpRequest) -> str:
    """Where the reader was on the way to; the unit's desk without it."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if is_ours else reverse("applications:unit_desk")
