"""Complaints and reports come in: looked through, numbered, given to the office that the tenant names (NX-04, NX-119)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.services.attachments import safe_name
from portal.audit.services import record_event
from portal.calendar import now, today
from portal.calendar.queries import add_working_days, is_provisional
from portal.files.documents import ENDINGS
from portal.files.inspection import Clean, UnusableFile, Wanted, inspect
from portal.people.models import User
from portal.policy import Refused
from portal.tenants.remembering import forget
from review.choices import ComplaintKind, ComplaintState
from review.models import Complaint, ComplaintDesk, ComplaintFile, Office
from review.queries.complaints import DUTY, code_key, complaint_desk
from review.services.telling_complaints import tell_office

MOST_FILES = 3
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without letters and figures that are taken for each other."""


@dataclass(frozen=True)
class Filed:
    """A complaint and its query code, which is not kept: whoever filed it has it from here or not at all."""

    complaint: Complaint
    code: str


def file_complaint(
    *,
    kind: str,
    about: str,
    unit_name: str,
    words: str,
    name: str,
    contact: str,
    user: User | None = None,
    uploads: Sequence[UploadedFile[Any]] = (),
) -> Filed:
    """Receive a complaint or a report. Raises Refused where the tenant takes none, for what is unsaid, for a file.

    A complaint needs a name and a contact; a report may be anonymous (NX-119). `user` is who has signed in and wants to
    find it again under their account.
    """
    if kind == ComplaintKind.COMPLAINT and not (name.strip() and contact.strip()):
        raise Refused(_("投诉请留下姓名和联系方式，以便核实和答复；如需匿名，请选择举报。"))
    if not (about.strip() and words.strip()):
        raise Refused(_("请写明投诉举报的对象、事实和理由。"))
    if len(uploads) > MOST_FILES:
        raise Refused(_("附件最多 %(count)d 个。") % {"count": MOST_FILES})
    said = {"about": about, "unit_name": unit_name, "words": words, "name": name, "contact": contact}
    with ExitStack() as stack:
        files = [(upload.name or "", _looked_at(stack, upload)) for upload in uploads]
        return _receive(kind, {key: text.strip() for key, text in said.items()}, user, files)


@transaction.atomic
def set_complaint_desk(*, desk: ComplaintDesk, by: Any) -> ComplaintDesk:
    """Write which office answers complaints. Those that came before stay with the office they came to."""
    desk.save()
    detail = {"office": desk.office.code, "working_days": desk.working_days, "is_open": desk.is_open}
    record_event(action="complaint_desk.changed", target=desk, actor=by, detail=detail)
    forget(DUTY)
    return desk


@transaction.atomic
def recompute_complaints() -> int:
    """Compute the limits of what is not answered by the calendar as it is now; return how many changed."""
    waiting = Complaint.objects.filter(state__in=[ComplaintState.RECEIVED, ComplaintState.IN_HAND])
    return sum(_recompute(complaint) for complaint in waiting.select_for_update())


@transaction.atomic
def _receive(kind: str, said: dict[str, str], user: User | None, files: Iterable[tuple[str, Clean]]) -> Filed:
    desk = complaint_desk()
    if desk is None:
        raise Refused(_("本门户没有开通网上投诉举报。"))
    number, code = f"{today():%Y%m%d}-{_random(6)}", "-".join(_random(4) for _part in range(4))
    complaint = Complaint(number=number, code_key=code_key(number, code), kind=kind, filed_by=user, **said)
    _give_to(complaint, desk.office, desk.working_days)
    complaint.save()
    for name, clean in files:
        _keep_file(complaint, name, clean)
    detail = {"number": number, "kind": kind, "office": desk.office.code}
    record_event(action="complaint.filed", target=complaint, actor=user, detail=detail)
    tell_office(complaint)
    return Filed(complaint, code)


def _give_to(complaint: Complaint, office: Office, working_days: int) -> None:
    complaint.office, complaint.working_days, complaint.filed_at = office, working_days, now()
    complaint.due_on = add_working_days(today(), working_days)
    complaint.due_is_provisional = is_provisional(today(), complaint.due_on)


def _recompute(complaint: Complaint) -> bool:
    came_on = timezone.localdate(complaint.filed_at)
    due_on = add_working_days(came_on, complaint.working_days)
    found = (due_on, is_provisional(came_on, due_on))
    if found == (complaint.due_on, complaint.due_is_provisional):
        return False
    complaint.due_on, complaint.due_is_provisional = found
    complaint.save(update_fields=["due_on", "due_is_provisional"])
    return True


def _looked_at(stack: ExitStack, upload: UploadedFile[Any]) -> Clean:
    try:
        return stack.enter_context(inspect(upload, Wanted()))
    except UnusableFile as unusable:
        name = safe_name(upload.name or "")
        reason = _("“%(name)s”未能上传：%(reason)s") % {"name": name, "reason": unusable}
        raise Refused(reason + _("请重新选择全部附件后再提交。")) from None


def _keep_file(complaint: Complaint, name: str, clean: Clean) -> None:
    kept = ComplaintFile(
        complaint=complaint,
        tenant_id=complaint.tenant_id,
        original_name=safe_name(name),
        content_type=clean.content_type,
        size=clean.path.stat().st_size,
    )
    with clean.path.open("rb") as file:
        kept.file.save(f"file.{ENDINGS[clean.content_type]}", File(file), save=False)
    kept.save()


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _position in range(length))
