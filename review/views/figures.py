"""The bureau's dashboard: the figures, the cases behind each, the work of its people, all as files, too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applications.queries import ends_of_schemes
from applications.views.paging import leaf_of
from portal.calendar import today
from portal.calendar.queries import add_working_days
from portal.files.documents import XLSX
from portal.files.responses import file_response
from portal.people.models import User
from portal.people.requests import user_of
from review.forms.figures import FiguresForm
from review.models import Office
from review.policies import may_see_workload
from review.queries.figures import (
    FIGURES,
    Behind,
    Cut,
    Names,
    behind,
    days_of,
    names_of,
    overview_of,
    rows_behind,
    workload_of,
)
from review.queries.overview import led_by, office_ids_of, overseen_by
from review.services.reminding import DUE_SOON_WORKING_DAYS
from review.tables import words
from review.tables.figures import Board, label, tables_of, totals_of, workload_table
from review.tables.parts import FigureTable, Links
from review.tables.sheets import period_words, workbook_of
from review.views.access import for_reviewers
from review.views.queue import desk_context

OF_PERSONS = ("taken", "decided")
WORKLOAD = "workload"


class Desk:
    """What the address asks for, of the offices whose figures the reader sees."""

    def __init__(self, request: HttpRequest, offices: list[Office]) -> None:
        self.user, self.offices, self.names = user_of(request), offices, names_of()
        self.form = FiguresForm(request.GET, offices=offices, schemes=self.names.schemes)
        self.is_valid = self.form.is_valid()

    @property
    def cut(self) -> Cut:
        period, chosen = self.form.chosen, self.form.cleaned_data
        wanted = [one for one in self.offices if chosen.get("where", "") in ("", one.code)]
        soon = add_working_days(period.end, DUE_SOON_WORKING_DAYS)
        return Cut(period, [one.pk for one in wanted], soon, chosen.get("scheme", ""))

    @property
    def links(self) -> Links:
        return Links(self.form.query)

    def board(self) -> Board:
        cut = self.cut
        return Board(
            cut=cut,
            overview=overview_of(cut),
            days=days_of(cut),
            names=self.names,
            offices=[one for one in self.offices if one.pk in cut.offices],
            own=office_ids_of(self.user),
            links=self.links,
            publicity=ends_of_schemes().publicity,
            today=today(),
        )

    def workload(self) -> FigureTable:
        """Of the offices that the reader's bureau leads, among those that are chosen."""
        led = led_by(self.user)
        cut = self.cut
        cut = replace(cut, offices=[one.pk for one in led if one.pk in cut.offices])
        return workload_table(workload_of(cut, led), self.links)

    @property
    def narrowed(self) -> list[str]:
        """To which office and scheme, in words."""
        chosen = self.form.cleaned_data
        office = next((one.name for one in self.offices if one.code == chosen.get("where")), "")
        scheme = self.names.schemes.get(chosen.get("scheme", ""), "")
        found = [(_("机构"), office), (_("事项"), scheme)]
        return [_("%(name)s：%(value)s") % {"name": name, "value": value} for name, value in found if value]


