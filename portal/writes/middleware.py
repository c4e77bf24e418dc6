"""Every write happens whole and once: a repetition gets the first one's answer, a fault leaves nothing behind."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from portal.writes.answers import BUSY, busy, reused, said_before
from portal.writes.models import WriteKey
from portal.writes.requests import fingerprint_of, key_of, owner_of
from portal.writes.services import KeyReused, Said, claim_key, keep_answer, release_key

logger = logging.getLogger(__name__)

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
FAULT = 500
TRIES = 2
LONGEST_WAIT = "4s"  # twice, as there are two tries
IN_EACH_OTHERS_WAY = {"40001", "40P01", "55P03"}  # serialization, deadlock, a lock that was waited for too long


class WriteOnceMiddleware:
    """Stands after the middleware that knows the person and keeps the messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in SAFE:
            return self.get_response(request)
        for _number in range(TRIES):
            response = self._try(request)
            if not getattr(request, "is_in_the_way", False):
                return response
            _forget_try(request)
        return busy(request)

    def _try(self, request: HttpRequest) -> HttpResponseBase:
        with transaction.atomic():
            _wait_no_longer_than(LONGEST_WAIT)
            response = self.get_response(request)
            if response.status_code >= FAULT:
                transaction.set_rollback(True)
            elif row := getattr(request, "write", None):
                _settle(request, row, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """After the check against forgery, before anything is done."""
        key = "" if request.method in SAFE else key_of(request)
        if not key:
            return None
        fingerprint = fingerprint_of(request)
        if getattr(view, "each_content_counts", False):
            key = f"{key}.{fingerprint[:24]}"
        try:
            row, is_first = claim_key(owner=owner_of(request), key=key, fingerprint=fingerprint)
        except KeyReused:
            return reused(request)
        except OperationalError as error:
            return self.process_exception(request, error)
        request.answers_again = hasattr(view, "answer_again")  # type: ignore[attr-defined]
        if is_first:
            request.write = row  # type: ignore[attr-defined]
            return None
        return said_before(request, row) if row.location else view.answer_again(request, *args, **kwargs)  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Two who stand in each other's way: nothing can be shown before the transaction is taken back."""
        if not isinstance(exception, OperationalError) or _code(exception) not in IN_EACH_OTHERS_WAY:
            return None
        logger.warning("A write was taken back: %s", str(exception).partition("\n")[0])
        request.is_in_the_way = True  # type: ignore[attr-defined]
        return HttpResponse(status=BUSY)


def _wait_no_longer_than(wait: str) -> None:
    """For a lock, in this transaction: who clicks twice learns that it takes long before the browser gives up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [wait])


def _code(error: Exception) -> str:
    return str(getattr(error.__cause__, "sqlstate", "") or "")


def _forget_try(request: HttpRequest) -> None:
    """The next try starts as the first one did."""
    request.is_in_the_way = False  # type: ignore[attr-defined]
    request.write = None  # type: ignore[attr-defined]
    _said(request).clear()
    for uploads in request.FILES.lists():
        for upload in uploads[1]:
            upload.seek(0)


def _settle(request: HttpRequest, row: WriteKey, response: HttpResponseBase) -> None:
    """A redirect says that something was done. A page says what has to be corrected: then the key is free again."""
    if _is_done(request, response):
        keep_answer(
            row=row, status=response.status_code, location=response.get("Location", ""), messages=_words(request)
        )
    elif response.status_code < 300 and request.answers_again:  # type: ignore[attr-defined]
        keep_answer(row=row, status=response.status_code)
    else:
        release_key(row=row)


def _is_done(request: HttpRequest, response: HttpResponseBase) -> bool:
    refuses = any(message.level >= messages.ERROR for message in _said(request))
    is_redirect = 300 <= response.status_code < 400 and response.has_header("Location")
    return is_redirect and not refuses and not getattr(response, "nothing_written", False)


def _words(request: HttpRequest) -> Said:
    return [(message.level, str(message.message), message.extra_tags or "") for message in _said(request)]


def _said(request: HttpRequest) -> list[Any]:
    """What this request said to its reader so far. Django has no public way to look at it without using it up."""
    storage = getattr(request, "_messages", None)
    return storage._queued_messages if storage is not None else []
