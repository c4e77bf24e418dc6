"""Downloads of certificates by others than their holders leave a trace."""

from __future__ import annotations

from certificates.models import Certificate
from portal.audit.services import record_sensitive_read
from portal.people.models import User


def note_downloaded(*, certificate: Certificate, user: User) -> None:
    """Log that the file goes to somebody else than the holder."""
    if certificate.holder_id != user.pk:
        record_sensitive_read(
            action="certificate.downloaded", target=certificate, actor=user, detail={"number": certificate.number}
        )