@require_safe
@never_cache
@for_reviewers
def overview(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    """The figures of a period: of the person's offices and those below their bureau, for the portal's bureau of all."""
    desk = Desk(request, overseen_by(user_of(request)))
    context = _context(request, offices, desk, "overview")
    if not desk.is_valid:
        return render(request, "review/overview.html", context, status=422)
    board = desk.board()
    context |= {"totals": totals_of(board), "about": words.about_all(), "tables": tables_of(board)[1:]}
    return render(request, "review/overview.html", context)


@require_safe
@never_cache
@for_reviewers
def workload(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    """What each reviewer of the offices took, decided and has in hand: for those whose bureau leads them."""
    desk = Desk(request, _led(user_of(request)))
    context = _context(request, offices, desk, "workload")
    if not desk.is_valid:
        return render(request, "review/figures_workload.html", context, status=422)
    return render(request, "review/figures_workload.html", context | {"table": desk.workload()})


def _led(user: User) -> list[Office]:
    if not may_see_workload(user):
        raise Http404
    return led_by(user)


def _context(request: HttpRequest, offices: list[Office], desk: Desk, here: str) -> dict[str, Any]:
    context: dict[str, Any] = desk_context(request, offices, offices[0], "overview")
    context |= {"form": desk.form, "here": here, "may_see_workload": may_see_workload(desk.user)}
    if desk.is_valid:
        query = urlencode(desk.form.query)
        context |= {"query": query, "period": desk.form.chosen, "file_url": f"{reverse('review:figures_file')}?{query}"}
    return context


@require_safe
@never_cache
@for_reviewers
def figures_file(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    """All tables as a workbook, or the one that the address names."""
    user, wanted = user_of(request), request.GET.get("table", "")
    desk = Desk(request, _led(user) if wanted == WORKLOAD else overseen_by(user))
    if not desk.is_valid:
        raise Http404
    tables = [desk.workload()] if wanted == WORKLOAD else tables_of(desk.board())
    if not wanted and may_see_workload(user):
        tables.append(desk.workload())
    tables = [one for one in tables if wanted in ("", one.key)]
    if not tables:
        raise Http404
    title = tables[0].title if wanted else _("统计")
    period = desk.form.chosen
    name = f"{title} {period.start:%Y%m%d}-{period.end:%Y%m%d}.xlsx"
    return file_response(workbook_of(tables, period, desk.narrowed), content_type=XLSX, name=name)


@require_safe
@never_cache
@for_reviewers
def figure_cases(request: HttpRequest, offices: list[Office]) -> HttpResponse:
    """The cases behind a figure. What the reader's offices never had is named by number and office alone."""
    user = user_of(request)
    wanted = _behind(request, user)
    desk = Desk(request, led_by(user) if wanted.reviewer else overseen_by(user))
    if not desk.is_valid:
        raise Http404
    leaf = leaf_of(behind(desk.cut, wanted), request)
    rows = rows_behind(leaf.rows, office_ids_of(user), desk.names)
    context = {
        "leaf": leaf,
        "rows": rows,
        "title": label(wanted.figure),
        "counted": words.definitions(desk.cut).get(wanted.figure, ""),
        "facts": [period_words(desk.form.chosen), *desk.narrowed, *_narrowed(desk.names, desk, wanted)],
        "back_url": f"{reverse('review:workload' if wanted.reviewer else 'review:overview')}?{urlencode(desk.form.query)}",
        "cases_address": request.build_absolute_uri(reverse("review:case", args=["0"])).removesuffix("0/"),
        "some_closed": not all(row.may_open for row in rows),
    }
    return render(request, "review/figures_cases.html", context)


def _behind(request: HttpRequest, user: User) -> Behind:
    """Read which figure is asked for; what there is not, or is not the reader's to see, does not exist."""
    figure, username = request.GET.get("figure", "in_hand"), request.GET.get("reviewer", "")
    if figure not in FIGURES or (username and not may_see_workload(user)) or (figure in OF_PERSONS and not username):
        raise Http404
    reviewer = User.objects.filter(username=username, tenant=user.tenant).first() if username else None
    if username and reviewer is None:
        raise Http404
    return Behind(figure, request.GET.get("category"), request.GET.get("stage", ""), reviewer)


def _narrowed(names: Names, desk: Desk, wanted: Behind) -> list[str]:
    scheme = desk.form.cleaned_data.get("scheme", "")
    found = [
        (_("类别"), names.category(scheme, wanted.category) if wanted.category is not None else ""),
        (_("环节"), names.stage(scheme, wanted.stage) if wanted.figure in ("measured", "late") else ""),
        (_("审核人"), wanted.reviewer.name if wanted.reviewer else ""),
    ]
    return [_("%(name)s：%(value)s") % {"name": name, "value": value} for name, value in found if value]
