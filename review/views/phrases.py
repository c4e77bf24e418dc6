"""The reviewer's saved phrases: listed, added, taken away; added from beside a remark too."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.people.requests import user_of
from portal.policy import Refused
from portal.privacy.queries import days_of
from review.forms.phrases import PhraseForm
from review.models import Office, SavedPhrase
from review.queries.phrases import phrases_in_reach
from review.retention import PHRASES
from review.services.phrases import delete_phrase, save_phrase
from review.views.access import for_reviewers, or_404


@never_cache
@for_reviewers
def phrases(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    """List the person's phrases and those of their offices; by POST keep another one."""
    if request.method != "POST":
        return _page(request, offices, PhraseForm(offices=offices))
    is_script = request.headers.get("accept", "").startswith("application/json")
    form = PhraseForm(request.POST, offices=offices)
    try:
        saved = _save(request, form, offices) if form.is_valid() else None
    except Refused as refusal:
        form.add_error("text", refusal.reason)
        saved = None
    if is_script:
        return _told(form, saved)
    if saved is None:
        return _page(request, offices, form, status=422)
    messages.success(request, _("常用语已保存。"))
    return redirect("review:phrases")


@for_reviewers
def delete(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """Take a phrase away; whoever opens the address itself is led to the list."""
    if request.method != "POST":
        return redirect("review:phrases")
    found = or_404(lambda one: phrases_in_reach(user_of(request), offices).get(public_id=one), public_id)
    delete_phrase(user=user_of(request), public_id=found.public_id)
    messages.success(request, _("常用语已删除。"))
    return redirect("review:phrases")


def _save(request: HttpRequest, form: PhraseForm, offices: list[Office]) -> SavedPhrase:
    code = form.cleaned_data["whose"]
    office = next((one for one in offices if one.code == code), offices[0])
    return save_phrase(user=user_of(request), office=office, text=form.cleaned_data["text"], is_shared=bool(code))


def _told(form: PhraseForm, saved: SavedPhrase | None) -> HttpResponse:
    if saved is None:
        reason = next(str(errors[0]) for errors in form.errors.values())
        return JsonResponse({"reason": reason}, status=422)
    return JsonResponse({"text": saved.text, "words": _("已存为常用语。")})


def _page(request: HttpRequest, offices: list[Office], form: PhraseForm, status: int = 200) -> HttpResponse:
    found = list(phrases_in_reach(user_of(request), offices))
    context = {
        "form": form,
        "own": [one for one in found if one.office_id is None],
        "shared": [one for one in found if one.office_id is not None],
        "days": days_of(PHRASES),
    }
    return render(request, "review/phrases.html", context, status=status)
