"""What the log vouches for: rows whose salted hash stands in the event that tells of them."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.apps import apps

from portal.audit.models import Event, Evidence
from portal.audit.verifying import canonical, moment

ERASED = "application.erased"
"""What the log says of a case whose content was erased when the prescribed years were over."""


def plain(value: Any) -> Any:
    """Return a value as it comes back from JSON in the database: whole numbers, texts, lists and objects only."""
    if isinstance(value, dict):
        return {_text(str(key)): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else repr(value)
    return _text(str(value))


def hash_of_row(row: Evidence) -> str:
    """Return the hash of a row's content, under its own salt."""
    content = [row.salt, *(plain(getattr(row, name)) for name in row.evidence_fields)]
    return hashlib.sha256(b"juxian.audit.evidence\n" + canonical(content)).hexdigest()


def evidence_of(*rows: Evidence) -> dict[str, str]:
    """Return what the event that tells of these rows says in its detail under `evidence`."""
    return {f"{row._meta.label_lower}:{row.pk}": hash_of_row(row) for row in rows}


def objection_to(name: str, recorded: str) -> str | None:
    """Say what is wrong with a row of the current tenant that an event vouches for, or None."""
    label, _, pk = name.partition(":")
    row = apps.get_model(label)._default_manager.filter(pk=pk).first()
    if row is None:
        return "gone"
    return None if hash_of_row(row) == recorded or _is_erased(row) else "changed"


def _is_erased(row: Evidence) -> bool:
    """Whether retention emptied the row: its salt is gone, and the log itself says so of the case it belongs to."""
    if row.salt:
        return False
    case = f"applications.application:{getattr(row, 'application_id', None)}"
    return bool(Event.objects.filter(action=ERASED, target=case).exists())


def _text(text: str) -> str:
    """What PostgreSQL cannot keep is written as the sign for it: NUL, and halves of characters."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
