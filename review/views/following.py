"""The desk for what follows approval: who is to be handed on, the lists that were, and the results (CY-74…76, CY-80)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from applications.forms.entering import UploadForm
from applications.models import Application
from applications.views.common import cases_seen
from applications.views.paging import leaf_of
from portal.files.documents import XLSX
from portal.files.responses import file_response
from portal.people.requests import user_of
from portal.policy import Overtaken, Refused
from portal.writes.answers import conflict
from review.forms.following import FollowUpFilterForm, ResultForm
from review.queries.following import (
    FollowUpDesk,
    cases_of_desk,
    desks_of,
    label_of,
    list_of_desks,
    lists_of,
    narrowed,
    rounds_of,
    shown,
)
from review.rendering import handed_on_table
from review.services.following import MOST_AT_ONCE, hand_on, note_list_opened, record_results, state_of_desk
from review.services.following_import import import_results

LEAF = MOST_AT_ONCE
View = Callable[..., HttpResponse]


def at_the_desk(view: View) -> View:
    """Let in whose office follows something up; the view gets the `desks` and the `desk` that the address names."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        desks = desks_of(user_of(request))
        key, office = request.GET.get("scheme", ""), request.GET.get("office", "")
        wanted = (one for one in desks if key in ("", one.scheme_key) and office in ("", one.office.code))
        desk = next(wanted, None)
        if desk is None:
            raise Http404
        return view(request, *args, desks=desks, desk=desk, **kwargs)

    return guarded


@require_safe
@at_the_desk
def follow_up(request: HttpRequest, desks: list[FollowUpDesk], desk: FollowUpDesk) -> HttpResponse:
    """The approved cases, as they are narrowed, with what was decided of each."""
    return _show(request, desks, desk)


@require_POST
@at_the_desk
def hand_on_list(request: HttpRequest, desks: list[FollowUpDesk], desk: FollowUpDesk) -> HttpResponse:
    """Hand on what the list shows: the next list, to be taken away as often as it is needed (CY-74)."""
    try:
        made = hand_on(
            desk=desk,
            wanted=_filter_of(request, desk).wanted,
            by=user_of(request),
            seen=request.POST.get("seen", ""),
        )
    except Overtaken as lost:
        return conflict(request, lost.reason, url=_here(request, desk))
    except Refused as refused:
        return _show(request, desks, desk, status=422, refusal=refused.reason)
    words = {"number": made.number, "count": made.count}
    messages.success(request, _("已生成第 %(number)s 批名单（%(count)s 人），请下载。") % words)
    return redirect(_url("review:handed_on_lists", desk))


@require_POST
@at_the_desk
def record(request: HttpRequest, desks: list[FollowUpDesk], desk: FollowUpDesk) -> HttpResponse:
    """Record one result for the ticked cases (CY-75); what is refused comes back with what was typed and ticked."""
    form = ResultForm(request.POST, follow_up=desk.follow_up)
    chosen = cases_seen(request.POST.getlist("case"))
    if not form.is_valid():
        return _show(request, desks, desk, status=422, result_form=form, chosen=set(chosen))
    try:
        made = record_results(desk=desk, chosen=chosen, by=user_of(request), **form.cleaned_data)
    except Overtaken as lost:
        return conflict(request, lost.reason, url=_here(request, desk), kept=form.cleaned_data["words"])
    except Refused as refused:
        kept = {"result_form": form, "chosen": set(chosen), "refusal": refused.reason}
        return _show(request, desks, desk, status=422, **kept)
    messages.success(request, _recorded_words(len(made), passed_over=len(chosen) - len(made)))
    return redirect(_here(request, desk))


def _recorded_words(count: int, *, passed_over: int) -> str:
    words = _("已记录 %(count)s 人的结果。") % {"count": count}
    if passed_over:
        words += _("另有 %(count)s 人已是这一结果，没有重复记录。") % {"count": passed_over}
    return words


@require_safe
@at_the_desk
def handed_on_lists(request: HttpRequest, desks: list[FollowUpDesk], desk: FollowUpDesk) -> HttpResponse:
    """The lists that were handed on: number, when, by whom, how many."""
    return _show_lists(request, desks, desk, UploadForm())


