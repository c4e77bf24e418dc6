"""A list of the desk as an Excel file, as it was narrowed; numbers masked unless they are asked for, which is logged."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.choices import Party, State
from applications.models import Application
from applications.services.viewing import note_list_taken
from applications.unit_table import cases_on
from applications.views.unit_desk.access import desk_of
from applications.views.unit_desk.importing import XLSX
from applications.views.unit_desk.narrowing import find
from portal.calendar import today
from portal.exports import xlsx_of
from portal.files.responses import file_response
from portal.people.masking import mask_id_number
from portal.people.models import User
from portal.people.requests import user_of
from portal.ui.templatetags.ui import day

MOST_ROWS = 10_000


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """GET masks the numbers of documents; POST shows them whole and says so to the log first."""
    desk = desk_of(request)
    found = find(request, desk)
    is_whole = request.method == "POST"
    if is_whole:
        note_list_taken(unit=desk.unit, user=user_of(request), which=found.which.key, scheme_key=desk.version.key)
    cases = cases_on(found.cases.select_related("applicant"), found.lines[:MOST_ROWS])
    rows = (_row(case, is_whole=is_whole) for case in cases)
    title = found.which.words.of(get_language())
    name = f"{desk.version.scheme.title.of(get_language())}-{title}-{today():%Y%m%d}.xlsx"
    content = xlsx_of(_header(), rows, title=_("名单"))
    return file_response(content, content_type=XLSX, name=name)


def _header() -> list[str]:
    return [
        *(_("姓名"), _("证件类型"), _("证件号码"), _("状态"), _("填报方"), _("办理机构"), _("认定类别")),
        *(_("上报时间"), _("办结时间"), _("编号")),
    ]


def _row(case: Application, *, is_whole: bool) -> list[Any]:
    person = User() if case.is_of_unit else case.applicant  # a unit's own case is about nobody
    number = person.id_number or ""
    return [
        case.applicant_name,
        person.get_id_type_display() if person.id_type else "",
        number if is_whole else mask_id_number(number),
        case.label,
        _("单位") if case.entered_by == Party.UNIT else _("本人"),
        case.holder,
        case.determined_category if case.state == State.APPROVED else "",
        day(case.submitted_at),
        day(case.decided_at),
        case.public_id,
    ]
