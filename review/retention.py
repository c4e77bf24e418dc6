"""What the offices' side holds of a case that is emptied, and who cannot close their account yet."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from applications.models import Application
from applications.services.erasing import register_case_eraser
from portal.people.models import User
from portal.privacy.leaving import register_obstacles, register_ties
from review.models import Objection, ReviewTask, Seat


def register() -> None:
    register_case_eraser(_erase)
    register_obstacles(_obstacles)
    register_ties(_without_seats)


def _erase(application: Application) -> int:
    """Names in the queues, and who objected; that somebody did, and with which result, stays."""
    tasks = ReviewTask.objects.filter(application=application).update(applicant_name="")
    objections = list(Objection.objects.filter(entry__application=application))
    for objection in objections:
        objection.name = objection.contact = objection.words = ""
        objection.save()
    return tasks + len(objections)


def _obstacles(user: User) -> list[str]:
    offices = Seat.objects.filter(user=user, is_active=True).select_related("office")
    words = _("您是%(office)s的审核人，请先由管理员撤销席位。")
    return [words % {"office": seat.office.name} for seat in offices]


def _without_seats(accounts: QuerySet[User]) -> QuerySet[User]:
    return accounts.exclude(Exists(Seat.objects.filter(user=OuterRef("pk"))))
