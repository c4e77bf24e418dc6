"""Makes the file of an issued certificate and files it under the hash of its content."""

from __future__ import annotations

import hashlib
import logging

from django.core.files.base import ContentFile
from django.db import transaction

from applications.models import Attachment
from certificates.addresses import verification_address
from certificates.models import Certificate
from certificates.rendering.page import CertificateFault, render_pdf
from portal.calendar import now
from portal.files.faults import Damaged, StorageAway
from portal.files.following import files_follow_commit

log = logging.getLogger(__name__)


@files_follow_commit()
@transaction.atomic
def file_certificate(certificate_id: int, *, anew: bool = False) -> Certificate:
    """Return the certificate with its PDF on file, made now if there is none yet or it is wanted anew.

    Safe to call twice, also at once: the row is locked, and the second call finds the first one's file. A fault is
    written onto the row, which is then returned without a file; the next call tries again. What the former site issued
    is never printed here.
    """
    certificates = Certificate.objects.select_for_update(of=("self",)).select_related("application__version", "tenant")
    certificate: Certificate = certificates.get(pk=certificate_id)
    if certificate.is_imported or (certificate.pdf and not anew):
        return certificate
    try:
        _file(certificate, pdf_of(certificate))
    except CertificateFault as fault:
        log.error("certificate %s cannot be printed: %s", certificate.number, fault)
        certificate.render_fault = str(fault)[:300]
    certificate.save(update_fields=["pdf", "pdf_sha256", "rendered_at", "render_fault"])
    return certificate


def pdf_of(certificate: Certificate) -> bytes:
    """Render an issued certificate by the scheme version its case is pinned to; raises CertificateFault."""
    scheme = certificate.application.scheme
    template = scheme.files.get(scheme.certificate.template) if scheme.certificate else None
    if template is None:
        raise CertificateFault("the scheme version has no certificate template")
    address = verification_address(certificate.tenant, certificate.token)
    return render_pdf(template, certificate.content, _photo_of(certificate), address)


def stored_pdf(certificate: Certificate) -> bytes | None:
    """Return the file as it was made; None if there is none, or it is lost or damaged. Raises StorageAway."""
    if not certificate.pdf:
        return None
    try:
        with certificate.pdf.open("rb") as file:
            content: bytes = file.read()
        if hashlib.sha256(content).hexdigest() == certificate.pdf_sha256:
            return content
    except (FileNotFoundError, Damaged):
        pass
    log.error("the file of certificate %s is lost or damaged", certificate.number)
    return None


def _photo_of(certificate: Certificate) -> bytes | None:
    frozen = certificate.content["photo"]
    if frozen is None:
        return None
    try:
        attachment = Attachment.objects.get(public_id=frozen["id"])
        with attachment.file.open("rb") as file:
            content: bytes = file.read()
    except StorageAway:
        raise  # it is there, and will be read by the next try
    except (Attachment.DoesNotExist, OSError) as error:
        raise CertificateFault(f"the photo is not there: {error}") from error
    if hashlib.sha256(content).hexdigest() != frozen["sha256"]:
        raise CertificateFault("the photo is not the one that was submitted")
    return content


def _file(certificate: Certificate, content: bytes) -> None:
    digest = hashlib.sha256(content).hexdigest()
    name = f"{certificate.pdf.field.upload_to}/{certificate.tenant_id}/{digest}.pdf"
    certificate.pdf.name = certificate.pdf.storage.save(name, ContentFile(content))
    certificate.pdf_sha256, certificate.rendered_at, certificate.render_fault = digest, now(), ""
