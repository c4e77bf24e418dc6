"""From the statement through the pages of the form to its submission."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.checking import faults_of, missing_slots_of_section
from applications.checking.faults import anchor_of
from applications.forms import answers_from
from applications.models import Application, Submission
from applications.policies import is_applying, may_edit
from applications.scheme import Field, Section
from applications.services.attachments import add_attachment, add_explanation, remove_attachment
from applications.services.drafts import restore_answers, save_answers
from applications.services.submitting import UnableToSubmit, submit_application, submitted_from
from applications.views.common import editable_case_or_404, place_url, revision_of, section_or_404
from applications.views.fetching import fetch_from_page
from applications.views.filing import STEPS, save_step
from applications.views.forming import show_page
from applications.views.keeping import kept_over_sign_in, take_kept
from applications.views.unit_desk.access import desk_url
from portal.people.requests import user_of
from portal.policy import Refused
from portal.writes.answers import conflict, each_content_counts, nothing_written

EXPLANATION = "explanation:"
PLACES = {"clear": "field", "upload": "slot"}
"""Buttons beside a field or slot, and what they stand at."""


@each_content_counts
@kept_over_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    """One page of the form. Whatever its buttons do, what was typed is kept first (NB-21, NB-22, NB-44, NB-45)."""
    application = editable_case_or_404(request, public_id)
    part = section_or_404(application, section)
    if request.method == "POST":
        return _take(request, application, part)
    if reason := may_edit(user_of(request), application):
        messages.warning(request, reason)
        return redirect("applications:detail", public_id)
    kept = take_kept(request)
    if kept is not None:
        answers = answers_from(_fields(part), kept)
        application = save_answers(application_id=application.pk, user=user_of(request), answers=answers)
        messages.info(request, _("登录过期前填写的内容已为您保存；当时选择的文件请重新上传。"))
    explanations = _explanations(kept) if kept is not None else {}
    return show_page(request, application, part, check=request.GET.get("check", ""), explanations=explanations)


def _fields(part: Section) -> tuple[Field, ...]:
    """What the page itself asks: records are filled in on pages of their own."""
    return () if part.repeating else part.fields


def _explanations(data: QueryDict) -> dict[str, str]:
    """What was written instead of certificates and is no file yet, by slot."""
    words = {key: str(data[key]) for key in data if key.startswith(EXPLANATION)}
    return {key.removeprefix(EXPLANATION): text for key, text in words.items() if text}


def _take(request: HttpRequest, application: Application, part: Section) -> HttpResponse:
    go, _colon, what = request.POST.get("go", "save").partition(":")
    if go == "submit" and (done := submitted_from(application, user_of(request), revision_of(request))):
        return receipt_of(application, done)
    try:
        application = save_answers(
            application_id=application.pk,
            user=user_of(request),
            answers=answers_from(_fields(part), request.POST) | _cleared(part, go, what),
            revision=revision_of(request),
        )
        if go == "restore":
            restore_answers(application_id=application.pk, user=user_of(request), revision=revision_of(request))
        if go == "remove":
            remove_attachment(application_id=application.pk, user=user_of(request), public_id=what)
    except Refused as refused:
        return conflict(request, refused.reason, url=reverse("applications:detail", args=[application.public_id]))
    return _after_saving(request, application, part, go, what)


def _after_saving(request: HttpRequest, application: Application, part: Section, go: str, what: str) -> HttpResponse:
    errors = _take_files(request, application)
    if go == "explain":
        return _explain(request, application, part, what, errors)
    if go in ("fetch", "look"):
        typed = _explanations(request.POST)
        return fetch_from_page(request, application, part, what, errors, typed, is_asked=go == "fetch")
    if errors:
        return show_page(request, application, part, errors=errors, explanations=_explanations(request.POST))
    if go == "find":
        return show_page(request, application, part, finding=what)
    return _go_on(request, application, part, go, what)


def _cleared(part: Section, go: str, key: str) -> dict[str, str]:
    """The date that a ✕ empties where no script does (HZ-55)."""
    return {one.key: "" for one in _fields(part) if go == "clear" and one.key == key}


def _explain(
    request: HttpRequest, application: Application, part: Section, slot: str, errors: dict[str, str]
) -> HttpResponse:
    """Turn what was written instead of a certificate into the file of its row (NX-88); other rows keep their words."""
    explanations = _explanations(request.POST)
    try:
        words = explanations.get(slot, "")
        add_explanation(application_id=application.pk, user=user_of(request), slot=slot, words=words)
        del explanations[slot]
    except Refused as refused:
        errors[f"slot:{slot}"] = refused.reason
    if errors or explanations:
        return show_page(request, application, part, errors=errors, explanations=explanations)
    url = reverse("applications:page", args=[application.public_id, part.key])
    return redirect(f"{url}#{anchor_of(f'slot:{slot}')}")


def _take_files(request: HttpRequest, application: Application) -> dict[str, str]:
    """Files sent with the page itself, where no script has sent them before; a refused one costs no other.

    Of several refused in one slot each is named.
    """
    errors: dict[str, str] = {}
    for name in request.FILES:
        if not name.startswith("slot:"):
            continue
        for upload in request.FILES.getlist(name):
            try:
                add_attachment(
                    application_id=application.pk,
                    user=user_of(request),
                    slot=name.removeprefix("slot:"),
                    upload=upload,
                )
            except Refused as refused:
                errors[name] = f"{errors.get(name, '')} {refused.reason}".strip()
    return errors


def _go_on(request: HttpRequest, application: Application, part: Section, go: str, what: str) -> HttpResponse:
    keys = [section.key for section in application.scheme.sections]
    here = keys.index(part.key)
    following = keys[here + 1] if here + 1 < len(keys) else ""
    if go in STEPS:
        return save_step(request, application, part, go)
    if go in PLACES:
        return _back_to(application, part, f"{PLACES[go]}:{what}")
    if go == "submit":
        return _look_or_submit(request, application, part)
    if go == "done":
        return _done(request, application, part, following)
    if go == "next" and following:
        return _next(request, application, part, following)
    if go == "previous" and here > 0:
        return redirect("applications:page", application.public_id, keys[here - 1])
    if go == "leave":
        return _leave(request, application)
    return redirect("applications:page", application.public_id, part.key)


def _back_to(application: Application, part: Section, path: str) -> HttpResponse:
    """To where the button stands that was pressed without a script; what the case does not have leads to the page."""
    try:
        return redirect(place_url(application, path))
    except KeyError:
        return redirect("applications:page", application.public_id, part.key)


def _leave(request: HttpRequest, application: Application) -> HttpResponse:
    """To where the case is found again: one's own list, or the unit's."""
    if not application.is_about(user_of(request)):
        messages.success(request, _("已保存到草稿，可随时在单位工作台继续填写。"))
        return redirect(desk_url(application.unit, application.version.key))
    word = application.scheme.word("correct", get_language())
    messages.success(request, _("已保存到草稿，可随时在“申报查询”中点击“%(word)s”继续。") % {"word": word})
    return redirect("applications:mine")


def _next(request: HttpRequest, application: Application, part: Section, following: str) -> HttpResponse:
    """Answers may wait; a file that this page asks for may not (NB-24)."""
    missing = missing_slots_of_section(application, part.key)
    if not missing:
        return redirect("applications:page", application.public_id, following)
    errors = {fault.path: fault.message for fault in missing}
    return show_page(request, application, part, errors=errors)


def _done(request: HttpRequest, application: Application, part: Section, following: str) -> HttpResponse:
    """A tab was saved: say how much of it is still missing, and lead to the next one (NX-46)."""
    missing = sum(fault.section == part.key for fault in faults_of(application))
    words = {"section": part.title.of(get_language()), "count": missing}
    if missing:
        messages.warning(request, _("“%(section)s”已保存，还有 %(count)d 处需要补充或更正。") % words)
    else:
        messages.success(request, _("“%(section)s”已保存。") % words)
    return redirect("applications:page", application.public_id, part.key if part.slots else following or part.key)


def _look_or_submit(request: HttpRequest, application: Application, part: Section) -> HttpResponse:
    """A long form is looked at as a whole before it is submitted (NX-92); a short one has been."""
    if application.scheme.is_long:
        return redirect("applications:preview", application.public_id)
    return _submit(request, application, part)


@require_POST
@login_required
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Submit a case as it was saved."""
    application = editable_case_or_404(request, public_id)
    return _submit(request, application, application.scheme.sections[-1])


