"""A case has come to an office where nobody sits: who can give seats is told, before its time runs out unseen."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.calendar import today
from portal.notices.choices import Channel
from portal.notices.services import queue_notice
from portal.people.choices import AdminRole
from portal.people.models import User
from portal.people.roles import holders_of
from review.models import Office, ReviewTask, Seat


def tell_of_empty_office(task: ReviewTask) -> None:
    """Tell the portal's administrators, once a day and office, that cases lie where nobody can decide them."""
    if _has_somebody(task.office):
        return
    for person in [*holders_of(AdminRole.SECURITY), *holders_of(AdminRole.SYSTEM)]:
        _tell(person, task.office)


def _has_somebody(office: Office) -> bool:
    return Seat.objects.filter(office=office, is_active=True, user__is_active=True).exists()


def _tell(person: User, office: Office) -> None:
    with override(person.language or "zh-hans"):
        text = _("%(office)s有申报待办，但没有在任的审核人，办理期限已开始计算。请由安全管理员安排席位。")
        text = text % {"office": office.name}
    queue_notice(
        key="office.empty",
        channel=Channel.PORTAL,
        recipient=person,
        text=text,
        link=reverse("admin:review_seat_changelist") if person.role == AdminRole.SECURITY else "",
        dedupe_key=f"office.empty:{office.pk}:{today()}:{person.pk}",
    )
