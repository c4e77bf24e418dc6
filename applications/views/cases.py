"""申报查询: the list of a person's declarations, and where one of them is (NB-52…56)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from applications.checking import faults_of
from applications.choices import EDITABLE, STAGES, State
from applications.corrections import corrections_of
from applications.former_queries import former_records
from applications.forms.next_steps import next_step_of
from applications.helping import helper_words
from applications.holding import held_until
from applications.models import Application, Submission
from applications.policies import (
    acts_for_unit,
    is_applying,
    may_confirm,
    may_delete,
    may_edit,
    may_print,
    may_read_identity,
    may_see_submission,
    may_submit,
    may_withdraw,
    reads_unreported,
)
from applications.queries import cases_of, content_of
from applications.services.viewing import reveal_identity_to_unit
from applications.services.withdrawing import withdraw_application
from applications.showing import ShownSection, changes_in, compared_sections, previous_submission, submission_sections
from applications.views.common import (
    case_or_404,
    editable_case_or_404,
    own_case_or_404,
    place_url,
    remark_links,
    returned_context,
    revision_of,
)
from applications.views.forming import letters_of
from applications.views.paging import leaf_of
from applications.views.unit_desk.access import desk_url
from applications.views.way import following_of, way_of
from portal.people.models import User
from portal.people.requests import user_of
from portal.policy import Refused
from portal.writes.answers import conflict

LOOKED_AT = 3
"""Of so many drafts the list says what is missing."""


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """All declarations of the signed-in person, newest first, and below them what is kept of a former site (HZ-20)."""
    leaf = leaf_of(cases_of(user_of(request)), request)
    near = [case.pk for case in leaf.rows if case.is_editable][:LOOKED_AT]
    rows = [_row(case, closely=case.pk in near) for case in leaf.rows]
    former = former_records(user_of(request))
    return render(request, "applications/mine.html", {"rows": rows, "leaf": leaf, "former": former})


def _row(case: Application, *, closely: bool) -> dict[str, Any]:
    scheme, language = case.scheme, get_language()
    is_editable = case.is_editable and "person" in scheme.fills_in
    step = next_step_of(case, closely=closely) if is_editable or case.state in STAGES else None
    edit_url = reverse("applications:go_on", args=[case.public_id])
    return {
        "case": case,
        "title": scheme.title.of(language),
        "correct": scheme.word("correct", language),
        "is_editable": is_editable,
        "step": step,
        "edit_url": edit_url if step and step.url != edit_url else "",
        "has_certificate": case.state == State.APPROVED and scheme.certificate is not None,
    }


@require_safe
@login_required
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where a case is, who holds it, what comes next and until when; for the unit also what it has to confirm."""
    return show_case(request, case_or_404(request, public_id))


@login_required
@never_cache
@require_POST
def reveal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the unit's administrator the whole numbers once; the view is logged first."""
    application = case_or_404(request, public_id)
    try:
        reveal_identity_to_unit(application_id=application.pk, user=user_of(request))
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect("applications:detail", public_id=public_id)
    return show_case(request, application, in_full=True)


def show_case(
    request: HttpRequest, application: Application, status: int = 200, *, in_full: bool = False, **more: Any
) -> HttpResponse:
    """`in_full` shows another person's numbers unmasked; the caller has logged it."""
    user = user_of(request)
    is_own = is_applying(user, application)
    submissions = list(application.submissions.select_related("application__version", "application__applicant"))
    shown, way = _shown_content(user, application, submissions), way_of(application)
    sections = _sections(user, shown, masked=not (is_own or in_full)) if shown else []
    context = {
        "application": application,
        "title": application.scheme.title.of(get_language()),
        "is_own": is_own,
        "acts_for_unit": acts_for_unit(user, application),
        "is_editable": is_own and application.state in EDITABLE and may_edit(user, application) is None,
        "is_on_its_way": application.state in STAGES,
        "may_start_again": is_own and application.state in (State.REJECTED, State.WITHDRAWN),
        "step": next_step_of(application) if is_own else None,
        "way": way,
        "following": following_of(way) if application.state in STAGES else "",
        "entries": _entries(application),
        "submissions": submissions,
        "earlier": [one for one in submissions[:-1] if may_see_submission(user, one)],
        "sections": sections,
        "changes": changes_in(sections),
        "is_unreported": shown is not None and shown.pk is None,
        "unreported": _unreported(user, application),
        "may_reveal": not (is_own or in_full) and may_read_identity(user, application) is None,
        **returned_context(application),
        "remarks": _remarks(application, is_own),
        "letters": letters_of(application),
        "may_delete": may_delete(user, application) is None,
        "delete_word": application.scheme.word("delete", get_language()),
        "may_withdraw": may_withdraw(user, application) is None and may_delete(user, application) is not None,
        "may_confirm": may_confirm(user, application) is None,
        "may_fill_in": not is_own and may_edit(user, application) is None,
        "may_print": is_own or (shown is not None and may_print(user, application)),
        "desk_url": "" if application.is_about(user) else desk_url(application.unit, application.version.key),
        "stage": _stage_words(application),
        "until": held_until(application),
        "state_note": application.scheme.state_note(application.state, get_language()),
        **_words_of_buttons(application),
    }
    return render(request, "applications/detail.html", context | more, status=status)


