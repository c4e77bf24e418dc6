"""Files, to those who may see them: what was uploaded, and letters to print."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from applications.file_names import name_as_submitted, name_as_uploaded, names_of_files
from applications.models import Attachment
from applications.policies import (
    is_applying,
    may_edit,
    may_print,
    may_print_letter,
    may_see_attachment,
    reads_unreported,
)
from applications.queries import case_of_attachment, latest_submission
from applications.rendering.letters import UnableToRender, render_letter
from applications.services.viewing import note_opened, note_printed
from applications.views.common import case_or_404
from portal.files.responses import file_response
from portal.people.models import User
from portal.people.requests import user_of
from portal.refusals import concerns


@require_safe
@login_required
def attachment(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file itself, shown in the browser under the name that its owner or the scheme gave it (CY-57)."""
    found = _attachment_or_404(request, public_id)
    note_opened(attachment=found, user=user_of(request))
    return _file(found.file, found.content_type, _shown_name(found, user_of(request)))


@require_safe
@login_required
def thumbnail(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = _attachment_or_404(request, public_id)
    if not found.thumbnail:
        raise Http404
    return _file(found.thumbnail, "image/jpeg", "thumbnail.jpg")


def _attachment_or_404(request: HttpRequest, public_id: str) -> Attachment:
    try:
        found = concerns(case_of_attachment(public_id))
    except Attachment.DoesNotExist:
        raise Http404 from None
    if not may_see_attachment(user_of(request), found):
        raise Http404
    return found


def _shown_name(found: Attachment, user: User) -> str:
    """Who fills in has it under the name it has now; everybody else under that of the submission they look at."""
    application = found.application
    if application.scheme.file_names is None:
        return name_as_uploaded(found)
    present = names_of_files(application).get(found.public_id)
    submitted = None if present and may_edit(user, application) is None else name_as_submitted(found)
    return submitted or present or name_as_uploaded(found)


def _file(field: FieldFile, content_type: str, name: str) -> HttpResponse:
    try:
        with field.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return file_response(content, content_type=content_type, name=name)


@require_safe
@login_required
def letter(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """A letter of a case as PDF: to the applicant at any time (NB-46), to the unit once it was submitted (NX-104)."""
    application = case_or_404(request, public_id)
    user = user_of(request)
    if key not in application.scheme.letters or not may_print(user, application):
        raise Http404
    if reason := may_print_letter(application, key):
        return render(request, "applications/refused.html", {"reason": reason, "application": application})
    is_filled_in_by = is_applying(user, application) or may_edit(user, application) is None
    is_filled_in_by = is_filled_in_by or reads_unreported(user, application)
    submission = None if is_filled_in_by else latest_submission(application)
    try:
        content = render_letter(application, key, submission)
    except UnableToRender as unable:
        return render(request, "applications/refused.html", {"reason": unable.reason, "application": application})
    if not is_applying(user, application):
        note_printed(application=application, user=user, key=key)
    name = f"{application.scheme.letters[key].title.zh}-{application.applicant_name}.pdf"
    return file_response(content, content_type="application/pdf", name=name)
