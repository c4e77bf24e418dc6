"""The public lists as PDF, to be sealed and put up, and as an Excel file."""

from __future__ import annotations

import hashlib
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from portal.calendar import now, today
from portal.documents import DocumentFault, make_pdf
from portal.exports import book_of
from portal.policy import Refused
from portal.tenants.scope import current_tenant
from portal.ui.templatetags.ui import moment
from review.queries.publicity_lists import ListsWanted, PublicList, lines_wanted, public_lists, schemes_with_publicity
from review.tables.charts import width_of
from review.tables.parts import grouped

OFFICIAL_LANGUAGE = "zh-hans"
"""A list that is put up with the bureau's seal is an official document, whatever language its reader has chosen."""

MOST_LINES = 1000
"""Of a PDF made while somebody waits: so many take some seconds."""

ROOM, NARROWEST, WIDEST = 157, 3.5, 18.0
"""Millimetres beside the numbers of the lines; of how many characters a column has room at least, and is widened by at most."""


class UnableToPrint(Refused):
    """The list would not come out right, or would take too long."""


def lists_pdf(wanted: ListsWanted) -> bytes:
    """Return the lists as PDF. Raises UnableToPrint, e.g. for a character that no font can draw."""
    lines = lines_wanted(wanted)
    if lines > MOST_LINES:
        facts = {"count": grouped(lines), "most": grouped(MOST_LINES)}
        raise UnableToPrint(
            _("筛选出 %(count)s 行，一个 PDF 最多 %(most)s 行。请缩短时间，分几次下载；或下载 Excel。") % facts
        )
    with override(OFFICIAL_LANGUAGE):
        html = render_to_string("review/publicity_pdf.html", _printed(public_lists(wanted)))
    try:
        return make_pdf(html, identity=hashlib.sha256(html.encode()).digest()[:16])
    except DocumentFault as fault:
        reason = _("名单无法正确打印（%(fault)s）。请下载 Excel，或联系运维人员。") % {"fault": fault}
        raise UnableToPrint(reason) from fault


def _printed(lists: list[PublicList]) -> dict[str, Any]:
    titles = {key: scheme.title.zh for key, scheme in schemes_with_publicity().items()}
    shown = [(titles.get(one.scheme_key, one.scheme_key), one, widths_of(one)) for one in lists]
    names = {title for title, _list, _widths in shown}
    return {
        "tenant": current_tenant(),
        "bureau": current_tenant().bureau_zh or current_tenant().name_zh,
        "title": names.pop() if len(names) == 1 else "",
        "lists": shown,
        "day": today(),
    }


def widths_of(one: PublicList) -> list[int]:
    """Return millimetres for the columns, by what stands in them: told so, WeasyPrint lays a long table out in half the time."""
    longest = [
        min(max(NARROWEST, *map(width_of, column)), WIDEST) for column in zip(one.columns, *one.rows, strict=True)
    ]
    return [int(ROOM * each / sum(longest)) for each in longest]


def lists_table(wanted: ListsWanted) -> bytes:
    """Return the lists as an Excel file: a sheet a procedure, each line with its period."""
    titles, tenant = schemes_with_publicity(), current_tenant()
    above = [tenant.bureau or tenant.name, _("生成时间：%(moment)s") % {"moment": moment(now())}]
    by_scheme: dict[str, list[PublicList]] = {}
    for one in public_lists(wanted):
        by_scheme.setdefault(one.scheme_key, []).append(one)
    sheets = [
        _sheet(titles[key].title.of(get_language()) if key in titles else key, found)
        for key, found in by_scheme.items()
    ]
    return book_of(sheets or [(_("公示名单"), [_("没有名单")], [])], above=above)


def _sheet(title: str, lists: list[PublicList]) -> tuple[str, list[str], list[list[Any]]]:
    """A line has a cell for each column that any of the lists has."""
    columns = list(dict.fromkeys(column for one in lists for column in one.columns))
    rows = [
        [one.starts_on, one.ends_on, *(dict(zip(one.columns, row, strict=True)).get(name, "") for name in columns)]
        for one in lists
        for row in one.rows
    ]
    header = [_("序号"), _("公示首日"), _("公示末日"), *columns]
    return title, header, [[number, *row] for number, row in enumerate(rows, start=1)]
