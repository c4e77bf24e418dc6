"""Files, to those who may see them: what was uploaded, and letters to print."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from applications.models import Attachment
from applications.policies import is_applying, may_edit, may_print, may_see_attachment
from applications.queries import case_of_attachment, latest_submission
from applications.rendering.letters import UnableToRender, render_letter
from applications.services.attachments import EXTENSIONS
from applications.services.viewing import note_opened, note_printed
from applications.views.common import case_or_404
from portal.files.responses import file_response
from portal.people.requests import user_of
from portal.refusals import concerns


@require_safe
@login_required
def attachment(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file itself, shown in the browser under the name that its owner gave it."""
    found = _attachment_or_404(request, public_id)
    note_opened(attachment=found, user=user_of(request))
    return _file(found.file, found.content_type, _shown_name(found))


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


def _shown_name(found: Attachment) -> str:
    """The person's own name for it, with the ending of what it really is."""
    ending = EXTENSIONS[found.content_type]
    stem, dot, last = found.original_name.rpartition(".")
    same = last.lower() in {ending, "jpeg" if ending == "jpg" else ending}
    return found.original_name if dot and same else f"{stem if dot else found.original_name}.{ending}"


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
    is_filled_in_by = is_applying(user, application) or may_edit(user, application) is None
    submission = None if is_filled_in_by else latest_submission(application)
    try:
        content = render_letter(application, key, submission)
    except UnableToRender as unable:
        return render(request, "applications/refused.html", {"reason": unable.reason, "application": application})
    if not is_applying(user, application):
        note_printed(application=application, user=user, key=key)
    name = f"{application.scheme.letters[key].title.zh}-{application.applicant_name}.pdf"
    return file_response(content, content_type="application/pdf", name=name)
