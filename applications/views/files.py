"""Files, to those who may see them: what was uploaded, and letters to print."""

from __future__ import annotations

import hashlib
import json

from django.contrib.auth.decorators import login_required
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.file_names import name_as_submitted, name_as_uploaded, names_of_files
from applications.models import Attachment
from applications.policies import (
    is_applying,
    may_edit,
    may_print,
    may_print_letter,
    may_see_attachment,
)
from applications.queries import case_of_attachment
from applications.rendering.letters import UnableToRender, render_letter
from applications.services.printing import submission_to_print
from applications.services.viewing import note_opened, note_printed
from applications.views.common import case_or_404
from portal.files.drawing import WIDTHS, Drawn, UnableToDraw, draw_page
from portal.files.responses import file_response
from portal.people.models import User
from portal.people.requests import user_of
from portal.refusals import concerns
from portal.ui.templatetags.ui import moment


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


@require_safe
@login_required
def attachment_page(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    """One page of the file as a picture, for looking at it beside what it proves; `?size=large` for a closer look.

    Whoever may open the file may, and it is logged as opened. What cannot be drawn answers 422 with the reason in words;
    what there is to know of the file stands in the header `X-File`.
    """
    found = _attachment_or_404(request, public_id)
    note_opened(attachment=found, user=user_of(request))
    content = _content(found.file)
    width = WIDTHS.get(request.GET.get("size", ""), WIDTHS["page"])
    try:
        drawn = draw_page(content, page=number, width=width)
    except UnableToDraw as unable:
        if unable.is_no_page:
            raise Http404 from None
        return _undrawn(unable.reason)
    response = file_response(drawn.picture, content_type="image/jpeg", name=f"{number}.jpg")
    response["X-File"] = json.dumps(_about(found, content, drawn))
    return response


def _undrawn(reason: str) -> HttpResponse:
    response = HttpResponse(reason, content_type="text/plain; charset=utf-8", status=422)
    response["Cache-Control"] = "private, no-store"
    return response


def _about(found: Attachment, content: bytes, drawn: Drawn) -> dict[str, object]:
    """What the viewer says beside the page: when the file came, and whether it is still what came."""
    is_whole = hashlib.sha256(content).hexdigest() == found.sha256
    return {
        "pages": drawn.pages,
        "uploaded": _("%(at)s 上传") % {"at": moment(found.uploaded_at)},
        "is_whole": is_whole,
        "state": _("与上传时一致（已校验）") if is_whole else _("校验不符：内容与上传时不同，请联系平台运维"),
    }


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
    return file_response(_content(field), content_type=content_type, name=name)


def _content(field: FieldFile) -> bytes:
    try:
        with field.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return content


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
    try:
        content = render_letter(application, key, submission_to_print(user, application))
    except UnableToRender as unable:
        return render(request, "applications/refused.html", {"reason": unable.reason, "application": application})
    if not is_applying(user, application):
        note_printed(application=application, user=user, key=key)
    name = f"{application.scheme.letters[key].title.zh}-{application.applicant_name}.pdf"
    return file_response(content, content_type="application/pdf", name=name)
