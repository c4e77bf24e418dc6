"""Everything on one page before it is submitted (NX-92, NX-93)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applications.models import Submission
from applications.policies import is_applying, may_edit, may_submit
from applications.queries import content_of
from applications.showing import ShownSection, ShownSlot, submission_sections
from applications.views.common import editable_case_or_404
from applications.views.forming import Showing, letters_of
from portal.people.requests import user_of


@require_safe
@login_required
@never_cache
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the whole form as it would be submitted, what is missing at the top, and the button that submits below."""
    application = editable_case_or_404(request, public_id)
    user = user_of(request)
    if reason := may_edit(user, application):
        messages.warning(request, reason)
        return redirect("applications:detail", public_id)
    showing = Showing(request, application, application.scheme.sections[-1], check="1", is_whole=True)
    is_own = is_applying(user, application)
    draft = Submission(application=application, **content_of(application))
    letters = letters_of(application)
    context = showing.context() | {
        "sheet": _sheet(showing, submission_sections(draft, masked=not is_own, whole=True)),
        "errors": showing.errors,
        "letters": letters,
        "sheet_title": letters[0]["title"] if letters else application.scheme.title.of(get_language()),
        "confirm": application.scheme.word("confirm", get_language()),
        "obstacle": may_submit(user, application),
    }
    return render(request, "applications/preview.html", context)


@dataclass(frozen=True)
class SheetPart:
    """One part of the form as it is printed, with the way to its page; the portrait stands beside the first answers."""

    section: ShownSection
    url: str
    lacking: int
    photo: ShownSlot | None
    fault: str

    @property
    def slots(self) -> list[ShownSlot]:
        return [slot for slot in self.section.slots if not slot.is_photo]


def _sheet(showing: Showing, sections: list[ShownSection]) -> list[SheetPart]:
    tabs = {tab.key: tab for tab in showing.tabs}
    return [
        SheetPart(
            section=one,
            url=tabs[one.key].url,
            lacking=tabs[one.key].lacking,
            photo=next((slot for slot in one.slots if slot.is_photo), None),
            fault=showing.errors.get(one.path, "") if one.is_list else "",
        )
        for one in sections
    ]
