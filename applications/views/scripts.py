"""What the form's scripts ask for: saving while typing, uploading with progress, a fresh token after signing in again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from applications.checking import wrong_answers, wrong_in_record
from applications.checking.whole import files_by_slot, section_of_slot
from applications.forms import Page, RecordPage, SlotView, answers_from
from applications.models import Application
from applications.scheme import Section
from applications.scheme.records import record_in
from applications.services.attachments import add_attachment, remove_attachment
from applications.services.drafts import save_answers
from applications.services.records import save_record
from applications.views.common import (
    corrections_now,
    editable_case_or_404,
    refusal,
    section_or_404,
    signed_in_script,
)
from applications.views.forming import Showing, nav_context
from portal.people.requests import user_of
from portal.policy import Refused
from portal.writes.answers import answered_again_by


@never_cache
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Whether this browser is signed in, and a token for its next request: signing in again made the page's own stale."""
    return JsonResponse({"signed_in": request.user.is_authenticated, "token": get_token(request)})


@require_POST
@signed_in_script
def autosave(request: HttpRequest, public_id: str, section: str) -> HttpResponseBase:
    """Keep the fields that were sent, and say what follows from them."""
    application = editable_case_or_404(request, public_id)
    part = section_or_404(application, section)
    try:
        answers = answers_from(() if part.repeating else part.fields, request.POST)
        application = save_answers(application_id=application.pk, user=user_of(request), answers=answers)
    except Refused as refused:
        return refusal(refused.reason, status=409)
    return JsonResponse(_saved(request, application, part))


def _saved(request: HttpRequest, application: Application, part: Section) -> dict[str, Any]:
    form = Page(application, part, files=files_by_slot(application), reader_id=user_of(request).pk)
    return {
        "saved_at": f"{timezone.localtime(application.saved_at):%H:%M}",
        "facts": form.plain_facts,
        "errors": wrong_answers(application),
        "fixed": {field.path: field.text for field in form.fields if field.is_read_only},
        "checklist": _checklist(request, form) if part.slots else "",
        "steps": _steps(request, application, part),
        **_step(application),
        **corrections_now(application),
    }


def _step(application: Application) -> dict[str, str]:
    """How far the case is now, where it is filed in steps: what the page says of a step goes when it no longer holds."""
    if not application.scheme.is_filed_in_steps:
        return {}
    return {"progress": application.progress, "label": application.label}


@require_POST
@signed_in_script
def autosave_record(request: HttpRequest, public_id: str, section: str, record: str) -> HttpResponseBase:
    """Keep the fields of a record that were sent."""
    application = editable_case_or_404(request, public_id)
    part = section_or_404(application, section)
    try:
        application = save_record(
            application_id=application.pk,
            user=user_of(request),
            section=part.key,
            record=record,
            values=answers_from(part.fields, request.POST),
        )
    except Refused as refused:
        return refusal(refused.reason, status=409)
    return JsonResponse(_record_saved(request, application, part, record))


def _record_saved(request: HttpRequest, application: Application, part: Section, record: str) -> dict[str, Any]:
    present = record_in(application.answers, part.key, record)
    assert present is not None
    form = RecordPage(application, part, record=present)
    return {
        "saved_at": f"{timezone.localtime(application.saved_at):%H:%M}",
        "facts": form.page_facts,
        "errors": {f"field:{key}": reason for key, reason in wrong_in_record(application, form.asked, present).items()},
        "fixed": {},
        "checklist": "",
        "steps": _steps(request, application, part),
        **_step(application),
        **corrections_now(application),
    }


def slot_again(request: HttpRequest, public_id: str, slot: str) -> HttpResponse:
    """A file that came twice, because its sender never heard of the first time, is in the slot once."""
    return slot_now(request, editable_case_or_404(request, public_id), slot)


@answered_again_by(slot_again)
@require_POST
@signed_in_script
def upload(request: HttpRequest, public_id: str, slot: str) -> HttpResponseBase:
    """Take one file into a slot; the answer is the slot and the list of uploads as they look now."""
    application = editable_case_or_404(request, public_id)
    file = request.FILES.get("file")
    if file is None:
        raise Http404
    try:
        add_attachment(application_id=application.pk, user=user_of(request), slot=slot, upload=file)
    except Refused as refused:
        return refusal(refused.reason)
    application.refresh_from_db()
    return slot_now(request, application, slot)


@answered_again_by(slot_again)
@require_POST
@signed_in_script
def remove(request: HttpRequest, public_id: str, slot: str) -> HttpResponseBase:
    application = editable_case_or_404(request, public_id)
    try:
        remove_attachment(application_id=application.pk, user=user_of(request), public_id=request.POST.get("id", ""))
    except Refused as refused:
        return refusal(refused.reason)
    application.refresh_from_db()
    return slot_now(request, application, slot)


def slot_now(request: HttpRequest, application: Application, key: str) -> HttpResponse:
    """Answer a script with a slot and the list of uploads as they look now."""
    slot = next((one for one in application.scheme.slots if one.key == key.partition(".")[0]), None)
    if slot is None:
        raise Http404
    part = section_or_404(application, section_of_slot(application.scheme, slot))
    form = Page(application, part, files=files_by_slot(application), reader_id=user_of(request).pk)
    view = next((one for one in form.slots if one.slot.key == key), None)
    if view is None:
        raise Http404
    context = {"slot": view, "application": application}
    files = render_to_string("applications/_slot_files.html", context, request=request)
    checklist = _checklist(request, form) if part.slots else ""
    steps = _steps(request, application, part) if part.slots else ""
    answer = {"files": files, "checklist": checklist, "steps": steps, "takes_more": view.takes_more}
    return JsonResponse(answer | _fetching(request, view) | _step(application) | corrections_now(application))


def _fetching(request: HttpRequest, slot: SlotView) -> dict[str, str]:
    """How asking a service for the document stands, where the slot can."""
    if slot.fetching is None:
        return {}
    context = {"fetching": slot.fetching, "key": slot.slot.key}
    return {"fetch": render_to_string("applications/_slot_fetch_state.html", context, request=request)}


def _steps(request: HttpRequest, application: Application, part: Section) -> str:
    """The pages of the form with how much each still lacks, which an answer or a file may have changed."""
    context = nav_context(Showing(request, application, part).tabs, is_long=application.scheme.is_long)
    return render_to_string("applications/_form_nav.html", context, request=request)


def _checklist(request: HttpRequest, form: Page) -> str:
    context = {"form": form, "application": form.application}
    return render_to_string("applications/_checklist.html", context, request=request)
