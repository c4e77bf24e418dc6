"""Looks at what people uploaded, which leave a trace before anything is shown."""

from __future__ import annotations

from applications.models import Attachment
from portal.audit.services import record_sensitive_read
from portal.people.models import User


def note_opened(*, attachment: Attachment, user: User) -> None:
    """Log that a file is opened by somebody else than its applicant."""
    if attachment.application.applicant_id == user.pk:
        return
    record_sensitive_read(
        action="attachment.opened",
        target=attachment,
        actor=user,
        detail={"application": attachment.application_id, "slot": attachment.slot, "sha256": attachment.sha256},
    )
