"""An office takes a complaint, answers it and closes it (NX-119)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.queries import who_and_when
from portal.audit.services import record_event, record_sensitive_read
from portal.calendar import now
from portal.people.models import User
from portal.policy import Overtaken, Refused, require
from review.choices import ComplaintState
from review.models import Complaint, ComplaintFile
from review.policies import may_answer_complaint, may_close_complaint, may_see_complaint
from review.services.telling_complaints import tell_complainant


@transaction.atomic
def take_complaint(*, complaint_id: int, user: User, seen: int | None = None) -> Complaint:
    """Take a complaint in hand, so that colleagues see who has it; twice is no fault. Raises Refused, Overtaken."""
    complaint = _locked(complaint_id)
    if complaint.state == ComplaintState.IN_HAND and complaint.taken_by_id == user.pk:
        return complaint
    _refuse_if_old(complaint, seen)
    require(may_answer_complaint(user, complaint))
    complaint.taken_by, complaint.taken_at = user, now()
    return _move(complaint, ComplaintState.IN_HAND, "complaint.taken", user)


@transaction.atomic
def hand_back_complaint(*, complaint_id: int, user: User, seen: int | None = None) -> Complaint:
    """Let it go again, for a colleague to take. Raises Refused, Overtaken."""
    complaint = _locked(complaint_id)
    _refuse_if_old(complaint, seen)
    if complaint.state != ComplaintState.IN_HAND or complaint.taken_by_id != user.pk:
        raise Refused(_("该件不在您手中。"))
    complaint.taken_by = complaint.taken_at = None
    return _move(complaint, ComplaintState.RECEIVED, "complaint.handed_back", user)


@transaction.atomic
def answer_complaint(*, complaint_id: int, user: User, words: str, seen: int | None = None) -> Complaint:
    """Reply to whoever complained, once, and tell them that there is a reply. Raises Refused, Overtaken."""
    complaint = _locked(complaint_id)
    _refuse_if_old(complaint, seen)
    require(may_answer_complaint(user, complaint))
    if not words.strip():
        raise Refused(_("请写明答复内容。"))
    complaint.taken_by, complaint.taken_at = user, complaint.taken_at or now()
    complaint.reply, complaint.replied_by, complaint.replied_at = words.strip(), user, now()
    complaint = _move(complaint, ComplaintState.ANSWERED, "complaint.answered", user, words=words.strip())
    tell_complainant(complaint)
    return complaint


@transaction.atomic
def close_complaint(*, complaint_id: int, user: User, seen: int | None = None) -> Complaint:
    """Close what was answered and needs nothing more. Raises Refused, Overtaken."""
    complaint = _locked(complaint_id)
    _refuse_if_old(complaint, seen)
    require(may_close_complaint(user, complaint))
    complaint.closed_at = now()
    return _move(complaint, ComplaintState.CLOSED, "complaint.closed", user)


@transaction.atomic
def reveal_complainant(*, complaint: Complaint, user: User) -> None:
    """Log that this person now sees how to reach who complained. Raises Refused."""
    require(may_see_complaint(user, complaint))
    record_sensitive_read(action="contact.viewed", target=complaint, actor=user, detail={"fields": "contact"})


@transaction.atomic
def note_file_opened(*, file: ComplaintFile, user: User) -> None:
    """Log that this person opens what was handed in. Raises Refused."""
    require(may_see_complaint(user, file.complaint))
    detail = {"file": file.public_id}
    record_sensitive_read(action="complaint.file_opened", target=file.complaint, actor=user, detail=detail)


def _locked(complaint_id: int) -> Complaint:
    complaint: Complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id)
    return complaint


def _refuse_if_old(complaint: Complaint, seen: int | None) -> None:
    if seen in (None, complaint.revision):
        return
    words = who_and_when(complaint) | {"state": complaint.get_state_display()}
    raise Overtaken(_("%(name)s 已于 %(at)s 处理该件（现为“%(state)s”），您的操作没有记录。") % words)


def _move(complaint: Complaint, state: ComplaintState, action: str, user: User, *, words: str = "") -> Complaint:
    complaint.state = state
    complaint.revision += 1
    complaint.save()
    record_event(action=action, target=complaint, actor=user, words=words, detail={"number": complaint.number})
    return complaint
