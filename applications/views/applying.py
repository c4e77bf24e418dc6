"""From the statement through the pages of the form to its submission."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.checking import Fault, faults_of, missing_slots_of_section, wrong_answers
from applications.checking.faults import anchor_of
from applications.checking.whole import files_by_slot
from applications.forms import Page, answers_from
from applications.models import Application, SchemeVersion, Submission
from applications.policies import may_edit
from applications.queries import acceptance_of, case_under_way, current_version, draft_of
from applications.scheme import Section
from applications.services.attachments import add_attachment, remove_attachment
from applications.services.drafts import UnableToStart, save_answers, start_application
from applications.services.submitting import UnableToSubmit, submit_application, submitted_from
from applications.views.common import own_case_or_404, remark_links, revision_of, section_or_404
from applications.views.keeping import kept_over_sign_in, take_kept
from portal.people.requests import user_of
from portal.policy import Refused
from portal.privacy.policies import may_have_data_processed
from portal.writes.answers import conflict, each_content_counts, nothing_written
from units.queries import find_units


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, scheme_key: str) -> HttpResponse:
    """The statement (NB-11); the form opens only to who ticks and confirms (NB-12, NB-13)."""
    version = current_version(scheme_key)
    if version is None:
        raise Http404
    if request.method != "POST":
        return _statement(request, version)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if reason := may_have_data_processed(user_of(request)):
        messages.warning(request, reason)
        return redirect(f"{reverse('privacy:agree')}?{urlencode({'next': request.path})}")
    agreed = request.POST.get("agreed") == "yes"
    try:
        application = start_application(
            version=version, user=user_of(request), agreed=agreed, language=get_language() or ""
        )
    except UnableToStart as unable:
        return _statement(request, version, error=unable.reason)
    return redirect("applications:page", application.public_id, application.scheme.sections[0].key)


def _statement(request: HttpRequest, version: SchemeVersion, error: str = "") -> HttpResponse:
    language, statement = get_language(), version.scheme.statement
    context: dict[str, Any] = {
        "scheme_key": version.key,
        "title": version.scheme.title.of(language),
        "error": error,
        "acceptance": acceptance_of(version.scheme),
    }
    if request.user.is_authenticated:
        context["draft"] = draft_of(user_of(request), version.key)
        context["under_way"] = case_under_way(user_of(request), version.scheme)
    if statement is not None:
        context |= {
            "heading": statement.title.of(language),
            "parts": [(part.title.of(language), part.text.of(language)) for part in statement.parts],
            "consent": statement.consent.of(language),
            "agree": statement.agree.of(language),
            "confirm": statement.confirm.of(language),
        }
    if basis := version.scheme.legal_basis:
        context["law"] = basis.law.of(language)
    return render(request, "applications/start.html", context)


@each_content_counts
@kept_over_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    """One page of the form. Whatever its buttons do, what was typed is kept first (NB-21, NB-22, NB-44, NB-45)."""
    application = own_case_or_404(request, public_id)
    part = section_or_404(application, section)
    if request.method == "POST":
        return _take(request, application, part)
    if reason := may_edit(user_of(request), application):
        messages.warning(request, reason)
        return redirect("applications:detail", public_id)
    kept = take_kept(request)
    if kept is not None:
        answers = answers_from(part.fields, kept)
        application = save_answers(application_id=application.pk, user=user_of(request), answers=answers)
        messages.info(request, _("登录过期前填写的内容已为您保存；当时选择的文件请重新上传。"))
    faults = faults_of(application)
    return show_page(request, application, part, faults=faults, is_checked="check" in request.GET)


def _take(request: HttpRequest, application: Application, part: Section) -> HttpResponse:
    go, _colon, what = request.POST.get("go", "save").partition(":")
    if go == "submit" and (done := submitted_from(application, user_of(request), revision_of(request))):
        return _receipt(application, done)
    try:
        answers = answers_from(part.fields, request.POST)
        application = save_answers(
            application_id=application.pk, user=user_of(request), answers=answers, revision=revision_of(request)
        )
        if go == "remove":
            remove_attachment(application_id=application.pk, user=user_of(request), public_id=what)
    except Refused as refused:
        return conflict(request, refused.reason, url=reverse("applications:detail", args=[application.public_id]))
    errors = _take_files(request, application)
    if errors:
        return show_page(request, application, part, faults=faults_of(application), errors=errors)
    if go == "find":
        return show_page(request, application, part, faults=faults_of(application), finding=what)
    return _go_on(request, application, part, go)


def _take_files(request: HttpRequest, application: Application) -> dict[str, str]:
    """Files sent with the page itself, where no script has sent them before; a refused one costs no other."""
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
                errors[name] = refused.reason
    return errors


def _go_on(request: HttpRequest, application: Application, part: Section, go: str) -> HttpResponse:
    keys = [section.key for section in application.scheme.sections]
    here = keys.index(part.key)
    if go == "submit":
        return _submit(request, application, part)
    if go == "next" and here + 1 < len(keys):
        return _next(request, application, part, keys[here + 1])
    if go == "previous" and here > 0:
        return redirect("applications:page", application.public_id, keys[here - 1])
    if go == "leave":
        messages.success(request, _("已保存到草稿，可随时在“申报查询”中点击“修改提交”继续。"))
        return redirect("applications:mine")
    return redirect("applications:page", application.public_id, part.key)


def _next(request: HttpRequest, application: Application, part: Section, following: str) -> HttpResponse:
    """Answers may wait; a file that this page asks for may not (NB-24)."""
    missing = missing_slots_of_section(application, part.key)
    if not missing:
        return redirect("applications:page", application.public_id, following)
    errors = {fault.path: fault.message for fault in missing}
    return show_page(request, application, part, faults=faults_of(application), errors=errors)


@require_POST
@login_required
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Submit a case as it was saved."""
    application = own_case_or_404(request, public_id)
    return _submit(request, application, application.scheme.sections[-1])


