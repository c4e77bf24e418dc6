"""Rows of the log as they stand in an export, which is also how they are hashed."""

from __future__ import annotations

from typing import Any

from portal.audit.models import Checkpoint, Event, Link
from portal.audit.verifying import moment


def event_as_exported(event: Event) -> dict[str, Any]:
    return {
        "form": event.form,
        "tenant": event.tenant_id,
        "id": str(event.public_id),
        "at": moment(event.at),
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "kind": str(event.kind),
        "action": event.action,
        "target": event.target,
        "words": event.words,
        "detail": event.detail,
    }


def link_as_exported(link: Link) -> dict[str, Any]:
    """Return a link with its event, which must be loaded with it."""
    return {
        "kind": "event",
        "sequence": link.sequence,
        "chained_at": moment(link.chained_at),
        "previous": link.previous,
        "hash": link.hash,
        "content_hash": link.event.content_hash,
        "event": event_as_exported(link.event),
    }


def checkpoint_body(checkpoint: Checkpoint) -> dict[str, Any]:
    """Return what is signed."""
    return {
        "tenant": checkpoint.tenant_id,
        "number": checkpoint.number,
        "sequence": checkpoint.sequence,
        "head": checkpoint.head,
        "at": moment(checkpoint.at),
        "key": checkpoint.key_id,
        "public_key": checkpoint.public_key,
        "previous": checkpoint.previous,
    }


def checkpoint_as_exported(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "kind": "checkpoint",
        "body": checkpoint_body(checkpoint),
        "hash": checkpoint.hash,
        "signature": checkpoint.signature,
    }
