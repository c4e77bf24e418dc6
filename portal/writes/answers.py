"""How a write is answered that lost, or that was done before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from portal.writes.models import WriteKey

Response = TypeVar("Response", bound=HttpResponseBase)
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

CONFLICT = 409
BUSY = 503


def answered_again_by(again: Callable[..., HttpResponseBase]) -> Callable[[View], View]:
    """A view whose answer is no redirect: a repetition is answered by `again`, with what is there now."""

    def mark(view: View) -> View:
        view.answer_again = again  # type: ignore[attr-defined]
        return view

    return mark


def each_content_counts(view: View) -> View:
    """A page that is saved again and again: one key with another content is another write, not a mistake."""
    view.each_content_counts = True  # type: ignore[attr-defined]
    return view


def nothing_written(response: Response) -> Response:
    """Mark a redirect that only refuses, so that the same form can be sent again."""
    response.nothing_written = True  # type: ignore[attr-defined]
    return response


def conflict(request: HttpRequest, reason: str, *, url: str, **more: Any) -> HttpResponse:
    """Somebody was first, or the page is old: say who and when (`reason`), and lead to how things are now (`url`)."""
    if _wants_json(request):
        return _json(reason, CONFLICT)
    return render(request, "writes/conflict.html", {"reason": reason, "url": url, **more}, status=CONFLICT)


def reused(request: HttpRequest) -> HttpResponse:
    """The key was used with another content: most likely somebody went back in the browser and typed something else."""
    reason = _(
        "这张表单已经提交过一次，内容与这次不同，所以这次没有记录。请打开新的表单重新填写；已提交的内容不受影响。"
    )
    return conflict(request, reason, url=_page_of_the_form(request))


def busy(request: HttpRequest) -> HttpResponse:
    """Others were writing the same rows for longer than one can wait."""
    reason = _("此刻同时办理的人较多，您的操作没有执行，内容没有改变。请稍等几秒再提交一次。")
    if _wants_json(request):
        return _json(reason, BUSY)
    response = render(request, "writes/busy.html", {"reason": reason}, status=BUSY)
    response["Retry-After"] = "3"
    return response


def said_before(request: HttpRequest, row: WriteKey) -> HttpResponse:
    """The first answer, once more."""
    for level, words, tags in row.messages:
        messages.add_message(request, level, words, extra_tags=tags)
    response = HttpResponseRedirect(row.location)
    response.status_code = row.status or response.status_code
    return response


def _page_of_the_form(request: HttpRequest) -> str:
    came_from = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure())
    return came_from if is_ours else "/"


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _json(reason: str, status: int) -> HttpResponse:
    return JsonResponse({"reason": reason}, status=status, json_dumps_params={"ensure_ascii": False})
