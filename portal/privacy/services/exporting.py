"""A copy of one's own data (PIPL 45): at once where it is small, in the background with a notice where it is not."""

from __future__ import annotations

import tempfile
from typing import IO

from django.db import transaction
from django.utils.translation import gettext_lazy

from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from portal.privacy.archive import gather, write_archive
from portal.privacy.choices import ExportState
from portal.privacy.models import DataExport
from portal.privacy.tasks import make_soon

AT_ONCE_BYTES = 8 * 1024 * 1024
KEPT_IN_MEMORY = 1024 * 1024
NAME = gettext_lazy("我的数据")


@transaction.atomic
def export_own_data(*, user: User) -> IO[bytes] | DataExport:
    """Return the archive, or the export that is being made if it is big; asked twice, the one under way is returned."""
    gathered = gather(user)
    if gathered.weight > AT_ONCE_BYTES:
        return _ask_for_export(user)
    archive = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the response closes it
    write_archive(gathered, archive)
    record_event(action="privacy.data_exported", target=user, actor=user, detail={"bytes": archive.tell()})
    archive.seek(0)
    return archive


def _ask_for_export(user: User) -> DataExport:
    User.objects.select_for_update().get(pk=user.pk)
    under_way: DataExport | None = DataExport.objects.filter(user=user, state=ExportState.WAITING).first()
    if under_way is not None:
        return under_way
    export: DataExport = DataExport.objects.create(user=user, asked_at=now())
    record_event(action="privacy.export_asked", target=export, actor=user)
    make_soon(export)
    return export


@transaction.atomic
def record_download(*, export: DataExport, user: User) -> None:
    """Keep that the copy left the portal, before it does."""
    record_event(action="privacy.export_downloaded", target=export, actor=user)


@transaction.atomic
def delete_export(*, export: DataExport) -> None:
    """Delete the copy; that there was one stays known."""
    export.file.delete(save=False)
    export.state, export.size = ExportState.DELETED, 0
    export.save()
