"""The figures as Excel files: the same tables as on the page, with the period and the moment of making above each."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.calendar import now
from portal.exports import book_of
from portal.tenants.scope import current_tenant
from portal.ui.templatetags.ui import day, moment
from review.queries.figures import Period
from review.tables.parts import FigureTable


def workbook_of(tables: list[FigureTable], period: Period, narrowed: list[str]) -> bytes:
    """Return a workbook with a sheet for each table; `narrowed` says to which office and scheme."""
    tenant = current_tenant()
    above = [
        tenant.bureau or tenant.name,
        period_words(period),
        *narrowed,
        _("生成时间：%(moment)s") % {"moment": moment(now())},
    ]
    sheets = [(one.title, one.headers, [[cell.value for cell in row] for row in one.rows]) for one in tables]
    return book_of([*sheets, _how_counted(tables)], above=above)


def period_words(period: Period) -> str:
    return _("期间：%(start)s至%(end)s") % {"start": day(period.start), "end": day(period.end)}


def _how_counted(tables: list[FigureTable]) -> tuple[str, list[str], list[list[str]]]:
    lines = [[table.title, words] for table in tables for words in table.counted]
    return _("怎么算的"), [_("表"), _("说明")], lines
