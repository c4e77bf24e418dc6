"""申报查询: the list of a person's declarations, and where one of them is (NB-52…56)."""

from __future__ import annotations

from itertools import groupby
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

from applications.choices import EDITABLE, STAGES, State
from applications.filing import first_steps, is_given_back, step_of
from applications.former_queries import former_records
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
    may_submit,
    may_withdraw,
    reads_unreported,
)
from applications.queries import cases_of, content_of, stages_of
from applications.scheme import Stage
from applications.services.viewing import reveal_identity_to_unit
from applications.services.withdrawing import withdraw_application
from applications.showing import submission_sections
from applications.views.common import (
    case_or_404,
    editable_case_or_404,
    own_case_or_404,
    remark_links,
    returned_context,
    revision_of,
)
from applications.views.forming import letters_of
from applications.views.paging import leaf_of
from applications.views.unit_desk.access import desk_url
from portal.people.models import User
from portal.people.requests import user_of
from portal.policy import Refused
from portal.writes.answers import conflict


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """All declarations of the signed-in person, newest first, and below them what is kept of a former site (HZ-20)."""
    leaf = leaf_of(cases_of(user_of(request)), request)
    rows = [_row(case) for case in leaf.rows]
    former = former_records(user_of(request))
    return render(request, "applications/mine.html", {"rows": rows, "leaf": leaf, "former": former})


def _row(case: Application) -> dict[str, Any]:
    scheme, language = case.scheme, get_language()
    return {
        "case": case,
        "title": scheme.title.of(language),
        "correct": scheme.word("correct", language),
        "is_editable": case.is_editable and "person" in scheme.fills_in,
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
    shown = _shown_content(user, application, submissions)
    context = {
        "application": application,
        "title": application.scheme.title.of(get_language()),
        "is_own": is_own,
        "acts_for_unit": acts_for_unit(user, application),
        "is_editable": is_own and application.state in EDITABLE and may_edit(user, application) is None,
        "is_on_its_way": application.state in STAGES,
        "may_start_again": is_own and application.state in (State.REJECTED, State.WITHDRAWN),
        "steps": _steps(application),
        "following": _following(application),
        "entries": _entries(application),
        "submissions": submissions,
        "sections": submission_sections(shown, masked=not (is_own or in_full)) if shown else [],
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


def _steps(application: Application) -> list[dict[str, str]]:
    """The way of the case from filling in to its end, for `components/steps.html`; stages of one name are one step."""
    language = get_language()
    groups = [list(one) for _label, one in groupby(_stages_of_way(application), key=lambda stage: stage.label.zh)]
    labels = first_steps(application)
    first = len(labels)
    labels += [group[0].label.of(language) for group in groups]
    labels.append(_end_label(application))
    here = _position(application, [[stage.key for stage in group] for group in groups], first)
    ended = application.state in (State.REJECTED, State.WITHDRAWN, State.REVOKED)
    stopped = ended or is_given_back(application)
    return [{"label": str(label), "state": _step_state(n, here, stopped)} for n, label in enumerate(labels)]


def _stages_of_way(application: Application) -> list[Stage]:
    """The stages before and after the present one; of a case that ended early only those it had passed.

    Which way a case went on a former site nobody knows.
    """
    if application.is_from_former_site:
        return []
    stages = stages_of(application)
    if application.state not in (State.REJECTED, State.WITHDRAWN):
        return stages
    keys = [stage.key for stage in stages]
    return stages[: keys.index(application.stage)] if application.stage in keys else []


def _end_label(application: Application) -> str:
    if application.state in (State.REJECTED, State.WITHDRAWN, State.REVOKED):
        return application.label
    words = application.scheme.labels.get("approved")
    return words.of(get_language()) if words else str(State.APPROVED.label)


def _position(application: Application, groups: list[list[str]], first: int) -> int:
    """The number of the step where the case stands: so many first ones of filling in, then the stages, the last the end."""
    if application.state in EDITABLE:
        return step_of(application)
    if application.state in STAGES:
        return first + next(n for n, keys in enumerate(groups) if application.stage in keys)
    return first + len(groups)


def _step_state(number: int, here: int, stopped: bool) -> str:
    if number == here:
        return "stopped" if stopped else "current"
    return "done" if number < here else "todo"


def _following(application: Application) -> str:
    """What comes after the present stage."""
    if application.state not in STAGES:
        return ""
    stages = stages_of(application)
    keys = [stage.key for stage in stages]
    after = stages[keys.index(application.stage) + 1 :]
    return after[0].label.of(get_language()) if after else _end_label(application)


@require_safe
@login_required
def go_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where filling in goes on: at the first remark of a returned case, else on the first page."""
    application = editable_case_or_404(request, public_id)
    first = application.scheme.sections[0].key
    links = remark_links(application)
    return redirect(links[0]["url"]) if links else redirect("applications:page", public_id, first)


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
