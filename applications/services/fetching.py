"""自动获取: a service is asked for a document, beside the request; what comes is stored as an upload is (HZ-71…73)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications.choices import FetchFault, FetchState
from applications.fetches import is_waiting, service_of
from applications.fetching import Connector, Document, HttpConnector, NotFetched, Person
from applications.models import Application, DocumentService, Fetch
from applications.policies import may_edit
from applications.queries import present_attachments
from applications.scheme import Slot
from applications.services.attachments import UnableToAttach, demand_quota, open_slot, store
from portal.audit.services import record_event
from portal.calendar import now
from portal.files.documents import ENDINGS
from portal.files.inspection import Clean, UnusableFile, Wanted, inspect
from portal.people.models import User
from portal.policy import Refused

MOST_AN_HOUR = 20
"""So often a person has services asked; they are others', and answer others too."""


class UnableToFetch(Refused):
    """The service is not asked; the file can be uploaded by hand."""


@dataclass(frozen=True)
class _Order:
    """What is asked, of whom, and for whose unit; read before, so that nothing is held while the service thinks."""

    fetch: Fetch
    slot: Slot
    connector: Connector
    person: Person
    unit: str


@transaction.atomic
def ask_for_document(*, application_id: int, user: User, slot: str) -> Fetch | None:
    """Note that the service of a slot is to be asked, and return the try; None if one is on its way already.

    Have it done afterwards (`applications.jobs.fetch_soon`). Raises Refused with what to do instead (HZ-72, HZ-73).
    """
    application = _locked_cases().get(pk=application_id)
    place = open_slot(application, user, slot)
    service = service_of(place.fetch) if place.fetch else None
    if service is None:
        raise UnableToFetch(_("这一项现在不能自动获取，请自行上传。"))
    _demand_known(application)
    last = application.fetches.filter(slot=slot).first()
    if last is not None and is_waiting(last, service):
        return None
    _demand_share(user)
    if last is not None and last.state == FetchState.WAITING:
        _end(last, FetchFault.LOST)
    return _begin(application, user, slot, service)


def fetch_document(*, fetch_id: int) -> None:
    """Ask the service and keep what comes, or why nothing came. Safe to run twice; takes no longer than the service may.

    Nothing is locked and no transaction is open while the service is asked.
    """
    fetch = _waiting(fetch_id)
    if fetch is None:
        return
    service = service_of(fetch.source)
    if service is None or not is_waiting(fetch, service):
        _note(fetch, NotFetched(FetchFault.LOST if service else FetchFault.SWITCHED_OFF))
        return
    order = _order(fetch, service)
    try:
        with _clean(order) as clean:
            _keep(order, clean)
    except NotFetched as reason:
        _note(fetch, reason)


def connector_of(service: DocumentService) -> Connector:
    """Return how a service is asked. All are asked by HTTP as yet; another way would be chosen here."""
    return HttpConnector(service.address, service.secret, service.seconds)


# What stands before asking


def _demand_known(application: Application) -> None:
    """Who is asked about is whom the account says, never what is typed: so it has to say it."""
    if application.is_of_unit or not application.applicant.id_number:
        raise UnableToFetch(_("账号没有登记身份证件，不能自动获取，请自行上传。"))
    if application.unit is None and any(field.type == "unit" for field in application.scheme.fields()):
        raise UnableToFetch(_("请先填写所在单位，再自动获取；也可以自行上传。"))


def _demand_share(user: User) -> None:
    asked = Fetch.objects.filter(asked_by=user, asked_at__gt=now() - dt.timedelta(hours=1)).count()
    if asked >= MOST_AN_HOUR:
        raise UnableToFetch(_("您一小时内已自动获取 %(count)d 次，请稍后再试，或自行上传。") % {"count": MOST_AN_HOUR})
    demand_quota(user)


def _begin(application: Application, user: User, slot: str, service: DocumentService) -> Fetch:
    fetch: Fetch = Fetch.objects.create(
        application=application, slot=slot, source=service.key, asked_by=user, asked_at=now()
    )
    detail = {"slot": slot, "source": service.key}
    record_event(action="document.asked", target=application, actor=user, detail=detail)
    return fetch


