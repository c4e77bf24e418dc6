"""Writing an archive in the background: called by the task and by the sweep, safe to run twice."""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
from typing import IO

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from portal.audit.services import record_event
from portal.calendar import now
from portal.notices.choices import Channel
from portal.notices.services import compose, queue_notice
from portal.privacy.archive import gather, write_archive
from portal.privacy.choices import ExportState
from portal.privacy.models import DataExport

log = logging.getLogger(__name__)
KEPT_DAYS = 7
ATTEMPTS = 5
READY_KEY = "own_data_ready"
READY_ZH = "【{portal}】您申请导出的本人数据已可下载，请于 {date} 前在“我的数据与隐私”下载，逾期删除。"
READY_EN = "[{portal}] The copy of your data is ready. Download it under “My data and privacy” by {date}."


def texts() -> dict[str, str]:
    """The texts a bureau may word anew, in Chinese, by key."""
    return {READY_KEY: READY_ZH}


def make_waiting_exports() -> int:
    """Make the exports that are still waiting; return how many are ready. A job of every few minutes."""
    waiting = DataExport.objects.filter(state=ExportState.WAITING).order_by("attempts", "id")
    return sum(make_export(export_id=pk) for pk in waiting.values_list("pk", flat=True)[:20])


def make_export(*, export_id: int) -> bool:
    """Write the archive of one export and tell its owner; safe to run twice. After some failures it is given up."""
    with transaction.atomic():
        exports = DataExport.objects.select_for_update(of=("self",), skip_locked=True)
        export: DataExport | None = exports.filter(pk=export_id, state=ExportState.WAITING).first()
        if export is None:
            return False
        export.attempts += 1
        try:
            with transaction.atomic(), tempfile.TemporaryFile() as archive, override(export.user.language or "zh-hans"):
                write_archive(gather(export.user), archive)
                _file(export, archive)
        except Exception:
            log.exception("data export %s could not be made", export.public_id)
            export.state = ExportState.FAILED if export.attempts >= ATTEMPTS else ExportState.WAITING
            export.save(update_fields=["attempts", "state"])
            return False
        return True


def _file(export: DataExport, archive: IO[bytes]) -> None:
    export.size = archive.tell()
    archive.seek(0)
    export.file.save("data.zip", File(archive), save=False)
    export.state, export.ready_at = ExportState.READY, now()
    export.expires_at = now() + dt.timedelta(days=KEPT_DAYS)
    export.save()
    record_event(action="privacy.export_made", target=export, detail={"bytes": export.size})
    _tell(export)


def _tell(export: DataExport) -> None:
    user, until = export.user, export.expires_at
    words = {"portal": export.tenant.name, "date": f"{until:%Y-%m-%d}" if until else ""}
    queue_notice(
        key=READY_KEY,
        channel=Channel.PORTAL,
        recipient=user,
        text=compose(READY_KEY, READY_ZH, READY_EN, user.language, words),
        link=reverse("privacy:mine"),
        dedupe_key=f"{READY_KEY}:{export.public_id}",
    )
