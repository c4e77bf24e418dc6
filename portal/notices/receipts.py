"""What providers report of messages afterwards: once each, in any order, and nothing that is known is forgotten."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from portal.calendar import now
from portal.notices.choices import NoticeState, ReceiptStatus
from portal.notices.models import Notice, NoticeReceipt

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """One report. `reference` is our number for the message, `provider_id` the provider's; either may be missing."""

    provider: str
    provider_id: str
    reference: str
    status: ReceiptStatus
    words: str = ""


def reports_from(provider: str, content: Any) -> list[Report]:
    """Read Alibaba Cloud's SmsReport, or the plain form, a list of `{id, reference, status, words}`; skip what is neither."""
    rows = content if isinstance(content, list) else [content]
    return [report for row in rows if isinstance(row, dict) and (report := _report(provider, row))]


def _report(provider: str, row: dict[str, Any]) -> Report | None:
    if "success" in row:
        status = ReceiptStatus.DELIVERED if row["success"] is True else ReceiptStatus.FAILED
        words = " ".join(str(row[name]) for name in ("err_code", "err_msg") if row.get(name))
        number, reference = row.get("biz_id"), row.get("out_id")
    else:
        if row.get("status") not in ReceiptStatus.values:
            return None
        status, words = ReceiptStatus(row["status"]), str(row.get("words", ""))
        number, reference = row.get("id"), row.get("reference")
    if not (number or reference):
        return None
    return Report(provider, str(number or "")[:80], str(reference or "")[:24], status, words[:300])


@transaction.atomic
def take_report(report: Report) -> bool:
    """Write a report down and let it count; False for a message that is none of ours, or one that was reported so before.

    A message that was delivered stays so, whatever arrives later: reports overtake each other.
    """
    notice = _notice_of(report)
    if notice is None:
        logger.warning("A receipt of %s names a message that is not known", report.provider)
        return False
    receipt = {"provider": report.provider, "provider_id": report.provider_id, "status": report.status}
    _row, is_new = NoticeReceipt.objects.get_or_create(
        notice=notice, **receipt, defaults={"words": report.words, "received_at": now()}
    )
    if is_new:
        _let_count(notice, report)
    return is_new


def _notice_of(report: Report) -> Notice | None:
    notices = Notice.objects.select_for_update(of=("self",))
    found: Notice | None = notices.filter(public_id=report.reference).first() if report.reference else None
    if found is None and report.provider_id:
        found = notices.filter(provider_id=report.provider_id).first()
    return found


def _let_count(notice: Notice, report: Report) -> None:
    if report.status == ReceiptStatus.DELIVERED:
        notice.state, notice.error, notice.leased_until = NoticeState.DELIVERED, "", None
        notice.delivered_at = notice.delivered_at or now()
    elif notice.receipts.filter(status=ReceiptStatus.DELIVERED).exists():
        return
    else:
        notice.state, notice.error, notice.leased_until = NoticeState.FAILED, report.words or "not delivered", None
    notice.provider_id = notice.provider_id or report.provider_id
    notice.save(update_fields=["state", "error", "leased_until", "delivered_at", "provider_id"])