@require_POST
@at_the_desk
def results_file(request: HttpRequest, desks: list[FollowUpDesk], desk: FollowUpDesk) -> HttpResponse:
    """Take the results from a list that was filled in by hand (CY-75); a file with a fault records nothing."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_lists(request, desks, desk, form, status=422)
    try:
        count = import_results(desk=desk, file=form.cleaned_data["file"], by=user_of(request))
    except Overtaken as lost:
        return conflict(request, lost.reason, url=_url("review:handed_on_lists", desk))
    except Refused as refused:
        return _show_lists(request, desks, desk, form, status=422, refusal=refused.reason)
    messages.success(request, _("已记录 %(count)s 人的结果。") % {"count": count})
    return redirect(_url("review:follow_up", desk))


@require_safe
@login_required
@never_cache
def handed_on_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """A list that was handed on as an Excel file; taking it away is logged first."""
    found = list_of_desks(desks_of(user_of(request)), public_id)
    if found is None:
        raise Http404
    desk, handed_on = found
    note_list_opened(desk=desk, handed_on=handed_on, by=user_of(request))
    title = desk.follow_up.title.of(get_language())
    name = f"{title}-{handed_on.number}-{handed_on.made_at:%Y%m%d}.xlsx"
    return file_response(handed_on_table(desk, handed_on), content_type=XLSX, name=name)


def _show_lists(
    request: HttpRequest,
    desks: list[FollowUpDesk],
    desk: FollowUpDesk,
    form: UploadForm,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    leaf = leaf_of(lists_of(desk), request)
    url = reverse("review:handed_on_lists")
    context = {
        "form": form,
        "refusal": refusal,
        "rows": leaf.rows,
        "newer_url": _leaf_url(url, leaf.newer_url),
        "older_url": _leaf_url(url, leaf.older_url),
        "import_url": _url("review:results_file", desk),
    }
    return render(request, "review/handed_on_lists.html", _frame(desks, desk, "lists") | context, status=status)


def _show(
    request: HttpRequest, desks: list[FollowUpDesk], desk: FollowUpDesk, *, status: int = 200, **more: Any
) -> HttpResponse:
    form = _filter_of(request, desk)
    cases = narrowed(cases_of_desk(desk), form.wanted)
    count, leaf = cases.count(), leaf_of(shown(cases, desk.office), request, size=LEAF)
    context = {
        "form": form,
        "result_form": ResultForm(follow_up=desk.follow_up),
        "note": desk.follow_up.note.of(get_language()) if desk.follow_up.note else "",
        "count": count,
        "newer_url": _leaf_url(reverse("review:follow_up"), leaf.newer_url),
        "older_url": _leaf_url(reverse("review:follow_up"), leaf.older_url),
        "rows": [_row(case, more.get("chosen", ())) for case in leaf.rows],
        "has_rounds": "round" in form.fields,
        "seen": state_of_desk(desk, count),
        "narrowed": request.GET.urlencode(),
    }
    return render(request, "review/follow_up.html", _frame(desks, desk, "cases") | context | more, status=status)


def _row(case: Any, chosen: Any) -> dict[str, Any]:
    found: Application = case
    return {
        "case": found,
        "result": label_of(found, case.result) if case.result else "",
        "words": case.result_words or "",
        "list_number": case.list_number,
        "url": reverse("review:case", args=[found.public_id]) if case.had else "",
        "value": f"{found.public_id}:{found.revision}",
        "is_chosen": found.public_id in chosen,
    }


def _frame(desks: list[FollowUpDesk], desk: FollowUpDesk, here: str) -> dict[str, Any]:
    """What both pages of the desk show around their list."""
    language = get_language()
    tabs = [("cases", "review:follow_up", _("名单")), ("lists", "review:handed_on_lists", _("已导出的名单"))]
    choices = [
        {
            "label": one.version.scheme.title.of(language),
            "url": _url("review:follow_up", one),
            "is_current": one == desk,
        }
        for one in desks
    ]
    return {
        "desk": desk,
        "title": desk.follow_up.title.of(language),
        "scheme_title": desk.version.scheme.title.of(language),
        "choices": choices if len(choices) > 1 else [],
        "tabs": [{"label": label, "url": _url(name, desk), "is_current": key == here} for key, name, label in tabs],
        "cases_url": _url("review:follow_up", desk),
    }


def _filter_of(request: HttpRequest, desk: FollowUpDesk) -> FollowUpFilterForm:
    return FollowUpFilterForm(request.GET, follow_up=desk.follow_up, rounds=rounds_of(desk))


def _url(name: str, desk: FollowUpDesk) -> str:
    return f"{reverse(name)}?{urlencode({'scheme': desk.scheme_key, 'office': desk.office.code})}"


def _leaf_url(url: str, query: str) -> str:
    """Where the next page of a list lies, also where it is shown again in the answer to a POST."""
    return f"{url}{query}" if query else ""


def _here(request: HttpRequest, desk: FollowUpDesk) -> str:
    """The list as it was narrowed."""
    query: QueryDict = request.GET.copy()
    query["scheme"], query["office"] = desk.scheme_key, desk.office.code
    return f"{reverse('review:follow_up')}?{query.urlencode()}"
