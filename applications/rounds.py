"""The round in which people are declared: when a case may begin in it, and what keeps another from beginning (CY-59)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications.choices import RUNNING, State
from applications.models import Application, SchemeVersion
from applications.queries import about
from applications.scheme import Scheme
from portal.calendar import today
from portal.people.models import User

GIVEN_UP = (State.WITHDRAWN, State.REVOKED)


def closed_reason(scheme: Scheme) -> str | None:
    """Return why nobody begins a case now or hands it in for the first time: its round is not open yet, or is closed."""
    rule = scheme.round
    if rule is not None and rule.closes_on is not None and today() > rule.closes_on:
        words = {"round": rule.name, "date": rule.closes_on}
        return _("%(round)s批次已于 %(date)s 截止，不能再新增或首次提交申报；已退回的仍可修改后重新提交。") % words
    return _not_open_reason(scheme)


def _not_open_reason(scheme: Scheme) -> str | None:
    """Return why nothing is handed in for the first time yet."""
    rule = scheme.round
    if rule is None or rule.opens_on is None or today() >= rule.opens_on:
        return None
    return _("%(round)s批次从 %(date)s 起受理申报，请届时再来。") % {"round": rule.name, "date": rule.opens_on}


def standing_cases(person: User, version: SchemeVersion) -> QuerySet[Application]:
    """The person's cases that keep another of the scheme from beginning, newest first, in whatever unit.

    Those that run, and an approved one where that is for good. In a round all of it but what was withdrawn or revoked;
    what belongs to other rounds stands in nobody's way.
    """
    scheme = version.scheme
    cases = about(person).filter(version__key=version.key).order_by("-id")
    if scheme.round is not None:
        return cases.filter(round=scheme.round.name).exclude(state__in=GIVEN_UP)
    return cases.filter(state__in=[*RUNNING, State.APPROVED] if scheme.once else RUNNING)
