"""What becomes of a case that nobody needs any more: a draft is deleted, a finished case is emptied and keeps its frame.

The rows that nobody may change are reached by the two functions of `applications.retention_sql` alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.core.files.storage import default_storage
from django.db import connection, transaction

from applications.models import Application, Attachment
from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User

Eraser = Callable[[Application], int]
Keeper = Callable[[Application], "dt.date | None"]

_erasers: list[Eraser] = []
_keepers: list[Keeper] = []


def register_case_eraser(erase: Eraser) -> None:
    """Call `erase(application)` in the transaction that empties a case; it returns how many rows it emptied."""
    if erase not in _erasers:
        _erasers.append(erase)


def register_case_keeper(until: Keeper) -> None:
    """Let `until(application)` say on which day something that needs the case ends; None if nothing does.

    The years of retention begin with the last of these days, or when the case ended.
    """
    if until not in _keepers:
        _keepers.append(until)


def needed_until(application: Application) -> dt.date | None:
    """Return the last day on which one of the apps above needs the case, or None."""
    days = [day for until in _keepers if (day := until(application)) is not None]
    return max(days, default=None)


@transaction.atomic
def delete_draft(*, application: Application, by: User | None = None) -> int:
    """Delete a draft that was never submitted with all that belongs to it; return how many files went with it."""
    names = _file_names(application)
    application.fetches.all().delete()
    record_event(action="application.draft_deleted", target=application, actor=by, detail={"files": len(names)})
    _call("retention_delete_draft", application)
    _delete_files_after_commit(names)
    return len(names)


@transaction.atomic
def erase_case(*, application: Application) -> int:
    """Empty a finished case: answers, materials, words; return how many rows were emptied.

    What stays: that there was a case, its states and dates, who decided, and the hash of each submission.
    """
    names = _file_names(application)
    rows = _call("retention_erase_case", application)
    rows += sum(erase(application) for erase in _erasers)
    rows += application.remarks.update(text="")
    rows += application.fetches.all().delete()[0]
    rows += application.attachments.update(file="", thumbnail="", original_name="")
    application.answers, application.applicant_name, application.erased_at = {}, "", now()
    application.holder_zh = application.holder_en = ""
    application.save()
    record_event(
        action="application.erased", target=application, detail={"rows": rows, "files": len(names), "hashes": "kept"}
    )
    _delete_files_after_commit(names)
    return rows


def delete_unused_file(*, attachment: Attachment) -> int:
    """Delete a file that was taken out of its slot and that no submission names."""
    names = [file.name for file in (attachment.file, attachment.thumbnail) if file.name]
    attachment.delete()
    _delete_files_after_commit(names)
    return len(names)


def _file_names(application: Application) -> list[str]:
    rows = application.attachments.values_list("file", "thumbnail")
    return [name for row in rows for name in row if name]


def _delete_files_after_commit(names: list[str]) -> None:
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


def _call(function: str, application: Application) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [application.pk])
        [result] = cursor.fetchone()
    return int(result or 0) if str(result).isdigit() else 0
