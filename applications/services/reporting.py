"""确认无误上报 for one or many: what the unit entered is submitted, what its people submitted is confirmed (NX-99…101)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from applications.choices import State
from applications.models import Application
from applications.policies import may_confirm_together
from applications.services.confirming import confirm_case
from applications.services.submitting import submit_application
from applications.unit_queries import case_to_report
from portal.people.models import User
from portal.policy import Refused, require
from units.queries import units_of


@dataclass(frozen=True)
class Outcome:
    """What became of one case: reported, or why not."""

    application: Application
    reason: str = ""

    @property
    def is_done(self) -> bool:
        return not self.reason


def report_cases(*, user: User, chosen: dict[str, int], is_vouched_for: bool = False) -> list[Outcome]:
    """Report each case that still stands as the person saw it: `chosen` are revisions by public id.

    Each is done in a transaction of its own, so that one that is refused costs no other. What this person has already
    reported from the same page counts as done. Cases of others are left out. What people file in steps is reported only
    by who says that they are the unit's people and that the materials are true (HZ-27): `is_vouched_for`.
    """
    units = set(units_of(user).values_list("pk", flat=True))
    cases = list(case_to_report(units, list(chosen)))
    return [_outcome(case, user, chosen[case.public_id], is_vouched_for) for case in cases]


def _outcome(case: Application, user: User, revision: int, is_vouched_for: bool) -> Outcome:
    try:
        with transaction.atomic():
            _report(case, user, revision, is_vouched_for)
    except Refused as refused:
        case.refresh_from_db()
        return Outcome(case, "" if _has_reported(case, user, revision) else refused.reason)
    case.refresh_from_db()
    return Outcome(case)


def _report(case: Application, user: User, revision: int, is_vouched_for: bool) -> None:
    if case.state == State.UNIT_CONFIRM:
        require(may_confirm_together(user, case))
        confirm_case(application_id=case.pk, user=user, revision=revision)
    elif case.scheme.is_filed_in_steps:
        if not is_vouched_for:
            raise Refused(vouching_missing())
        submit_application(application_id=case.pk, user=user, revision=revision, words=vouching())
    else:
        submit_application(application_id=case.pk, user=user, revision=revision)


def vouching() -> str:
    """Return what a unit says of those whom it reports (HZ-27)."""
    return _("已核对：申报人为本单位员工，申报材料真实、准确。")


def vouching_missing() -> str:
    return _("请先核对申报人是否为本单位员工、材料是否真实准确，并勾选确认后再上报。")


def _has_reported(case: Application, user: User, revision: int) -> bool:
    """Whether the very next move after what the page showed was this person's report: a page that was sent twice."""
    if case.revision != revision + 1:
        return False
    last = case.timeline.order_by("-id").first()
    return last is not None and last.actor_id == user.pk and last.action in ("submitted", "confirmed")
