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
from applications.queries import acceptance_of, case_under_way, current_version, draft_of
from applications.services.drafts import UnableToStart, start_application
from portal.people.requests import user_of
from portal.privacy.policies import may_have_data_processed


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, scheme_key: str) -> HttpResponse:
    """The statement (NB-11); the form opens only to who ticks and confirms (NB-12, NB-13)."""
    version = current_version(scheme_key)
    if version is None:
        raise Http404
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
            version=version, user=user_of(request), agreed=agreed, language=get_language() or ""
        )
    except UnableToStart as unable:
        return _statement(request, version, error=unable.reason)
    return redirect("applications:page", application.public_id, application.scheme.sections[0].key)


def _statement(request: HttpRequest, version: SchemeVersion, error: str = "") -> HttpResponse:
    language, statement = get_language(), version.scheme.statement
    context: dict[str, Any] = {
        "scheme_key": version.key,
        "title": version.scheme.title.of(language),
        "error": error,
        "acceptance": acceptance_of(version.scheme),
    }
    if request.user.is_authenticated:
        context["draft"] = draft_of(user_of(request), version.key)
        context["under_way"] = case_under_way(user_of(request), version.scheme)
    if statement is not None:
        context |= {
            "heading": statement.title.of(language),
            "parts": [(part.title.of(language), part.text.of(language)) for part in statement.parts],
            "consent": statement.consent.of(language),
            "agree": statement.agree.of(language),
            "confirm": statement.confirm.of(language),
        }
    if basis := version.scheme.legal_basis:
        context["law"] = basis.law.of(language)
    return render(request, "applications/start.html", context)