def _submit(request: HttpRequest, application: Application, part: Section) -> HttpResponse:
    try:
        done = submit_application(application_id=application.pk, user=user_of(request), revision=revision_of(request))
    except UnableToSubmit as unable:
        if not unable.faults:
            messages.error(request, unable.reason)
        return nothing_written(redirect(_faults_url(application, part)))
    except Refused as refused:
        return conflict(request, refused.reason, url=reverse("applications:detail", args=[application.public_id]))
    messages.success(request, application.scheme.word("submitted", get_language()))
    return receipt_of(application, done)


def _faults_url(application: Application, part: Section) -> str:
    if application.scheme.is_long:
        return reverse("applications:preview", args=[application.public_id])
    return f"{reverse('applications:page', args=[application.public_id, part.key])}?check=1"


def receipt_of(application: Application, submission: Submission) -> HttpResponse:
    return redirect("applications:receipt", application.public_id, submission.number)


@require_safe
@login_required
@never_cache
def receipt(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """That a case was submitted: number, moment and hash, the same however often one looks or has sent it."""
    application = editable_case_or_404(request, public_id)
    submission = get_object_or_404(application.submissions, number=number)
    is_of_desk = not application.is_about(user_of(request))
    context = {
        "acts_for_unit": is_of_desk,
        "desk_url": desk_url(application.unit, application.version.key) if is_of_desk else "",
        "application": application,
        "submission": submission,
        "title": application.scheme.title.of(get_language()),
        "is_own": is_applying(user_of(request), application),
        "state_note": application.scheme.state_note(application.state, get_language()),
        "letters": [
            (key, letter.title.of(get_language()))
            for key, letter in application.scheme.letters.items()
            if not letter.until_submitted
        ],
        "details": application.scheme.word("details", get_language()),
    }
    return render(request, "applications/receipt.html", context)
