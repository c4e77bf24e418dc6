"""申报查询: the list of a person's declarations, and where one of them is (NB-52…56)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from applications.checking import faults_of
from applications.choices import STAGES, State
from applications.corrections import corrections_of
from applications.former_queries import former_records
from applications.forms.next_steps import next_step_of
from applications.models import Application
from applications.queries import cases_of
from applications.services.viewing import reveal_identity_to_unit
from applications.services.withdrawing import withdraw_application
from applications.views.case_page import show_case
from applications.views.common import (
    case_or_404,
    editable_case_or_404,
    own_case_or_404,
    place_url,
    revision_of,
)
from applications.views.paging import leaf_of
from portal.people.requests import user_of
from portal.policy import Refused
from portal.writes.answers import conflict

LOOKED_AT = 3
"""Of so many drafts the list says what is missing."""


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """All declarations of the signed-in person, newest first, and below them what is kept of a former site (HZ-20)."""
    leaf = leaf_of(cases_of(user_of(request)), request)
    near = [case.pk for case in leaf.rows if case.is_editable][:LOOKED_AT]
    rows = [_row(case, closely=case.pk in near) for case in leaf.rows]
    former = former_records(user_of(request))
    return render(request, "applications/mine.html", {"rows": rows, "leaf": leaf, "former": former})


def _row(case: Application, *, closely: bool) -> dict[str, Any]:
    scheme, language = case.scheme, get_language()
    is_editable = case.is_editable and "person" in scheme.fills_in
    step = next_step_of(case, closely=closely) if is_editable or case.state in STAGES else None
    edit_url = reverse("applications:go_on", args=[case.public_id])
    return {
        "case": case,
        "title": scheme.title.of(language),
        "correct": scheme.word("correct", language),
        "is_editable": is_editable,
        "step": step,
        "edit_url": edit_url if step and step.url != edit_url else "",
        "has_certificate": case.state == State.APPROVED and scheme.certificate is not None,
    }


@require_safe
@login_required
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where a case is, who holds it, what comes next and until when; for the unit also what it has to confirm."""
    return show_case(request, case_or_404(request, public_id))


@login_required
@never_cache
@require_POST
def reveal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the unit's administrator the whole numbers once; the view is logged first."""
    application = case_or_404(request, public_id)
    try:
        reveal_identity_to_unit(application_id=application.pk, user=user_of(request))
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect("applications:detail", public_id=public_id)
    return show_case(request, application, in_full=True)


@require_safe
@login_required
def go_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where filling in goes on: at the first remark of a returned case that is not dealt with, else where something is
    missing first."""
    application = editable_case_or_404(request, public_id)
    corrections = corrections_of(application)
    if corrections.items:
        return redirect(place_url(application, (corrections.next or corrections.items[0]).path))
    lacking = next((fault.section for fault in faults_of(application)), application.scheme.sections[0].key)
    return redirect("applications:page", public_id, lacking)


@require_POST
@login_required
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    application = own_case_or_404(request, public_id)
    try:
        withdraw_application(
            application_id=application.pk,
            user=user_of(request),
            words=request.POST.get("words", "")[:500],
            revision=revision_of(request),
        )
    except Refused as refused:
        return conflict(request, refused.reason, url=reverse("applications:detail", args=[public_id]))
    messages.success(request, _("申报已撤回。需要时可以重新申报。"))
    return redirect("applications:detail", public_id)
