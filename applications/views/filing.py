"""The two steps of filing, 保存信息 and 保存材料, and the deletion of what was never submitted (HZ-54, HZ-82…88)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.models import Application
from applications.policies import may_delete
from applications.scheme import Section
from applications.services.filing import UnableToSave, delete_case, save_files, save_form
from applications.views.common import case_or_404, revision_of
from applications.views.forming import FORM
from portal.people.requests import user_of
from portal.policy import Refused
from portal.writes.answers import conflict, nothing_written

STEPS = {"save_form": save_form, "save_files": save_files}
NEXT = "next-step"


def save_step(request: HttpRequest, application: Application, part: Section, go: str) -> HttpResponse:
    """Take a step with what the page has already kept: what comes next is said, or every fault at its place."""
    user, page = user_of(request), reverse("applications:page", args=[application.public_id, part.key])
    try:
        STEPS[go](application_id=application.pk, user=user, revision=revision_of(request))
    except UnableToSave as unable:
        if not unable.faults:
            messages.error(request, unable.reason)
            return nothing_written(redirect(page))
        return nothing_written(redirect(f"{page}?check={FORM if go == 'save_form' else 'files'}"))
    except Refused as refused:
        return conflict(request, refused.reason, url=reverse("applications:detail", args=[application.public_id]))
    messages.success(request, _("信息已保存。") if go == "save_form" else _("材料已保存。"))
    return redirect(f"{page}#{NEXT}")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask whether a case that was never submitted is to go, and delete it (HZ-87)."""
    application = case_or_404(request, public_id)
    if not application.is_about(user_of(request)):
        raise Http404
    if request.method == "POST":
        return _delete(request, application)
    if reason := may_delete(user_of(request), application):
        messages.warning(request, reason)
        return redirect("applications:detail", public_id)
    context = {
        "application": application,
        "title": application.scheme.title.of(get_language()),
        "word": application.scheme.word("delete", get_language()),
        "files": application.attachments.filter(removed_at=None).count(),
        "list_url": list_url(application),
    }
    return render(request, "applications/delete.html", context)


def _delete(request: HttpRequest, application: Application) -> HttpResponse:
    url = list_url(application)
    try:
        delete_case(application_id=application.pk, user=user_of(request), revision=revision_of(request))
    except Refused as refused:
        return conflict(request, refused.reason, url=reverse("applications:detail", args=[application.public_id]))
    messages.success(request, _("已删除，填写的内容和材料一并清除。"))
    return redirect(url)


def list_url(application: Application) -> str:
    """Return where a person finds the case: the list of its scheme, or that of all."""
    if application.scheme.case_list is None:
        return reverse("applications:mine")
    return reverse("applications:of_scheme", args=[application.version.key])
