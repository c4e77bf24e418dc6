"""Files, to those who may see them: what was uploaded, and letters to print."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.files.storage import Storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from applications.models import Attachment
from applications.policies import may_see_attachment
from applications.queries import case_of_attachment
from applications.rendering.letters import UnableToRender, render_letter
from applications.services.attachments import EXTENSIONS
from applications.views.common import own_case_or_404
from portal.people.requests import user_of

# A picture's page may do nothing at all. Chromium's PDF viewer does not start in a sandbox; a PDF was looked through
# when it came, and is sent as nothing else.
PICTURE_POLICY = "default-src 'none'; sandbox"
PDF_POLICY = "default-src 'none'; frame-ancestors 'self'"


@login_required
@require_safe
def attachment(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file itself, shown in the browser under the name that its owner gave it."""
    found = _attachment_or_404(request, public_id)
    return _file(found.file, found.content_type, _shown_name(found))


@login_required
@require_safe
def thumbnail(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = _attachment_or_404(request, public_id)
    if not found.thumbnail:
        raise Http404
    return _file(found.thumbnail, "image/jpeg", "thumbnail.jpg")


def _attachment_or_404(request: HttpRequest, public_id: str) -> Attachment:
    try:
        found = case_of_attachment(public_id)
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


def _file(field: FieldFile, content_type: str, name: str) -> FileResponse:
    storage: Storage = field.storage
    if not storage.exists(field.name or ""):
        raise Http404
    response = FileResponse(field.open("rb"), content_type=content_type, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = PDF_POLICY if content_type == "application/pdf" else PICTURE_POLICY
    response["Cache-Control"] = "private, max-age=600"
    return response


@login_required
@require_safe
def letter(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """A letter of the applicant's own case as PDF (NB-46)."""
    application = own_case_or_404(request, public_id)
    if key not in application.scheme.letters:
        raise Http404
    try:
        content = render_letter(application, key)
    except UnableToRender as unable:
        return render(request, "applications/refused.html", {"reason": unable.reason, "application": application})
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{application.scheme.letters[key].title.zh}-{application.applicant_name}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name) or ""
    response["Content-Security-Policy"] = PDF_POLICY
    response["Cache-Control"] = "private, no-store"
    return response
