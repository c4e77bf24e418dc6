"""Records of a repeating section: added, filled in one by one, copied, moved and deleted (NX-47)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications.checking import faults_of
from applications.checking.faults import anchor_of
from applications.forms import answers_from
from applications.forms.records import is_blank, missing_by_record
from applications.models import Application
from applications.policies import may_edit
from applications.scheme import Section
from applications.scheme.records import Record, record_in, record_path
from applications.services.records import add_record, copy_record, move_record, remove_record, save_record
from applications.views.common import editable_case_or_404, section_or_404
from applications.views.forming import show_record
from applications.views.keeping import kept_over_sign_in, take_kept
from portal.people.requests import user_of
from portal.policy import Refused
from portal.writes.answers import conflict, each_content_counts, nothing_written

STEPS = {"up": -1, "down": 1}


def list_or_404(application: Application, key: str) -> Section:
    part = section_or_404(application, key)
    if part.repeating is None:
        raise Http404
    return part


def list_url(application: Application, part: Section, record: str = "") -> str:
    """Return the address of a list, at one of its records: there the browser puts the focus."""
    url = reverse("applications:page", args=[application.public_id, part.key])
    return f"{url}#{anchor_of(f'record:{part.key}.{record}')}" if record else url


@require_POST
@login_required
def add(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    """Begin a record: it is there from now on, so that everything typed into it is kept. A full list refuses (NX-82)."""
    application = editable_case_or_404(request, public_id)
    part = list_or_404(application, section)
    try:
        record = add_record(application_id=application.pk, user=user_of(request), section=part.key)
    except Refused as refused:
        return _refused(request, application, part, refused)
    return redirect("applications:record", public_id, section, record)


@require_POST
@login_required
def act(request: HttpRequest, public_id: str, section: str, record: str) -> HttpResponse:
    """Copy, move or delete a record, from its list."""
    application = editable_case_or_404(request, public_id)
    part = list_or_404(application, section)
    try:
        return _act(request, application, part, record)
    except Refused as refused:
        return _refused(request, application, part, refused)


def _act(request: HttpRequest, application: Application, part: Section, record: str) -> HttpResponse:
    do, user = request.POST.get("do", ""), user_of(request)
    if do == "copy":
        copied = copy_record(application_id=application.pk, user=user, section=part.key, record=record)
        return redirect("applications:record", application.public_id, part.key, copied)
    if do in STEPS:
        move_record(application_id=application.pk, user=user, section=part.key, record=record, by=STEPS[do])
        return redirect(list_url(application, part, record))
    if do != "remove":
        raise Http404
    remove_record(application_id=application.pk, user=user, section=part.key, record=record)
    messages.success(request, _("已删除。"))
    return redirect(list_url(application, part))


def _refused(request: HttpRequest, application: Application, part: Section, refused: Refused) -> HttpResponse:
    if reason := may_edit(user_of(request), application):
        return conflict(request, reason, url=reverse("applications:detail", args=[application.public_id]))
    messages.error(request, refused.reason)
    return nothing_written(redirect(list_url(application, part)))


@each_content_counts
@kept_over_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, public_id: str, section: str, record: str) -> HttpResponse:
    """The form of one record. Whatever its buttons do, what was typed is kept first."""
    application = editable_case_or_404(request, public_id)
    part = list_or_404(application, section)
    if request.method == "POST":
        return _take(request, application, part, record)
    if reason := may_edit(user_of(request), application):
        messages.warning(request, reason)
        return redirect("applications:detail", public_id)
    present = _record_or_404(application, part, record)
    kept = take_kept(request)
    if kept is not None:
        values = answers_from(part.fields, kept)
        application = save_record(
            application_id=application.pk, user=user_of(request), section=part.key, record=record, values=values
        )
        present = _record_or_404(application, part, record)
        messages.info(request, _("登录过期前填写的内容已为您保存。"))
    return show_record(request, application, part, present, is_checked="check" in request.GET)


def _record_or_404(application: Application, part: Section, record: str) -> Record:
    found = record_in(application.answers, part.key, record)
    if found is None:
        raise Http404
    return found


def _take(request: HttpRequest, application: Application, part: Section, record: str) -> HttpResponse:
    go, _colon, what = request.POST.get("go", "stay").partition(":")
    try:
        application = save_record(
            application_id=application.pk,
            user=user_of(request),
            section=part.key,
            record=record,
            values=answers_from(part.fields, request.POST) | _cleared(part, go, what),
        )
    except Refused as refused:
        url = reverse("applications:page", args=[application.public_id, part.key])
        return conflict(request, refused.reason, url=url)
    present = _record_or_404(application, part, record)
    if go == "find":
        return show_record(request, application, part, present, is_checked=False, finding=what)
    return _go_on(request, application, part, present, go)


def _cleared(part: Section, go: str, key: str) -> dict[str, str]:
    """The date that a ✕ empties where no script does (HZ-55)."""
    return {one.key: "" for one in part.fields if go == "clear" and one.key == key}


def _go_on(request: HttpRequest, application: Application, part: Section, present: Record, go: str) -> HttpResponse:
    if go == "save":
        return _saved(request, application, part, present)
    if go == "close":
        return _closed(request, application, part, present)
    if go == "submit":
        return redirect("applications:preview", application.public_id)
    return redirect("applications:record", application.public_id, part.key, present["id"])


def _saved(request: HttpRequest, application: Application, part: Section, present: Record) -> HttpResponse:
    """A record that is complete leads back to its row; in another one is shown what is missing, all of it kept."""
    missing = missing_by_record(faults_of(application))[record_path(part, present)]
    if not missing:
        messages.success(request, _("已保存。"))
        return redirect(list_url(application, part, present["id"]))
    messages.warning(request, _("已保存。还有 %(count)d 处需要补充或更正，也可以关闭后再填。") % {"count": missing})
    url = reverse("applications:record", args=[application.public_id, part.key, present["id"]])
    return redirect(f"{url}?check=1")


def _closed(request: HttpRequest, application: Application, part: Section, present: Record) -> HttpResponse:
    """One that was never typed in goes with its page."""
    if not is_blank(part, present):
        return redirect(list_url(application, part, present["id"]))
    remove_record(application_id=application.pk, user=user_of(request), section=part.key, record=present["id"])
    return redirect(list_url(application, part))
