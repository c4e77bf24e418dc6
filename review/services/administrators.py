"""Who reviews: seats in offices, given and withdrawn by the security administrator."""

from __future__ import annotations

from django.db import transaction

from portal.audit.services import record_event
from portal.people.choices import AdminRole
from portal.people.models import User
from portal.people.policies import may_secure_reason
from portal.people.roles import appoint
from portal.policy import require
from review.models import Office, Seat
from review.policies import may_take_seat


def make_tenant_administrator(user: User, *, by: User | None = None) -> User:
    """Let a person of the current tenant keep its tables; twice is no fault. `by` is None for setting up."""
    return appoint(person=user, role=AdminRole.SYSTEM, by=by)


@transaction.atomic
def give_seat(*, person: User, office: Office, by: User | None) -> Seat:
    """Let a person review for an office, from the next click on. `by` is None for setting up."""
    if by is not None:
        require(may_secure_reason(by, person))
    require(may_take_seat(person))
    seat, is_new = Seat.objects.get_or_create(office=office, user=person)
    if is_new or not seat.is_active:
        seat.is_active = True
        seat.save(update_fields=["is_active"])
        record_event(action="seat.given", target=person, actor=by, detail={"office": office.code})
    found: Seat = seat
    return found


@transaction.atomic
def withdraw_seat(*, seat: Seat, by: User) -> None:
    """Take a seat away; the person's next click is refused. What they decided keeps its author."""
    require(may_secure_reason(by, seat.user))
    if seat.is_active:
        seat.is_active = False
        seat.save(update_fields=["is_active"])
        record_event(action="seat.withdrawn", target=seat.user, actor=by, detail={"office": seat.office.code})


@transaction.atomic
def set_head(*, seat: Seat, is_head: bool, by: User) -> None:
    """Let who holds a seat lead the office, or no longer: a head takes back what colleagues have for too long."""
    require(may_secure_reason(by, seat.user))
    if seat.is_head != is_head:
        seat.is_head = is_head
        seat.save(update_fields=["is_head"])
        action = "seat.made_head" if is_head else "seat.head_ended"
        record_event(action=action, target=seat.user, actor=by, detail={"office": seat.office.code})
