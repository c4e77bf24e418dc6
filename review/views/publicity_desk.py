"""The bureau's desk for its public lists: to be taken away as PDF, for the seal and the board, and as Excel."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.calendar import today
from portal.files.documents import XLSX
from portal.files.responses import file_response
from portal.policy import Refused
from review.forms.figures import ListsForm
from review.policies import may_take_publicity_lists
from review.queries.publicity_lists import lists_wanted, schemes_with_publicity
from review.tables.publicity import lists_pdf, lists_table
from review.views.access import for_those_who

PAGE_SIZE = 20


@require_safe
@never_cache
@for_those_who(may_take_publicity_lists)
def publicity_lists(request: HttpRequest) -> HttpResponse:
    """The lists by procedure and period, with how many stand on each."""
    form = _form(request)
    return _show(request, form, status=200 if form.is_valid() else 422)


@require_safe
@never_cache
@for_those_who(may_take_publicity_lists)
def publicity_pdf(request: HttpRequest) -> HttpResponse:
    """The lists that the address narrows to, as a PDF with room for the seal."""
    form = _form(request)
    if not form.is_valid():
        raise Http404
    try:
        content = lists_pdf(form.wanted)
    except Refused as refused:
        return _show(request, form, status=422, refusal=refused.reason)
    return file_response(content, content_type="application/pdf", name=_name("pdf"))


@require_safe
@never_cache
@for_those_who(may_take_publicity_lists)
def publicity_table(request: HttpRequest) -> HttpResponse:
    """The same as an Excel file."""
    form = _form(request)
    if not form.is_valid():
        raise Http404
    return file_response(lists_table(form.wanted), content_type=XLSX, name=_name("xlsx"))


def _form(request: HttpRequest) -> ListsForm:
    schemes = {key: scheme.title.of(get_language()) for key, scheme in schemes_with_publicity().items()}
    return ListsForm(request.GET, schemes=schemes)


def _show(request: HttpRequest, form: ListsForm, *, status: int, refusal: str = "") -> HttpResponse:
    context = {"form": form, "refusal": refusal}
    if form.is_valid():
        page = Paginator(lists_wanted(form.wanted), PAGE_SIZE).get_page(request.GET.get("page"))
        titles = {key: scheme.title.of(get_language()) for key, scheme in schemes_with_publicity().items()}
        rows = [row | {"title": titles.get(row["application__version__key"], "")} for row in page]
        context |= {"page": page, "rows": rows, "query": urlencode(form.query), "today": today()}
    return render(request, "review/publicity_lists.html", context, status=status)


def _name(ending: str) -> str:
    return f"{_('公示名单')} {today():%Y%m%d}.{ending}"
