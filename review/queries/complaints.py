"""Complaints as their office, and as who filed them, finds them."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from portal.calendar import today
from portal.calendar.queries import calendar_for
from portal.people.models import User
from portal.sealing.seals import lookup_key
from portal.tenants.remembering import remembered
from review.choices import ComplaintState
from review.models import Complaint, ComplaintDesk, ComplaintFile
from review.policies import offices_of
from review.queries.overview import office_ids_of

DUTY = "complaint-duty"
TO_ANSWER = (ComplaintState.RECEIVED, ComplaintState.IN_HAND)


@dataclass(frozen=True)
class Duty:
    """Whether complaints are taken, and the offices that have some or will."""

    is_open: bool
    offices: frozenset[int]


def complaint_desk() -> ComplaintDesk | None:
    """Return who answers complaints, None where the tenant takes none."""
    return ComplaintDesk.objects.filter(is_open=True, office__is_active=True).select_related("office").first()


def takes_complaints() -> bool:
    """Whether the tenant takes complaints: asked on every page, for the menu."""
    return _duty().is_open


def has_complaints() -> bool:
    """Whether there is a page for them: where they are taken, and where some were and their replies are read."""
    return bool(_duty().offices)


def answers_complaints(user: User) -> bool:
    """Whether complaints come, or came, to one of the person's offices. Without a desk nothing more is asked."""
    duty = _duty()
    return bool(duty.offices) and bool(duty.offices & office_ids_of(user))


def open_complaint_count(user: User) -> int:
    return complaints_of_offices(user, TO_ANSWER).order_by().count()


def complaints_of_offices(user: User, states: tuple[str, ...]) -> QuerySet[Complaint]:
    """Return what came to the person's offices, but for what they filed themselves; what is due first comes first."""
    found = Complaint.objects.filter(office__in=offices_of(user), state__in=states).exclude(filed_by=user)
    return found.select_related("office", "taken_by").order_by("due_on", "id")


def complaints_answered(user: User, states: tuple[str, ...]) -> QuerySet[Complaint]:
    """Return the same in the order in which they were answered, the latest first."""
    return complaints_of_offices(user, states).order_by("-replied_at", "-id")


def with_days_left(complaints: Iterable[Complaint]) -> list[tuple[Complaint, int]]:
    """Return each with the working days that are left; one calendar serves the whole page."""
    found = list(complaints)
    days = [today(), *(one.due_on for one in found)]
    calendar = calendar_for(min(days), max(days))
    return [(one, calendar.working_days_left(one.due_on, today())) for one in found]


def complaint_of_offices(user: User, public_id: str) -> Complaint | None:
    """Return a complaint that came to one of the person's offices; None for any other, and for their own."""
    related = ("office", "taken_by", "replied_by")
    found = Complaint.objects.filter(office__in=offices_of(user)).exclude(filed_by=user).select_related(*related)
    return found.filter(public_id=public_id).first()


def files_of(complaint: Complaint) -> QuerySet[ComplaintFile]:
    return ComplaintFile.objects.filter(complaint=complaint)


def file_of_offices(user: User, public_id: str) -> ComplaintFile | None:
    """Return a file of a complaint that the person's offices have; None for any other."""
    found = ComplaintFile.objects.filter(complaint__office__in=offices_of(user)).exclude(complaint__filed_by=user)
    return found.select_related("complaint__office").filter(public_id=public_id).first()


def complaints_by(user: User) -> QuerySet[Complaint]:
    """Return what a person filed under their account, the latest first."""
    return Complaint.objects.filter(filed_by=user).order_by("-id")


def complaint_by_code(number: str, code: str) -> Complaint | None:
    """Return the complaint of a receipt, however its code is written; None unless both fit."""
    bare = _bare(number)
    number = f"{bare[:8]}-{bare[8:]}"
    complaint: Complaint | None = Complaint.objects.filter(number=number).first()
    if complaint is None or not hmac.compare_digest(complaint.code_key, code_key(number, code)):
        return None
    return complaint


def code_key(number: str, code: str) -> str:
    """Return the keyed hash by which a query code is known."""
    return lookup_key(f"{number}:{_bare(code)}", purpose="complaint_code")


def _bare(text: str) -> str:
    """As it is typed off a paper: without spaces and dashes, in capitals."""
    return "".join(char for char in text.upper() if char.isalnum())


def _duty() -> Duty:
    return remembered(DUTY, _ask_duty)


def _ask_duty() -> Duty:
    desk = complaint_desk()
    offices = set(Complaint.objects.order_by().values_list("office_id", flat=True).distinct())
    return Duty(desk is not None, frozenset(offices | ({desk.office_id} if desk else set())))