# Asking


def _waiting(fetch_id: int) -> Fetch | None:
    related = ("asked_by", "application__version", "application__unit", "application__applicant")
    found: Fetch | None = Fetch.objects.select_related(*related).filter(pk=fetch_id).first()
    return found if found is not None and found.state == FetchState.WAITING else None


def _order(fetch: Fetch, service: DocumentService) -> _Order:
    application, person = fetch.application, fetch.application.applicant
    return _Order(
        fetch,
        application.scheme.slot(fetch.slot.partition(".")[0]),
        connector_of(service),
        Person(person.id_type, person.id_number or "", person.name),
        _uscc(application),
    )


def _uscc(application: Application) -> str:
    return application.unit.uscc if application.unit else ""


@contextmanager
def _clean(order: _Order) -> Iterator[Clean]:
    """What came, looked at as any upload is. Raises NotFetched."""
    document = order.connector.fetch(order.person, order.unit)
    try:
        with inspect(_as_upload(document), Wanted(order.slot.pictures_only, order.slot.photo)) as clean:
            yield clean
    except UnusableFile as unusable:
        raise NotFetched(FetchFault.NO_DOCUMENT, str(unusable)) from None
    finally:
        document.close()


def _as_upload(document: Document) -> UploadedFile[Any]:
    return UploadedFile(document.file, "document", document.content_type, document.size)


# Keeping


@transaction.atomic
def _keep(order: _Order, clean: Clean) -> None:
    """Store the file unless the case went on without it. Raises NotFetched, for what is said in its own transaction."""
    application = _locked_cases().filter(pk=order.fetch.application_id).first()
    fetch = _still_waiting(order.fetch)
    if application is None or fetch is None:
        return
    if fault := _overtaken(application, fetch, order):
        raise NotFetched(fault)
    name = f"{order.slot.label.zh.replace('/', '-')}.{ENDINGS[clean.content_type]}"
    try:
        store(application.pk, fetch.asked_by, fetch.slot, name, clean, source=fetch.source)
    except UnableToAttach as unable:
        raise NotFetched(FetchFault.NOT_WANTED, unable.reason) from None
    _end(fetch)


def _overtaken(application: Application, fetch: Fetch, order: _Order) -> FetchFault | None:
    """What happened meanwhile that the fetched file must not undo: a submission, an upload, another unit."""
    if may_edit(fetch.asked_by, application):
        return FetchFault.CLOSED
    if _uscc(application) != order.unit:
        return FetchFault.OTHER_UNIT
    present = present_attachments(application).filter(slot=fetch.slot, source="", uploaded_at__gt=fetch.asked_at)
    return FetchFault.BY_HAND if not order.slot.several and present.exists() else None


@transaction.atomic
def _note(fetch: Fetch, reason: NotFetched) -> None:
    """Keep why nothing came; the log has what the person is not told."""
    waiting = _still_waiting(fetch)
    if waiting is None:
        return
    _end(waiting, reason.fault)
    detail = {"slot": fetch.slot, "source": fetch.source, "reason": reason.fault.value, "cause": reason.cause}
    record_event(action="document.not_fetched", target=fetch.application, detail=detail)


def _still_waiting(fetch: Fetch) -> Fetch | None:
    """Lock the try; None if it was given up or answered meanwhile, or its case is gone."""
    waiting = Fetch.objects.select_for_update(of=("self",)).select_related("asked_by")
    found: Fetch | None = waiting.filter(pk=fetch.pk, state=FetchState.WAITING).first()
    return found


def _end(fetch: Fetch, fault: FetchFault | None = None) -> None:
    fetch.state, fetch.ended_at = (FetchState.FAILED if fault else FetchState.DONE), now()
    fetch.reason = fault.value if fault else ""
    fetch.save(update_fields=["state", "reason", "ended_at"])


def _locked_cases() -> QuerySet[Application]:
    return Application.objects.select_related("version", "unit", "applicant").select_for_update(of=("self",))
