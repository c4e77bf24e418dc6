"""What became of an import, as a table to take away and to mend the file by."""

from __future__ import annotations

from django.utils.translation import gettext as _

from applications.models import CaseImport
from portal.exports import book_of


def report_of(found: CaseImport) -> bytes:
    """Return an Excel file: the persons with what became of each, and every finding with its place."""
    people = found.people.order_by("row", "id").defer("content")
    rows = [(one.row, one.name, one.get_state_display(), one.reason) for one in people]
    findings = [(one["sheet"], one["row"], one["column"], one["value"], one["reason"]) for one in found.findings]
    return book_of(
        [
            (_("未导入的内容"), [_("工作表"), _("行"), _("列"), _("内容"), _("原因")], findings),
            (_("通过检查的人员"), [_("行"), _("姓名"), _("结果"), _("原因")], rows),
        ]
    )
