"""What is read about certificates: the public's question, and the holder's own."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language

from applications.holders import Recognition
from applications.models import Application
from certificates.addresses import is_token
from certificates.choices import Answer, CertificateState
from certificates.models import Certificate
from portal.calendar import today
from portal.people.masking import mask_name


@dataclass(frozen=True)
class Finding:
    """The answer to a verification, without what a stranger must not see: document number, photo, full name."""

    answer: Answer
    number: str = ""
    title: str = ""
    holder: str = ""
    unit: str = ""
    category: str = ""
    bureau: str = ""
    issued_on: dt.date | None = None
    valid_until: dt.date | None = None
    ended_on: dt.date | None = None
    newer_number: str = ""
    is_imported: bool = False


UNKNOWN = Finding(Answer.UNKNOWN)


def finding_by_token(token: str) -> Finding:
    """Answer for the token of a QR code, in one query; a forged one is unknown."""
    if not is_token(token):
        return UNKNOWN
    certificate = Certificate.objects.select_related("superseded_by").filter(token=token).first()
    return finding_of(certificate) if certificate else UNKNOWN


def finding_by_number(*, number: str, name: str) -> Finding:
    """Answer for a number and its holder's full name; whichever of the two is wrong, the answer is the same."""
    certificates = Certificate.objects.select_related("superseded_by")
    certificate = certificates.filter(number__in=_spellings(number)).first()
    expected = certificate.holder_name if certificate else ""
    # After the years of retention the masked name is all there is.
    given = mask_name(name.strip()) if expected and expected == mask_name(expected) else name
    same = constant_time_compare(_plain(expected), _plain(given))
    return finding_of(certificate) if certificate and same else UNKNOWN


def finding_of(certificate: Certificate) -> Finding:
    """Return what the public is told about a certificate today, in the active language."""
    content, key = certificate.content, "en" if (get_language() or "").startswith("en") else "zh"
    return Finding(
        answer=answer_of(certificate),
        number=certificate.number,
        title=content["title"][key],
        holder=mask_name(certificate.holder_name),
        unit=content["unit"],
        category=content["category"][key],
        bureau=content["bureau"][key],
        issued_on=certificate.issued_on,
        valid_until=certificate.valid_until,
        ended_on=certificate.ended_on,
        newer_number=certificate.superseded_by.number if certificate.superseded_by else "",
        is_imported=certificate.is_imported,
    )


def answer_of(certificate: Certificate) -> Answer:
    """Return which of the five answers holds today. What ended it outranks that its time is over as well (NB-101)."""
    if certificate.state == CertificateState.REVOKED:
        return Answer.REVOKED
    if certificate.state == CertificateState.SUPERSEDED:
        return Answer.SUPERSEDED
    if certificate.valid_until is not None and certificate.valid_until < today():
        return Answer.EXPIRED
    return Answer.VALID


def certificate_by_number(number: str) -> Certificate:
    """Return the certificate of the current tenant; Certificate.DoesNotExist for any other."""
    certificates = Certificate.objects.select_related("application__version", "tenant")
    certificate: Certificate = certificates.get(number=number)
    return certificate


def certificate_of(application: Application) -> Certificate | None:
    """Return the certificate of a case, if it has one."""
    certificates = Certificate.objects.select_related("application__version", "superseded_by")
    certificate: Certificate | None = certificates.filter(application=application).first()
    return certificate


def recognition_of(application: Application) -> Recognition | None:
    """Return from and until when the case's certificate holds; None if it has none."""
    found = Certificate.objects.filter(application=application).first()
    if found is None:
        return None
    return Recognition(
        issued_on=found.issued_on,
        valid_from=valid_from(found),
        valid_until=found.valid_until,
        number=found.number,
        is_standing=found.state == CertificateState.VALID,
    )


def valid_from(certificate: Certificate) -> dt.date:
    """Return the first day of its months: of one that continues another, the day after that one's last (HZ-92)."""
    stated = certificate.content.get("valid_from")
    return dt.date.fromisoformat(stated) if stated else certificate.issued_on


def words_of(application: Application, language: str) -> dict[str, str]:
    """Return what notices can say about a case's certificate: {number}, empty if it has none."""
    number = Certificate.objects.filter(application=application).values_list("number", flat=True).first()
    return {"number": number or ""}


def _spellings(number: str) -> set[str]:
    """As it was typed, and without the spaces and wide or small letters that copying and phones put in."""
    plain = "".join(unicodedata.normalize("NFKC", number).split())
    return {number.strip(), plain, plain.upper()}


def _plain(name: str) -> str:
    """The name without what people write differently: spaces, kinds of middle dot, small and capital letters."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join("·" if character in "·•・‧∙．" else character for character in folded if not character.isspace())
