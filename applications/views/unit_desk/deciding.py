"""The unit's word on one case: confirm it, or give it back with remarks (NB-48, NX-100, NX-103)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.filing import is_before_reporting
from applications.models import Application
from applications.policies import acts_for_unit
from applications.services.confirming import confirm_case, return_case_by_unit
from applications.services.filing import give_back_unreported
from applications.views.case_page import show_case
from applications.views.common import case_or_404, revision_of
from applications.views.unit_desk.access import desk_url
from portal.people.requests import user_of
from portal.policy import Refused

LONGEST_REMARK = 500


@require_POST
@login_required
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm a case for the unit, or give it back with remarks; a refusal leaves what was typed on the page."""
    application = case_or_404(request, public_id)
    if not acts_for_unit(user_of(request), application):
        raise Http404
    words = request.POST.get("words", "").strip()[:2000]
    remarks = _remarks_from(request)
    if request.POST.get("decision") == "return" and not (words or remarks):
        return _again(request, application, _("退回时请写明原因，或在需要修改的项目旁写上批注。"), words, remarks, 422)
    try:
        _decide(request, application, words, remarks)
    except Refused as refused:
        return _again(request, application, refused.reason, words, remarks, 409)
    return redirect(desk_url(application.unit, application.version.key))


def _decide(request: HttpRequest, application: Application, words: str, remarks: list[tuple[str, str]]) -> None:
    revision = revision_of(request)
    if request.POST.get("decision") == "return":
        if is_before_reporting(application):
            give_back_unreported(application_id=application.pk, user=user_of(request), words=words, revision=revision)
            messages.success(request, _("已退回%(name)s修改。") % {"name": application.applicant_name})
            return
        return_case_by_unit(
            application_id=application.pk, user=user_of(request), words=words, remarks=remarks, revision=revision
        )
        messages.success(request, _("已退回%(name)s修改。") % {"name": application.applicant_name})
        return
    confirm_case(application_id=application.pk, user=user_of(request), revision=revision, words=words)
    messages.success(request, _("已确认%(name)s的申报，转交审核机构办理。") % {"name": application.applicant_name})


def _remarks_from(request: HttpRequest) -> list[tuple[str, str]]:
    """`remark:<path>` inputs that were filled in."""
    return [
        (name.removeprefix("remark:")[:120], text.strip()[:LONGEST_REMARK])
        for name, text in request.POST.items()
        if name.startswith("remark:") and isinstance(text, str) and text.strip()
    ]


def _again(
    request: HttpRequest,
    application: Application,
    reason: str,
    words: str,
    remarks: list[tuple[str, str]],
    status: int,
) -> HttpResponse:
    application.refresh_from_db()
    return show_case(request, application, status, refusal=reason, words=words, typed=dict(remarks))
