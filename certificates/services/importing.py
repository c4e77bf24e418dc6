"""Certificates that the former site issued: verified here like any other, without a file of ours (HZ-35)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application
from certificates.choices import CertificateState
from certificates.models import Certificate
from certificates.services.ending import supersede_certificate
from certificates.services.issuing import content_of_former
from portal.audit.services import record_event
from portal.calendar.months import last_day_of
from portal.policy import Refused


class UnableToTakeOver(Refused):
    """The number, or the case, has another certificate already."""


@transaction.atomic
def take_certificate(
    *, application: Application, number: str, issued_on: dt.date, valid_until: dt.date | None
) -> Certificate:
    """Keep what the former site issued on a case that was taken over, and return it; no file is made.

    Without `valid_until` the scheme's rule counts. Raises UnableToTakeOver.
    """
    _demand_free(application, number)
    valid_until = valid_until or end_by_rule(application, issued_on)
    certificate: Certificate = Certificate.objects.create(
        application=application,
        number=number,
        holder=application.applicant,
        holder_name=application.applicant_name,
        content=content_of_former(application, number, issued_on, valid_until),
        issued_on=issued_on,
        valid_until=valid_until,
        is_imported=True,
    )
    record_event(action="certificate.imported", target=certificate, detail={"number": number})
    return certificate


def end_by_rule(application: Application, issued_on: dt.date) -> dt.date | None:
    """Return the last day by the scheme's rule, None where that has no end."""
    rule = application.scheme.certificate
    return last_day_of(issued_on, rule.valid_months) if rule and rule.valid_months else None


def _demand_free(application: Application, number: str) -> None:
    if Certificate.objects.filter(number=number).exists():
        raise UnableToTakeOver(_("证书编号已被其他证书使用。"))
    if Certificate.objects.filter(application=application).exists():
        raise UnableToTakeOver(_("该申报已有其他证书。"))


@transaction.atomic
def supersede_older(*, holder_ids: Collection[int], scheme_keys: Collection[str]) -> int:
    """Let the newest certificate of each person take the place of the others; return how many gave way.

    `scheme_keys`: the scheme and those that renew it, whose certificates follow one another. What was superseded ended
    on the day on which the newest was issued.
    """
    standing = Certificate.objects.filter(
        holder__in=holder_ids, application__version__key__in=scheme_keys, state=CertificateState.VALID
    )
    newest: dict[int, Certificate] = {}
    older: list[Certificate] = []
    for certificate in standing.order_by("-issued_on", "-id"):
        if newest.setdefault(certificate.holder_id, certificate) is not certificate:
            older.append(certificate)
    for certificate in older:
        successor = newest[certificate.holder_id]
        supersede_certificate(old=certificate, new=successor, on=successor.issued_on)
    return len(older)