def _submit(request: HttpRequest, application: Application, part: Section) -> HttpResponse:
    try:
        done = submit_application(application_id=application.pk, user=user_of(request), revision=revision_of(request))
    except UnableToSubmit as unable:
        if not unable.faults:
            messages.error(request, unable.reason)
        url = reverse("applications:page", args=[application.public_id, part.key])
        return nothing_written(redirect(f"{url}?check=1"))
    except Refused as refused:
        return conflict(request, refused.reason, url=reverse("applications:detail", args=[application.public_id]))
    messages.success(request, _("提交成功。结果将以短信通知，请耐心等待。"))
    return _receipt(application, done)


def _receipt(application: Application, submission: Submission) -> HttpResponse:
    return redirect("applications:receipt", application.public_id, submission.number)


@require_safe
@login_required
@never_cache
def receipt(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """That a case was submitted: number, moment and hash, the same however often one looks or has sent it."""
    application = own_case_or_404(request, public_id)
    submission = get_object_or_404(application.submissions, number=number)
    context = {
        "application": application,
        "submission": submission,
        "title": application.scheme.title.of(get_language()),
        "is_own": True,
    }
    return render(request, "applications/receipt.html", context)


def show_page(
    request: HttpRequest,
    application: Application,
    part: Section,
    *,
    faults: list[Fault],
    errors: dict[str, str] | None = None,
    is_checked: bool = False,
    finding: str = "",
) -> HttpResponse:
    """Render a page. `is_checked` shows every fault of the form, else only wrong answers have theirs beside them.

    `finding` is the unit field to list findings for.
    """
    shown = {fault.path: fault.message for fault in faults} if is_checked else wrong_answers(application)
    form = Page(application, part, files_by_slot(application), shown | (errors or {}))
    remarks = remark_links(application)
    context = {
        "application": application,
        "title": application.scheme.title.of(get_language()),
        "form": form,
        "remarks": remarks,
        "sections": _section_links(application, part, faults, remarks, is_checked=is_checked or part.slots),
        "faults": [_fault_link(application, fault) for fault in faults] if is_checked else [],
        "error_links": [{"url": f"#{anchor_of(path)}", "text": text} for path, text in (errors or {}).items()],
        "letters": [(key, letter.title.of(get_language())) for key, letter in application.scheme.letters.items()],
        "is_first": part.key == application.scheme.sections[0].key,
        "is_last": part.key == application.scheme.sections[-1].key,
        "finding": finding,
        "sought": request.POST.get(f"find:{finding}", "") if finding else "",
        "found": find_units(request.POST.get(f"find:{finding}", "")) if finding else [],
    }
    return render(request, "applications/page.html", context)


def _section_links(
    application: Application,
    part: Section,
    faults: list[Fault],
    remarks: list[dict[str, str]],
    *,
    is_checked: bool,
) -> list[dict[str, Any]]:
    links = []
    remarked = {remark["section"] for remark in remarks}
    for number, section in enumerate(application.scheme.sections, start=1):
        missing = sum(fault.section == section.key for fault in faults)
        links.append(
            {
                "label": f"{number}. {section.title.of(get_language())}",
                "url": reverse("applications:page", args=[application.public_id, section.key]),
                "is_current": section.key == part.key,
                "missing": missing if is_checked else 0,
                "is_done": not missing and section.key not in remarked,
            }
        )
    return links


def _fault_link(application: Application, fault: Fault) -> dict[str, str]:
    url = reverse("applications:page", args=[application.public_id, fault.section])
    return {"url": f"{url}?check=1#{fault.anchor}", "text": fault.message}
