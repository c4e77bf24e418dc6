"""Whom a notice `to: receiving_office` and the like reaches, and what an office adds to its words (NB-71, NB-72, NB-86)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.choices import State
from applications.models import Application
from portal.people.models import User
from review.choices import OfficeKind, TaskState
from review.models import Office, Outlet, ReviewTask
from review.queries.following import result_words
from review.queries.outlets import RECEIVING
from review.services.publicising import category_name


def receiving_office(application: Application) -> list[User]:
    """The reviewers of the window or alliance that pre-examined the case."""
    return _seated(_offices(application).filter(kind__in=RECEIVING))


def departments(application: Application) -> list[User]:
    """The reviewers of the functional departments that had the case."""
    return _seated(_offices(application).filter(kind=OfficeKind.DEPARTMENT))


def stage_offices(application: Application) -> list[User]:
    """The reviewers whose office holds the case now; in publicity that is the bureau, which settles objections."""
    if application.state == State.PUBLICITY:
        return _seated(Office.objects.filter(kind=OfficeKind.BUREAU, parent=None, is_active=True))
    return _seated(_offices(application).filter(tasks__state=TaskState.OPEN, tasks__application=application))


def desk_path(application: Application) -> str:
    """Return where a reviewer finds the case: the reader's own task of it."""
    return reverse("review:case", args=[application.public_id])


def stage_path(application: Application) -> str:
    """Return where whoever holds the case now deals with it."""
    return reverse("review:objections") if application.state == State.PUBLICITY else desk_path(application)


def words(application: Application, language: str) -> dict[str, str]:
    """Return {outlet}: where the original materials are to be brought, {category}, and {result}: what followed."""
    return {
        "outlet": _outlet_words(application),
        "category": category_name(application),
        "result": result_words(application, language),
    }


def outlet_of(application: Application) -> Outlet | None:
    """Return the outlet of the office that receives the case, None while there is none."""
    task = ReviewTask.objects.filter(application=application, office__kind__in=RECEIVING).order_by("-id").first()
    outlet: Outlet | None = Outlet.objects.filter(office_id=task.office_id).first() if task else None
    return outlet


def _outlet_words(application: Application) -> str:
    outlet = outlet_of(application)
    if outlet is None:
        return _("受理机构（地址请电话咨询）")
    parts = [outlet.name, outlet.address, outlet.contact, outlet.hours]
    return "，".join(part for part in parts if part)


def _offices(application: Application) -> QuerySet[Office]:
    return Office.objects.filter(tasks__application=application).distinct()


def _seated(offices: QuerySet[Office]) -> list[User]:
    return list(User.objects.filter(seats__office__in=offices, seats__is_active=True, is_active=True).distinct())
