"""What is known of documents that services were asked for: the services, the last try of each slot, where files are from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from applications.choices import FetchState
from applications.models import Application, Attachment, DocumentService, Fetch
from applications.scheme import Text
from portal.calendar import now

PATIENCE = dt.timedelta(seconds=30)
"""Beyond the time that the service has: for the queue before, and for looking at the file afterwards."""


def service_of(key: str) -> DocumentService | None:
    """Return the service that slots name so, if it is set up and not switched off."""
    return DocumentService.objects.filter(key=key, is_active=True).first()


def services_of(application: Application) -> dict[str, DocumentService]:
    """Return the services that the form's slots can ask now, by key; asks nothing where no slot names one."""
    keys = {slot.fetch for slot in application.scheme.slots if slot.fetch}
    found = DocumentService.objects.filter(key__in=keys, is_active=True) if keys else ()
    return {service.key: service for service in found}


def last_fetches(application: Application) -> dict[str, Fetch]:
    """Return the last try of each slot, by the slot's key; asks nothing where no slot names a service."""
    if not any(slot.fetch for slot in application.scheme.slots):
        return {}
    last = application.fetches.order_by("slot", "-id").distinct("slot")
    return {fetch.slot: fetch for fetch in last}


def is_waiting(fetch: Fetch, service: DocumentService | None) -> bool:
    """Whether an answer may still come. One whose worker was killed counts as failed when its time is over."""
    if fetch.state != FetchState.WAITING or service is None:
        return False
    return now() < fetch.asked_at + dt.timedelta(seconds=service.seconds) + PATIENCE


def source_names(files: Iterable[Attachment]) -> dict[str, Text]:
    """Return what the services are called that these files are from, by key; asks nothing where none is from any."""
    keys = {one.source for one in files if one.source}
    if not keys:
        return {}
    names = {one.key: one.name for one in DocumentService.objects.filter(key__in=keys)}
    return {key: names.get(key, Text(zh=key, en=key)) for key in keys}


def origins_of(files: list[Attachment]) -> dict[str, dict[str, Any]]:
    """Return, by public id, what a submission keeps of where a file was fetched, and when, in the words of that day."""
    names = source_names(files)
    return {
        one.public_id: {
            "source": {"zh": names[one.source].zh, "en": names[one.source].en},
            "fetched_at": one.fetched_at.isoformat() if one.fetched_at else "",
        }
        for one in files
        if one.source
    }
