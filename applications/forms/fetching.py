"""Asking a service for the document of a slot, as the form shows it (HZ-72, HZ-73)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.choices import FetchFault, FetchState
from applications.fetches import PATIENCE, is_waiting
from applications.models import Application, Attachment, DocumentService, Fetch
from applications.scheme import Slot
from portal.calendar import now


@dataclass(frozen=True)
class FetchView:
    """The button, and what came of the last try; without a service there is no button, only a word about it."""

    word: str
    hint: str = ""
    service: str = ""
    seconds: int = 0
    waits_for: int = 0
    failure: str = ""
    is_done: bool = False

    @property
    def is_waiting(self) -> bool:
        return self.waits_for > 0


def fetch_view(
    application: Application,
    slot: Slot,
    service: DocumentService | None,
    last: Fetch | None,
    files: Iterable[Attachment],
) -> FetchView | None:
    """Return what a slot shows of it; None for one that names no service. `files` are those in the slot."""
    if not slot.fetch:
        return None
    word = application.scheme.word("fetch", get_language())
    if service is None:
        return FetchView(word)
    return FetchView(
        word,
        hint=slot.fetch_hint.of(get_language()) if slot.fetch_hint else "",
        service=service.name.of(get_language()),
        seconds=service.seconds,
        waits_for=_seconds_left(last, service) if last else 0,
        failure=_failure(last, service, files) if last else "",
        is_done=last is not None and last.state == FetchState.DONE and any(one.source for one in files),
    )


def _seconds_left(last: Fetch, service: DocumentService) -> int:
    if not is_waiting(last, service):
        return 0
    until = last.asked_at + dt.timedelta(seconds=service.seconds) + PATIENCE
    return max(1, round((until - now()).total_seconds()))


def _failure(last: Fetch, service: DocumentService, files: Iterable[Attachment]) -> str:
    """Why nothing came; no more once somebody has uploaded the file, unless that is the reason."""
    if last.state == FetchState.DONE or is_waiting(last, service):
        return ""
    fault = last.reason or FetchFault.LOST.value
    if fault != FetchFault.BY_HAND and any(one.uploaded_at > last.asked_at for one in files):
        return ""
    return failure_words(fault, service.seconds)


def failure_words(fault: str, seconds: int) -> str:
    """Return why no document came, and that one can upload it oneself, in the reader's language (HZ-73)."""
    known = fault if fault in FetchFault.values else FetchFault.LOST.value
    reason = str(FetchFault(known).label) % {"seconds": seconds}
    return _("自动获取失败：%(reason)s。您可以自行上传，也可以稍后再试。") % {"reason": reason}
