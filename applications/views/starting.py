"""The statement, and the beginning of a case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from applications.models import SchemeVersion
from applications.policies import may_start
from applications.queries import acceptance_of, case_to_take_over, case_under_way, current_version, draft_of
from applications.renewing import Standing, standing_of
from applications.scheme import Scheme
from applications.services.drafts import UnableToStart, start_application
from applications.showing import recognised_category, unit_name_of
from applications.views.unit_desk.access import desk_url
from portal.people.models import User
from portal.people.queries import comes_by_network, has_one_form
from portal.people.requests import user_of
from portal.privacy.policies import may_have_data_processed
from units.policies import units_certify_themselves
from units.queries import units_of


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, scheme_key: str) -> HttpResponse:
    """The statement (NB-11); the form opens only to who ticks and confirms (NB-12, NB-13).

    What units alone fill in begins at their desk (CY-43).
    """
    version = current_version(scheme_key)
    if version is None:
        raise Http404
    if "person" not in version.scheme.fills_in:
        return _for_units(request, version)
    if request.method != "POST":
        return _statement(request, version)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if reason := may_have_data_processed(user_of(request)):
        messages.warning(request, reason)
        return redirect(f"{reverse('privacy:agree')}?{urlencode({'next': request.path})}")
    agreed = request.POST.get("agreed") == "yes"
    try:
        application = start_application(
            version=version,
            user=user_of(request),
            agreed=agreed,
            language=get_language() or "",
            takes_over=request.POST.get("takes_over") == "yes",
        )
    except UnableToStart as unable:
        return _statement(request, version, error=unable.reason)
    return redirect("applications:page", application.public_id, application.scheme.sections[0].key)


def _for_units(request: HttpRequest, version: SchemeVersion) -> HttpResponse:
    """Lead who acts for a unit to its desk; tell anybody else how a unit comes to act (CY-21, CY-43)."""
    if request.user.is_authenticated and (unit := units_of(user_of(request)).first()) is not None:
        return redirect(desk_url(unit, version.key))
    certifies, language = units_certify_themselves(), get_language()
    context = {
        "title": version.scheme.title.of(language),
        "summary": version.scheme.summary.of(language),
        "certifies": certifies,
        **_ways_in(),
        "unit_url": reverse("units:certifications" if certifies else "units:desk")
        if request.user.is_authenticated
        else "",
    }
    return render(request, "applications/start_unit.html", context)


def _statement(request: HttpRequest, version: SchemeVersion, error: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        **_ways_in(),
        "scheme_key": version.key,
        "title": version.scheme.title.of(get_language()),
        "error": error,
        "acceptance": acceptance_of(version.scheme),
    }
    if request.user.is_authenticated:
        context["draft"] = draft_of(user_of(request), version.key)
        if version.scheme.renews is None and context["draft"] is None:
            context["previous"] = case_to_take_over(user_of(request), version.key)
        context["under_way"] = case_under_way(user_of(request), version.scheme)
        context |= _renewal(user_of(request), version)
    return render(request, "applications/start.html", context | statement_context(version.scheme))


def _ways_in() -> dict[str, bool]:
    return {"has_one_form": has_one_form(), "comes_by_network": comes_by_network()}


def _renewal(user: User, version: SchemeVersion) -> dict[str, Any]:
    """Whether the person renews now, from which day, and what (HZ-39); whether the page lets them begin at all."""
    if user.is_legal_person:
        return {"is_barred": True, "barred_words": may_start(user, version.scheme)}
    if version.scheme.renews is None:
        return {}
    standing = standing_of(user, version)
    return {
        "standing": standing,
        "recognised": _recognised(standing),
        "renewed_url": reverse("applications:start", args=[version.scheme.renews.scheme]),
        "is_barred": not standing.may_begin and standing.state != "running",
    }


def _recognised(standing: Standing) -> dict[str, Any]:
    """What the recognition was, which a person wants to recognise as theirs."""
    base, held = standing.base, standing.recognition
    if base is None or held is None:
        return {}
    return {"category": recognised_category(base), "unit": unit_name_of(base), "held": held}


def statement_context(scheme: Scheme) -> dict[str, Any]:
    """Return what is read and agreed to before a case begins; empty for a scheme that has no statement."""
    language, statement, basis = get_language(), scheme.statement, scheme.legal_basis
    law = {"law": basis.law.of(language)} if basis else {}
    if statement is None:
        return law
    return law | {
        "heading": statement.title.of(language),
        "parts": [(part.title.of(language), part.text.of(language)) for part in statement.parts],
        "consent": statement.consent.of(language),
        "agree": statement.agree.of(language),
        "confirm": statement.confirm.of(language),
    }
