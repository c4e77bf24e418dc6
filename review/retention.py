"""What the offices' side holds of a case that is emptied, complaints that are, and who cannot close their account yet."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application
from applications.services.erasing import register_case_eraser
from portal.people.models import User
from portal.privacy.leaving import Kept, register_eraser, register_kept, register_obstacles, register_ties
from portal.privacy.retention import Rule, register_rule
from review.choices import ComplaintState
from review.models import Complaint, Objection, ReviewTask, SavedPhrase, Seat
from review.services.emptying import empty_complaint, part_from_account
from review.services.phrases import forget_phrase, forget_phrases_of

LEAST_DAYS_OF_COMPLAINTS = 180
"""Who complained may come back to the reply for as long as that."""


def register() -> None:
    register_case_eraser(_erase)
    register_obstacles(_obstacles)
    register_ties(_without_seats)
    register_rule(COMPLAINTS)
    register_rule(PHRASES)
    register_eraser(_part_from_complaints)
    register_eraser(_forget_phrases)
    register_kept(_kept_complaints)


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


def _answered_complaints(before: dt.datetime) -> QuerySet[Complaint]:
    return Complaint.objects.filter(replied_at__lt=before, erased_at=None)


def _empty(complaint: Complaint) -> int:
    return empty_complaint(complaint=complaint)


def _part_from_complaints(user: User) -> dict[str, int]:
    """What was answered forgets who complained; what was not keeps the contact, for the reply."""
    return {"complaints": part_from_account(user=user)}


def _kept_complaints(user: User) -> list[Kept]:
    waiting = Complaint.objects.filter(
        filed_by=user, state__in=[ComplaintState.RECEIVED, ComplaintState.IN_HAND], erased_at=None
    )
    return [Kept(_("投诉举报 %(number)s") % {"number": one.number}, _("尚未答复")) for one in waiting]


def _old_phrases(before: dt.datetime) -> QuerySet[SavedPhrase]:
    return SavedPhrase.objects.filter(saved_at__lt=before)


def _forget_phrase(phrase: SavedPhrase) -> int:
    return forget_phrase(phrase)


def _forget_phrases(user: User) -> dict[str, int]:
    return {"saved_phrases": forget_phrases_of(user)}


COMPLAINTS = Rule(
    "complaints",
    gettext_lazy("已答复的投诉举报（内容、姓名、联系方式、附件）"),
    gettext_lazy("处理完毕后不再需要；编号、日期和状态保留"),
    2 * 365,
    LEAST_DAYS_OF_COMPLAINTS,
    _answered_complaints,
    _empty,
)

PHRASES = Rule(
    "saved_phrases",
    gettext_lazy("审核人员保存的常用语"),
    gettext_lazy("长期没有再次保存，不再需要；防止误写入的个人信息长期留存"),
    2 * 365,
    30,
    _old_phrases,
    _forget_phrase,
)
