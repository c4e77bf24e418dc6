"""What the page of one case shows, whoever reads it: the person, the unit, an office."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.choices import EDITABLE, STAGES, State
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
from applications.queries import content_of
from applications.showing import ShownSection, changes_in, compared_sections, previous_submission, submission_sections
from applications.views.common import remark_links, returned_context
from applications.views.forming import letters_of
from applications.views.unit_desk.access import desk_url
from applications.views.way import following_of, way_of
from portal.people.models import User
from portal.people.requests import user_of


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
        "may_reveal": not (is_own or in_full) and may_read_identity(user, application) is None,
        **_where(application, user, is_own),
        **_submitted(user, shown, submissions, masked=not (is_own or in_full)),
        **_rights(application, user, is_own),
        **returned_context(application),
        "remarks": _remarks(application, is_own),
        "letters": letters_of(application),
        "may_print": is_own or (shown is not None and may_print(user, application)),
        "unreported": _unreported(user, application),
        **_words_of_buttons(application),
    }
    return render(request, "applications/detail.html", context | more, status=status)


def _where(application: Application, user: User, is_own: bool) -> dict[str, Any]:
    """Where the case is, what comes next and by when, and what has happened."""
    way, is_on_its_way = way_of(application), application.state in STAGES
    return {
        "is_on_its_way": is_on_its_way,
        "step": next_step_of(application) if is_own else None,
        "way": way,
        "following": following_of(way) if is_on_its_way else "",
        "entries": _entries(application),
        "stage": _stage_words(application),
        "until": held_until(application),
        "state_note": application.scheme.state_note(application.state, get_language()),
        "desk_url": "" if application.is_about(user) else desk_url(application.unit, application.version.key),
    }


def _submitted(user: User, shown: Submission | None, submissions: list[Submission], *, masked: bool) -> dict[str, Any]:
    """What the case says, what of it has changed, and what it said at earlier times."""
    sections = _sections(user, shown, masked=masked) if shown else []
    return {
        "submissions": submissions,
        "earlier": [one for one in submissions[:-1] if may_see_submission(user, one)],
        "sections": sections,
        "changes": changes_in(sections),
        "is_unreported": shown is not None and shown.pk is None,
    }


def _rights(application: Application, user: User, is_own: bool) -> dict[str, bool]:
    """What this reader may do here."""
    may_change, may_take_away = may_edit(user, application) is None, may_delete(user, application) is None
    return {
        "is_editable": is_own and application.state in EDITABLE and may_change,
        "may_fill_in": not is_own and may_change,
        "may_start_again": is_own and application.state in (State.REJECTED, State.WITHDRAWN),
        "may_delete": may_take_away,
        "may_withdraw": may_withdraw(user, application) is None and not may_take_away,
        "may_confirm": may_confirm(user, application) is None,
    }


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
        "delete_word": scheme.word("delete", get_language()),
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
