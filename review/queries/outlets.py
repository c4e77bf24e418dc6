"""Where original materials are handed in: at the outlets of the offices that receive cases (NB-71, NB-72)."""

from __future__ import annotations

from itertools import groupby

from django.db.models import QuerySet

from applications.models import Application
from review.choices import OfficeKind, TaskState
from review.models import Office, Outlet, ReviewTask

RECEIVING = (OfficeKind.WINDOW, OfficeKind.ALLIANCE)


def outlets_of(office: Office) -> QuerySet[Outlet]:
    """Where the unit brings the originals of a case that lies with this office; nowhere, if it receives none."""
    outlets = Outlet.objects.filter(office=office).order_by("id")
    return outlets if office.kind in RECEIVING else outlets.none()


def outlets_by_office() -> list[tuple[Office, list[Outlet]]]:
    """Every outlet of the portal below its office, the city's offices first."""
    outlets = Outlet.objects.filter(office__kind__in=RECEIVING, office__is_active=True).select_related("office")
    in_order = outlets.order_by("office__tier", "office__code", "id")
    return [(office, list(of_office)) for office, of_office in groupby(in_order, key=lambda outlet: outlet.office)]


def outlets_now(application: Application) -> list[Outlet]:
    """Return the outlets of the office that has the case in hand and receives its originals."""
    held = ReviewTask.objects.filter(application=application, state=TaskState.OPEN)
    outlets = Outlet.objects.filter(office__in=held.values("office"), office__kind__in=RECEIVING)
    return list(outlets.order_by("id"))
