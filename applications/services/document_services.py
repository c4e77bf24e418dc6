"""The services that documents are fetched from, as the system administrator sets them up."""

from __future__ import annotations

from django.db import transaction

from applications.models import DocumentService
from portal.audit.services import record_event
from portal.people.models import User


@transaction.atomic
def save_document_service(*, service: DocumentService, by: User, new_secret: str = "") -> DocumentService:
    """Keep a service; without a new secret the old one stays. The log has where people's numbers are sent, and who said so."""
    if new_secret:
        service.secret = new_secret
    service.save()
    detail = {
        "key": service.key,
        "address": service.address,
        "seconds": service.seconds,
        "is_active": service.is_active,
        "has_new_secret": bool(new_secret),
    }
    record_event(action="document_service.saved", target=service, actor=by, detail=detail)
    return service
