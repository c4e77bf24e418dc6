"""Checkpoints where the database's administrators cannot reach them: a file each, in AUDIT_CHECKPOINT_DIR."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from django.conf import settings

from portal.audit.forming import checkpoint_as_exported
from portal.audit.models import Checkpoint
from portal.audit.queries import checkpoints
from portal.tenants.scope import current_tenant


def keep_checkpoints() -> int:
    """Write the current tenant's checkpoints that have no file yet; return how many.

    From the newest back to the first that is there: what could not be written before is made up for.
    """
    folder = folder_of_tenant()
    missing: list[Checkpoint] = []
    for checkpoint in checkpoints().iterator(chunk_size=100):
        if _path(folder, checkpoint).exists():
            break
        missing.append(checkpoint)
    for checkpoint in reversed(missing):
        _write(_path(folder, checkpoint), checkpoint)
    return len(missing)


def folder_of_tenant() -> Path:
    """Return where the current tenant's checkpoints are kept."""
    return Path(settings.AUDIT_CHECKPOINT_DIR) / current_tenant().slug


def _path(folder: Path, checkpoint: Checkpoint) -> Path:
    return folder / f"{checkpoint.number:08d}.json"


def _write(path: Path, checkpoint: Checkpoint) -> None:
    """All of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with made.open("w", encoding="utf-8") as file:
        json.dump(checkpoint_as_exported(checkpoint), file, ensure_ascii=False, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    made.rename(path)
