"""Cases and files: one of them, or a list of them, for whoever asks."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from applications.choices import EDITABLE, STAGES, Party, Progress, State
from applications.models import (
    Application,
    Attachment,
    Submission,
)
from applications.scheme import Scheme
from portal.people.models import User
from units.models import Unit
from units.queries import units_of


def about(user: User) -> QuerySet[Application]:
    """Return the cases that are about a person, and so among their data."""
    return Application.objects.filter(applicant=user, subject=Party.PERSON)


def cases_of(user: User) -> QuerySet[Application]:
    """The declarations of one person, newest first (NB-52). What somebody began for a unit is the unit's."""
    return about(user).select_related("version", "unit").order_by("-id")


def own_cases_of(user: User, scheme_key: str) -> QuerySet[Application]:
    """The person's cases of one scheme, newest first (HZ-46); each of its few, long versions is read once."""
    cases = about(user).filter(version__key=scheme_key)
    return cases.select_related("unit").prefetch_related("version").order_by("-id")


def draft_of(user: User, scheme_key: str) -> Application | None:
    """Return the case of this scheme that the person is still filling in or correcting."""
    drafts = cases_of(user).filter(version__key=scheme_key, state__in=EDITABLE)
    draft: Application | None = drafts.first()
    return draft


def case_under_way(user: User, scheme: Scheme) -> Application | None:
    """Return the submitted case that keeps the person from beginning another of this scheme, if there is one."""
    if not scheme.once_at_a_time:
        return None
    submitted = cases_of(user).filter(version__key=scheme.scheme, state__in=STAGES)
    return submitted.filter(**({"round": scheme.round.name} if scheme.round else {})).first()


def case_to_take_over(user: User, scheme_key: str) -> Application | None:
    """Return the person's last case of this scheme, if it ended without recognition and still has its answers."""
    last: Application | None = cases_of(user).filter(version__key=scheme_key).first()
    ended = last is not None and last.state in (State.WITHDRAWN, State.REJECTED) and last.erased_at is None
    return last if ended else None


def recognised_case(user: User, scheme_key: str) -> Application | None:
    """Return the person's case of this scheme that ended with recognition and still stands."""
    cases = about(user).filter(version__key=scheme_key, state=State.APPROVED)
    found: Application | None = cases.order_by("-id").first()
    return found


def cases_of_units(units: QuerySet[Unit]) -> QuerySet[Application]:
    """The submitted cases of the people of these units, newest first (NB-09, NB-86)."""
    cases = Application.objects.filter(unit__in=units, submitted_at__isnull=False)
    return cases.select_related("version", "unit").order_by("-id")


def cases_of_unit(unit: Unit) -> QuerySet[Application]:
    """The submitted cases of a unit's people, newest first (NB-09)."""
    cases = Application.objects.filter(unit=unit, submitted_at__isnull=False)
    return cases.select_related("version", "applicant").order_by("-id")


AWAITING_UNIT = Q(state=State.UNIT_CONFIRM) | Q(state__in=EDITABLE, progress=Progress.FILES)


def cases_awaiting_units_of(user: User) -> QuerySet[Application]:
    """What the units a person administers have to confirm, or to report (HZ-25)."""
    cases = Application.objects.filter(AWAITING_UNIT, unit__in=units_of(user))
    return cases.select_related("version", "unit").order_by("id")


def cases_of_own_units(user: User) -> QuerySet[Application]:
    """The units' own cases that their administrator has to fill in or correct."""
    cases = Application.objects.filter(unit__in=units_of(user), subject=Party.UNIT, state__in=EDITABLE)
    return cases.select_related("version").order_by("-id")


def case_by_public_id(public_id: str) -> Application:
    """Return the case of the current tenant; Application.DoesNotExist for any other."""
    cases = Application.objects.select_related("version", "unit", "applicant", "legacy_unit")
    application: Application = cases.get(public_id=public_id)
    return application


def case_of_attachment(public_id: str) -> Attachment:
    """Return an attachment of the current tenant with its case; Attachment.DoesNotExist for any other."""
    attachments = Attachment.objects.select_related("application__version", "application__unit")
    attachment: Attachment = attachments.get(public_id=public_id)
    return attachment


def latest_submission(application: Application) -> Submission | None:
    return application.submissions.order_by("-number").first()


def present_attachments(application: Application) -> QuerySet[Attachment]:
    """The files that stand in the slots now, in the order they came."""
    return application.attachments.filter(removed_at__isnull=True).order_by("id")


def stored_by(user: User, *, on: dt.date) -> tuple[int, int]:
    """Return how many files of a person, and bytes, came on a day and are still stored."""
    start = timezone.make_aware(dt.datetime.combine(on, dt.time()))
    found = Attachment.objects.filter(uploaded_by=user, uploaded_at__gte=start)
    total = found.aggregate(files=Count("id"), size=Sum("size"))
    return total["files"], total["size"] or 0