def _shown_content(user: User, application: Application, submissions: list[Submission]) -> Submission | None:
    """What was submitted last; to a unit that is to report it, what stands in the form now (HZ-27)."""
    if reads_unreported(user, application):
        return Submission(application=application, **content_of(application))
    return submissions[-1] if submissions else None


def _sections(user: User, shown: Submission, *, masked: bool) -> list[ShownSection]:
    """What was submitted, beside what the same case said before where this reader sees that."""
    if shown.pk is None or shown.number == 1:
        return submission_sections(shown, masked=masked)
    before = previous_submission(shown)
    may_compare = before is not None and may_see_submission(user, before)
    return compared_sections(before if may_compare else None, shown, masked=masked)


def _unreported(user: User, application: Application) -> dict[str, Any] | None:
    """What a unit does with a case before it reports it: what it minds, why it cannot report it yet."""
    if not reads_unreported(user, application) or application.unit is None:
        return None
    query = {"unit": application.unit.public_id, "scheme": application.version.key}
    return {
        "words": helper_words(application, "reporting", get_language() or ""),
        "obstacle": may_submit(user, application),
        "check_url": f"{reverse('applications:unit_check')}?{urlencode(query)}",
        "report": application.scheme.word("report", get_language()),
        "value": f"{application.public_id}:{application.revision}",
    }


def _words_of_buttons(application: Application) -> dict[str, str]:
    """What correcting is called, in the scheme's own word where it has one (CY-39, CY-67), and where to begin anew."""
    scheme, is_returned = application.scheme, application.state == State.RETURNED
    correct = scheme.word("correct", get_language())
    again = desk_url(application.unit, scheme.scheme) if application.is_of_unit else ""
    return {
        "correct_word": _("继续填写") if application.is_of_unit and not is_returned else correct,
        "edit_word": correct if is_returned and "correct" in scheme.words else _("修改内容"),
        "again_url": again or reverse("applications:start", args=[scheme.scheme]),
    }


def _entries(application: Application) -> list[Any]:
    """What has happened, the latest first: that is what people look for."""
    return list(application.timeline.order_by("-id"))


def _remarks(application: Application, is_own: bool) -> list[dict[str, str]]:
    """The notes of a returned case, each with the name of what it is about and, for its applicant, the way there."""
    links = remark_links(application)
    return links if is_own else [{**link, "url": ""} for link in links]


def _stage_words(application: Application) -> dict[str, str]:
    if application.state not in STAGES:
        return {}
    stage, language = application.scheme.stage(application.stage), get_language()
    return {
        "help": stage.help.of(language) if stage.help else "",
        "action": stage.action.of(language) if stage.action else "",
        "return_action": stage.return_action.of(language) if stage.return_action else "",
    }


@require_safe
@login_required
def go_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where filling in goes on: at the first remark of a returned case that is not dealt with, else where something is
    missing first."""
    application = editable_case_or_404(request, public_id)
    corrections = corrections_of(application)
    if corrections.items:
        return redirect(place_url(application, (corrections.next or corrections.items[0]).path))
    lacking = next((fault.section for fault in faults_of(application)), application.scheme.sections[0].key)
    return redirect("applications:page", public_id, lacking)


@require_POST
@login_required
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    application = own_case_or_404(request, public_id)
    try:
        withdraw_application(
            application_id=application.pk,
            user=user_of(request),
            words=request.POST.get("words", "")[:500],
            revision=revision_of(request),
        )
    except Refused as refused:
        return conflict(request, refused.reason, url=reverse("applications:detail", args=[public_id]))
    messages.success(request, _("申报已撤回。需要时可以重新申报。"))
    return redirect("applications:detail", public_id)
