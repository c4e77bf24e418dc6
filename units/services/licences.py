"""A licence that somebody uploads, and what is read from it (CY-12, CY-13)."""

from __future__ import annotations

import hashlib
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record_event, record_sensitive_read
from portal.calendar import now, today
from portal.files.documents import ENDINGS
from portal.files.inspection import Clean, UnusableFile, Wanted, inspect
from portal.people.models import User
from portal.policy import Refused, require
from portal.tenants.scope import current_tenant
from units.certified import tell_vouched
from units.choices import CertificationState
from units.licence import EngineAway, Reading, Unreadable, read_licence
from units.models import Certification
from units.policies import may_certify_reason

MOST_A_DAY = 20
"""So many licences a person uploads in a day: reading one keeps a processor busy for seconds."""

READING_SECONDS = 20.0
"""A worker counts as dead after thirty (`portal.outbox`)."""

MOST_ATTEMPTS = 3
"""An engine that was away, or killed with its worker, so often: the form has long been filled in by hand."""

NOTHING_FOUND = ["no_licence"]


@transaction.atomic
def begin_certification(*, by: User, upload: UploadedFile[Any]) -> Certification:
    """Store a licence to be read and return its row. Raises Refused for a file that is not taken, saying why.

    A picture or PDF is looked at, and written anew. Have it read afterwards (`units.jobs.read_soon`).
    """
    require(may_certify_reason(by))
    if Certification.objects.filter(user=by, created_at__date=today()).count() >= MOST_A_DAY:
        raise Refused(_("您今天已上传 %(count)d 次营业执照，请明天再试，或联系技术支持。") % {"count": MOST_A_DAY})
    try:
        with inspect(upload, Wanted()) as clean:
            return _store(by, clean)
    except UnusableFile as unusable:
        raise Refused(str(unusable)) from None


def _store(by: User, clean: Clean) -> Certification:
    content = clean.path.read_bytes()
    certification = Certification(
        user=by,
        tenant=current_tenant(),
        content_type=clean.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=now(),
    )
    with clean.path.open("rb") as file:
        certification.file.save(f"licence.{ENDINGS[clean.content_type]}", File(file), save=False)
    certification.save()
    detail = {"sha256": certification.sha256, "size": certification.size}
    record_event(action="certification.begun", target=certification, actor=by, detail=detail)
    return certification


def read_certification(*, certification_id: int) -> None:
    """Read a licence and write down what was found; done once, whoever calls again.

    Raises EngineAway while another try is worth it. Meanwhile the form can be filled in by hand, and what a later try
    reads is compared with it. Nothing is locked while the engine works.
    """
    certification = _taken(certification_id)
    if certification is None:
        return
    try:
        with _in_a_file(certification) as path:
            found = read_licence(path, seconds=READING_SECONDS)
    except Unreadable as unreadable:
        note_unreadable(certification_id=certification_id, advice=list(unreadable.advice))
    except EngineAway:
        open_by_hand(certification_id=certification_id)
        if certification.attempts < MOST_ATTEMPTS:
            raise
    else:
        note_reading(certification_id=certification_id, found=found)


@transaction.atomic
def note_reading(*, certification_id: int, found: Reading) -> None:
    """Keep what was read: to be filled into the form or, of a form submitted meanwhile, compared with it (CY-23)."""
    if not (found.name or found.uscc):
        note_unreadable(certification_id=certification_id, advice=NOTHING_FOUND)
        return
    certification = _locked(certification_id)
    certification.read_name, certification.read_uscc = found.name[:200], found.uscc[:40]
    certification.read_from, certification.read_at = found.source, now()
    if certification.is_passed:
        certification.differences = differences_of(certification)
    else:
        certification.state = CertificationState.READ
    certification.save()
    detail = {"name": found.name, "uscc": found.uscc, "from": found.source, "differences": certification.differences}
    record_event(action="certification.read", target=certification, detail=detail)
    if certification.vouches and certification.unit is not None:
        tell_vouched(certification.unit)


@transaction.atomic
def note_unreadable(*, certification_id: int, advice: list[str]) -> None:
    """Keep that nobody can read the picture, and why. What is being filled in by hand may go on."""
    certification = _locked(certification_id)
    certification.advice, certification.read_at = advice, now()
    if certification.state == CertificationState.READING:
        certification.state = CertificationState.UNREADABLE
    certification.save()
    record_event(action="certification.unreadable", target=certification, detail={"advice": advice})


@transaction.atomic
def open_by_hand(*, certification_id: int) -> None:
    """Let the form be filled in by hand, since the engine does not answer."""
    certification = _locked(certification_id)
    if certification.state == CertificationState.READING:
        certification.state = CertificationState.BY_HAND
        certification.save(update_fields=["state"])


@transaction.atomic
def note_licence_seen(*, certification: Certification, by: User) -> None:
    """Keep that somebody else than its owner looks at a licence, before it is shown."""
    record_sensitive_read(action="certification.licence_seen", target=certification, actor=by)


@transaction.atomic
def forget_certification(*, certification: Certification) -> int:
    """Delete a licence that never certified anything, with its file; return how many pieces that were."""
    storage, name = certification.file.storage, certification.file.name or ""
    certification.delete()
    transaction.on_commit(lambda: storage.delete(name))
    return 1


@transaction.atomic
def part_certifications_from(*, user: User) -> int:
    """Let go of the address of somebody who closes their account, and of licences that certified nothing."""
    rows = list(Certification.objects.filter(user=user))
    for row in rows:
        if row.is_passed:
            row.email = ""
            row.save(update_fields=["email"])
        else:
            forget_certification(certification=row)
    return len(rows)


def differences_of(certification: Certification) -> list[dict[str, str]]:
    """Return what was submitted otherwise than it was read (CY-14, CY-23); nothing where nothing was read."""
    pairs = {
        "name": (certification.read_name, certification.name),
        "uscc": (certification.read_uscc, certification.uscc),
    }
    return [
        {"field": field, "read": read, "submitted": submitted}
        for field, (read, submitted) in pairs.items()
        if certification.read_from and _plain(read) != _plain(submitted)
    ]


def _plain(text: str) -> str:
    """Full-width and half-width are no difference, and spaces are not: an engine cannot tell."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


@transaction.atomic
def _taken(certification_id: int) -> Certification | None:
    """Count the try that begins; None if the licence has been read, or the engine died over it too often."""
    certification = _locked(certification_id)
    if certification.read_at is not None:
        return None
    if certification.attempts >= MOST_ATTEMPTS:
        open_by_hand(certification_id=certification_id)
        return None
    certification.attempts += 1
    certification.save(update_fields=["attempts"])
    return certification


def _locked(certification_id: int) -> Certification:
    row: Certification = Certification.objects.select_for_update(of=("self",)).get(pk=certification_id)
    return row


@contextmanager
def _in_a_file(certification: Certification) -> Iterator[Path]:
    """The licence as the engine's process opens it, for as long as it does."""
    with tempfile.TemporaryDirectory(prefix="juxian-licence-") as folder, certification.file.open("rb") as stored:
        path = Path(folder) / f"licence.{ENDINGS[certification.content_type]}"
        path.write_bytes(stored.read())
        yield path
