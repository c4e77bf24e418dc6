"""Many persons from an Excel file: template, check, import, and the report of what was not taken (NX-108)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from applications.choices import ImportState
from applications.forms.entering import UploadForm
from applications.jobs import import_soon
from applications.models import CaseImport, SchemeVersion
from applications.policies import may_enter
from applications.services.importing import check_import, start_import
from applications.tables.report import report_of
from applications.tables.template import template_of
from applications.unit_queries import import_by_public_id, imports_of, progress_of_import
from applications.views.paging import leaf_of
from applications.views.unit_bar import bar_of, information_first
from applications.views.unit_desk.access import desk_url, unit_or_404, version_or_404
from portal.files.documents import XLSX
from portal.files.responses import file_response
from portal.people.requests import user_of
from portal.policy import Refused
from portal.refusals import concerns
from units.models import Unit
from units.queries import units_of

SHOWN = 100
"""Findings and refused persons on the page; the report has them all."""


@require_safe
@login_required
@never_cache
def template(request: HttpRequest, public_id: str, scheme: str) -> HttpResponse:
    """The empty file, in the reader's language."""
    unit_or_404(request, public_id)
    version = version_or_404(scheme)
    language = get_language() or ""
    name = _("%(title)s-导入模板.xlsx") % {"title": version.scheme.title.of(language)}
    return file_response(template_of(version.scheme, language), content_type=XLSX, name=name)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def imports(request: HttpRequest, public_id: str, scheme: str) -> HttpResponseBase:
    """Take a file to be checked, and list those that were."""
    unit, version = unit_or_404(request, public_id), version_or_404(scheme)
    if (way := information_first(request, unit)) is not None:
        return way
    if obstacle := may_enter(user_of(request), unit, version.scheme):
        return _show_imports(request, unit, version, None, status=403, refusal=obstacle)
    if request.method != "POST":
        return _show_imports(request, unit, version, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_imports(request, unit, version, form, status=422)
    try:
        made = check_import(version=version, unit=unit, by=user_of(request), upload=form.cleaned_data["file"])
    except Refused as refused:
        return _show_imports(request, unit, version, form, status=422, refusal=refused.reason)
    return redirect("applications:unit_import", made.public_id)


def _show_imports(
    request: HttpRequest, unit: Unit, version: SchemeVersion, form: UploadForm | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    leaf = leaf_of(imports_of(unit, version.key), request)
    context = {
        "bar": bar_of(unit, close_url=desk_url(unit, version.key)),
        "unit": unit,
        "scheme": version.key,
        "title": version.scheme.title.of(get_language()),
        "form": form,
        "rows": leaf.rows,
        "leaf": leaf,
        "desk_url": desk_url(unit, version.key),
    }
    return render(request, "applications/unit_imports.html", context | more, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def case_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was found in a file, the button that imports it, and how far that has come."""
    found = _import_or_404(request, public_id)
    if request.method != "POST":
        return _show_import(request, found)
    try:
        start_import(case_import_id=found.pk, by=user_of(request), informed="informed" in request.POST)
    except Refused as refused:
        return _show_import(request, found, status=422, refusal=refused.reason)
    import_soon(found.pk)
    return redirect("applications:unit_import", public_id)


def _show_import(request: HttpRequest, found: CaseImport, *, status: int = 200, **more: Any) -> HttpResponse:
    progress = progress_of_import(found)
    refused = found.people.filter(state=ImportState.REFUSED).only("row", "name", "reason")[:SHOWN]
    scheme = found.version.scheme
    context = {
        "bar": bar_of(found.unit, close_url=desk_url(found.unit, found.version.key)),
        "found": found,
        "title": scheme.title.of(get_language()),
        "progress": progress,
        "findings": found.findings[:SHOWN],
        "hidden": max(0, len(found.findings) - SHOWN),
        "refused": refused,
        "is_running": found.started_at is not None and found.ended_at is None,
        "desk_url": desk_url(found.unit, found.version.key, "draft"),
    }
    return render(request, "applications/unit_import.html", context | more, status=status)


@require_safe
@login_required
@never_cache
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who was taken, who not and why, as an Excel file."""
    found = _import_or_404(request, public_id)
    name = _("导入结果-%(day)s.xlsx") % {"day": f"{found.checked_at:%Y%m%d}"}
    return file_response(report_of(found), content_type=XLSX, name=name)


def _import_or_404(request: HttpRequest, public_id: str) -> CaseImport:
    found = concerns(import_by_public_id(public_id))
    if found is None or not units_of(user_of(request)).filter(pk=found.unit_id).exists():
        raise Http404
    return found
