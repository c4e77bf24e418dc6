"""One submission of a case as it was handed in, for everybody who sees the case."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from applications.models import Application, Submission
from applications.policies import is_applying, may_see_submission
from applications.showing import submission_sections
from applications.views.common import case_or_404
from portal.people.requests import user_of


@require_safe
@login_required
def submission(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """What was submitted at the `number`th time; others than who applies see numbers masked."""
    application, user = case_or_404(request, public_id), user_of(request)
    seen = [one for one in _submissions_of(application) if may_see_submission(user, one)]
    shown = next((one for one in seen if one.number == number), None)
    if shown is None:
        raise Http404
    context = {
        "application": application,
        "title": application.scheme.title.of(get_language()),
        "is_own": is_applying(user, application),
        "shown": shown,
        "others": [one for one in seen if one != shown],
        "sections": submission_sections(shown, masked=not is_applying(user, application)),
    }
    return render(request, "applications/submission.html", context)


def _submissions_of(application: Application) -> list[Submission]:
    found = list(application.submissions.order_by("number"))
    for one in found:
        one.application = application
    return found
