"""A copy of one's own data. Whoever finds a session left open does not get it: the password is asked for again."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.calendar import now
from portal.people.requests import user_of
from portal.privacy.choices import ExportState
from portal.privacy.models import DataExport
from portal.privacy.services.exporting import NAME, export_own_data, record_download


@require_POST
@login_required
@reauthentication_required
def export(request: HttpRequest) -> HttpResponseBase:
    """Answer with the archive, or promise it where it takes its time."""
    made = export_own_data(user=user_of(request))
    if not isinstance(made, DataExport):
        return _private(FileResponse(made, as_attachment=True, filename=f"{NAME}.zip"))
    messages.success(request, _("您的数据较多，正在后台生成；完成后在站内信通知您。"))
    return redirect("privacy:mine")


@require_safe
@never_cache
@login_required
@reauthentication_required
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    exports = DataExport.objects.filter(user=user_of(request), state=ExportState.READY, expires_at__gt=now())
    found: DataExport | None = exports.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    record_download(export=found, user=user_of(request))
    return _private(FileResponse(found.file.open("rb"), as_attachment=True, filename=f"{NAME}.zip"))


def _private(response: FileResponse) -> HttpResponse | FileResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
