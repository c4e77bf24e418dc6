"""确认无误上报 for one or many: what the unit entered is submitted, what its people submitted is confirmed (NX-99…101)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from applications.choices import State
from applications.models import Application
from applications.services.confirming import confirm_case
from applications.services.submitting import submit_application
from applications.unit_queries import case_to_report
from portal.people.models import User
from portal.policy import Refused
from units.queries import units_of


@dataclass(frozen=True)
class Outcome:
    """What became of one case: reported, or why not."""

    application: Application
    reason: str = ""

    @property
    def is_done(self) -> bool:
        return not self.reason


def report_cases(*, user: User, chosen: dict[str, int]) -> list[Outcome]:
    """Report each case that still stands as the person saw it: `chosen` are revisions by public id.

    Each is done in a transaction of its own, so that one that is refused costs no other. What this person has already
    reported from the same page counts as done. Cases of others are left out.
    """
    units = set(units_of(user).values_list("pk", flat=True))
    cases = list(case_to_report(units, list(chosen)))
    return [_outcome(case, user, chosen[case.public_id]) for case in cases]


def _outcome(case: Application, user: User, revision: int) -> Outcome:
    try:
        with transaction.atomic():
            _report(case, user, revision)
    except Refused as refused:
        case.refresh_from_db()
        return Outcome(case, "" if _has_reported(case, user, revision) else refused.reason)
    case.refresh_from_db()
    return Outcome(case)


def _report(case: Application, user: User, revision: int) -> None:
    if case.state == State.UNIT_CONFIRM:
        confirm_case(application_id=case.pk, user=user, revision=revision)
    else:
        submit_application(application_id=case.pk, user=user, revision=revision)


def _has_reported(case: Application, user: User, revision: int) -> bool:
    """Whether the very next move after what the page showed was this person's report: a page that was sent twice."""
    if case.revision != revision + 1:
        return False
    last = case.timeline.order_by("-id").first()
    return last is not None and last.actor_id == user.pk and last.action in ("submitted", "confirmed")
