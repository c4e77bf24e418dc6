"""A table pasted from a spreadsheet into a list of records: looked at first, added then."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.models import Application
from applications.policies import is_applying, may_edit
from applications.scheme import Section
from applications.services.pasting import Pasted, paste_records, read_table
from applications.views.common import editable_case_or_404
from applications.views.keeping import keep_typed, kept_over_sign_in, take_kept
from applications.views.records import list_or_404, list_url
from portal.people.requests import user_of
from portal.policy import Refused
from portal.writes.answers import conflict


@kept_over_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    """Take a table: show how it is understood (`do=look`), or add its rows (`do=add` the good ones, `do=all`)."""
    application = editable_case_or_404(request, public_id)
    part = list_or_404(application, section)
    if reason := may_edit(user_of(request), application):
        if request.method == "POST":
            return conflict(request, reason, url=reverse("applications:detail", args=[public_id]))
        messages.warning(request, reason)
        return redirect("applications:detail", public_id)
    if request.method != "POST":
        kept = take_kept(request)
        return _look(request, application, part, kept.get("table", "")) if kept else _show(request, application, part)
    text = request.POST.get("table", "")
    if request.POST.get("do") not in ("add", "all"):
        return _look(request, application, part, text)
    try:
        return _add(request, application, part, text)
    except Refused as refused:
        return _show(request, application, part, text=text, error=refused.reason)


def _look(request: HttpRequest, application: Application, part: Section, text: str) -> HttpResponse:
    try:
        return _show(request, application, part, text=text, pasted=read_table(application, part, text))
    except Refused as refused:
        return _show(request, application, part, text=text, error=refused.reason)


def _add(request: HttpRequest, application: Application, part: Section, text: str) -> HttpResponse:
    """Rows that were refused come back with their reasons, to be mended and sent again."""
    with_faults = request.POST["do"] == "all"
    pasted = paste_records(
        application_id=application.pk, user=user_of(request), section=part.key, text=text, with_faults=with_faults
    )
    count = len(pasted.rows if with_faults else pasted.good)
    messages.success(request, _("已添加 %(count)d 条。") % {"count": count})
    if with_faults or not pasted.bad:
        return redirect(list_url(application, part))
    messages.warning(request, _("有 %(count)d 行没有添加，原因见下。") % {"count": len(pasted.bad)})
    keep_typed(request, table=_rest(pasted))
    return redirect(request.path)


def _rest(pasted: Pasted) -> str:
    """The rows that were refused, as they came, below the names of their columns."""
    lines = [pasted.head, *(row.cells for row in pasted.bad)]
    return "\n".join("\t".join(_quoted(cell) for cell in line) for line in lines if line)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(char in cell for char in '\t\n"') else cell


def _show(
    request: HttpRequest,
    application: Application,
    part: Section,
    *,
    text: str = "",
    pasted: Pasted | None = None,
    error: str = "",
) -> HttpResponse:
    assert part.repeating is not None
    context = {
        "application": application,
        "title": application.scheme.title.of(get_language()),
        "is_own": is_applying(user_of(request), application),
        "section": part.title.of(get_language()),
        "list_url": list_url(application, part),
        "names": [field.label.of(get_language()) for field in part.fields],
        "required": [field.label.of(get_language()) for field in part.fields if field.required and not field.when],
        "most": part.repeating.max,
        "text": text,
        "pasted": pasted,
        "headers": [field.label.of(get_language()) for field in pasted.fields] if pasted else [],
        "error": error,
    }
    return render(request, "applications/paste.html", context)
