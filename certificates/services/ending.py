"""What ends a certificate before its time: withdrawal of the recognition, or a newer certificate (NB-99, NB-101)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from applications.models import Application
from certificates.choices import CertificateState
from certificates.models import Certificate
from portal.audit.services import record_event
from portal.calendar import today
from portal.policy import Refused


class UnableToSupersede(Refused):
    """One of the two certificates is not what it would have to be."""


@transaction.atomic
def revoke_certificate(*, application: Application, reason: str) -> Certificate | None:
    """End the certificate of a case; its verification says so from this moment on. None if the case never had one.

    A superseded one is revoked too: nobody is to take it for a good older one. Calling it again changes nothing.
    """
    certificate: Certificate | None = _locked(Certificate.objects.filter(application=application))
    if certificate is None or certificate.state == CertificateState.REVOKED:
        return certificate
    _end(certificate, CertificateState.REVOKED, reason)
    record_event(action="certificate.revoked", target=certificate, words=reason)
    return certificate


@transaction.atomic
def supersede_certificate(*, old: Certificate, new: Certificate, on: dt.date | None = None) -> Certificate:
    """Let the newer certificate take the older one's place, today if no other day is given.

    Raises UnableToSupersede if it cannot.
    """
    locked = _locked(Certificate.objects.filter(pk=old.pk))
    if locked is None or locked.state != CertificateState.VALID or new.state != CertificateState.VALID:
        raise UnableToSupersede("only a valid certificate can be superseded, and only by a valid one")
    if locked.pk == new.pk or locked.holder_id != new.holder_id:
        raise UnableToSupersede("a certificate is superseded by another one of the same holder")
    locked.superseded_by = new
    _end(locked, CertificateState.SUPERSEDED, "", on)
    record_event(action="certificate.superseded", target=locked, detail={"by": new.number})
    return locked


def _locked(certificates: object) -> Certificate | None:
    found: Certificate | None = certificates.select_for_update(of=("self",)).first()  # type: ignore[attr-defined]
    return found


def _end(certificate: Certificate, state: CertificateState, reason: str, on: dt.date | None = None) -> None:
    certificate.state, certificate.ended_on, certificate.end_reason = state, on or today(), reason[:300]
    certificate.save(update_fields=["state", "ended_on", "end_reason", "superseded_by"])
