"""单位认证: the licence, how far its reading is, the form that it fills, and what was certified (CY-11…20)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.codes.uscc import BadUscc, check_uscc
from portal.files.documents import ENDINGS
from portal.files.responses import file_response
from portal.people.requests import user_of
from portal.policy import Overtaken, Refused
from portal.refusals import concerns
from portal.writes.answers import conflict
from units import queries, services
from units.choices import CertificationState
from units.forms import CertificationForm, LicenceForm
from units.jobs import read_soon
from units.models import Certification, Unit
from units.policies import (
    may_certify_reason,
    may_look_into_certifications_reason,
    may_submit_reason,
    units_certify_themselves,
)
from units.showing import advice_words, is_overdue, outcome_rows, steps_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def certifications(request: HttpRequest) -> HttpResponse:
    """What is certified, and the upload that begins it, for the first time or again (CY-12, CY-18, CY-19)."""
    _demand_licences()
    if request.method != "POST":
        return render(request, "units/certifications.html", _overview(request, LicenceForm()))
    form = LicenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            made = services.begin_certification(by=user_of(request), upload=form.cleaned_data["file"])
        except Refused as refused:
            form.add_error("file", refused.reason)
        else:
            read_soon(made)
            return redirect("units:certification", made.public_id)
    return render(request, "units/certifications.html", _overview(request, form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def certification(request: HttpRequest, public_id: str) -> HttpResponse:
    """One licence: its reading as it goes on, then the form (CY-13…17)."""
    found = _own_or_404(request, public_id)
    if found.is_passed and request.method != "POST":
        return redirect("units:certifications")
    if request.method != "POST":
        return render(request, "units/certification.html", _page(request, found, _filled(request, found)))
    form = CertificationForm(request.POST)
    if form.is_valid():
        try:
            unit = services.pass_certification(certification=found, by=user_of(request), **form.cleaned_data)
        except Overtaken as lost:
            return conflict(request, lost.reason, url=reverse("units:certifications"))
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("单位认证已通过：%(unit)s。") % {"unit": unit.name})
            return redirect("units:certifications")
    return render(request, "units/certification.html", _page(request, found, form), status=422)


@require_safe
@login_required
@never_cache
def licence(request: HttpRequest, public_id: str) -> HttpResponse:
    """The licence itself, to who uploaded it and to who looks through certifications later (CY-23)."""
    found = concerns(queries.certification_by_public_id(public_id))
    if found is None:
        raise Http404
    if found.user_id != user_of(request).pk:
        if may_look_into_certifications_reason(user_of(request)):
            raise Http404
        services.note_licence_seen(certification=found, by=user_of(request))
    ending = ENDINGS[found.content_type]
    name = f"{_('营业执照')}-{found.name or found.public_id}.{ending}"
    try:
        with found.file.open("rb") as stored:
            return file_response(stored.read(), content_type=found.content_type, name=name)
    except FileNotFoundError:
        raise Http404 from None


def _demand_licences() -> None:
    """Where offices open units there are no such pages."""
    if not units_certify_themselves():
        raise Http404


def _own_or_404(request: HttpRequest, public_id: str) -> Certification:
    _demand_licences()
    found = concerns(queries.certification_by_public_id(public_id))
    if found is None or found.user_id != user_of(request).pk:
        raise Http404
    return found


def _overview(request: HttpRequest, form: LicenceForm) -> dict[str, Any]:
    user = user_of(request)
    unit = queries.certified_unit_of(user) or queries.units_of(user).first()
    history = list(queries.certifications_of(user)[:20])
    begun = next((one for one in history if not one.is_passed), None)
    latest = history[0] if history else None
    standing = queries.certification_of_unit(unit) if unit else None
    return {
        "form": form,
        "obstacle": may_certify_reason(user),
        "unit": unit,
        "rows": outcome_rows(unit, standing) if unit else [],
        "is_doubted": unit is not None and not queries.is_vouched_for(unit),
        "asks": unit is None or "again" in request.GET or form.is_bound,
        "begun": begun if begun is latest else None,
        "history": history,
    }


def _filled(request: HttpRequest, found: Certification) -> CertificationForm | None:
    """The form with what was read; None while there is nothing to fill in."""
    is_read = found.state not in (CertificationState.READING, CertificationState.UNREADABLE)
    wishes = is_read or "by_hand" in request.GET or is_overdue(found)
    if not wishes or may_submit_reason(found):
        return None
    initial = {"name": found.read_name, "uscc": found.read_uscc, "email": user_of(request).email}
    return CertificationForm(initial=initial | _former(found))


def _former(found: Certification) -> dict[str, str]:
    """The address given before, so that it need not be typed again."""
    unit: Unit | None = queries.certified_unit_of(found.user)
    before = queries.certification_of_unit(unit) if unit else None
    return {"email": before.email} if before and before.user_id == found.user_id else {}


def _page(request: HttpRequest, found: Certification, form: CertificationForm | None) -> dict[str, Any]:
    is_reading = found.state == CertificationState.READING
    is_unreadable = found.state == CertificationState.UNREADABLE
    return {
        "found": found,
        "form": form,
        "steps": steps_of(found),
        "is_reading": is_reading,
        "waits": is_reading and form is None,
        "is_unreadable": is_unreadable,
        "advice": advice_words(found.advice) if is_unreadable else [],
        "licence_form": LicenceForm() if is_unreadable else None,
        "by_hand": may_submit_reason(found) is None,
        "wrong_code": "" if form is None or form.is_bound else _wrong_code(found.read_uscc),
    }


def _wrong_code(read: str) -> str:
    """Why the code that was read cannot be right; the person corrects it by hand (CY-22)."""
    try:
        return read and check_uscc(read) and ""
    except BadUscc as fault:
        return fault.message
