"""The unit's desk: confirm a person's case or send it back (NB-48, AMB-02)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from applications.holders import Held
from applications.models import Application, Submission
from applications.paths import all_paths
from applications.policies import may_confirm
from applications.queries import latest_submission, present_attachments
from applications.scheme import Stage
from applications.services.deadlines import stage_due
from applications.services.submitting import demand_complete, freeze
from applications.services.way import By, locked, pass_stage, return_to_applicant, unit_as_office
from portal.calendar import now, today
from portal.people.models import User
from portal.policy import Refused, require


class UnitHolder:
    """Lets a case's own unit hold a stage."""

    def open(self, application: Application, stage: Stage) -> Held:
        if application.unit is None:
            raise Refused(_("请从查找结果中选择单位。"))
        return self.foresee(application, stage, opens_on=today())

    def close(self, application: Application) -> None:
        """Nothing to take back: who may confirm follows from the state alone."""

    def foresee(self, application: Application, stage: Stage, *, opens_on: dt.date | None) -> Held:
        if application.unit is None:
            return Held("", "")
        due_on = None
        if stage.working_days is not None and opens_on is not None:
            due_on = stage_due(application, opens_on=opens_on, working_days=stage.working_days)
        name = application.unit.name
        return Held(name_zh=name, name_en=name, codes=(f"unit:{application.unit.uscc}",), due_on=due_on)


@transaction.atomic
def confirm_case(*, application_id: int, user: User, revision: int | None = None, words: str = "") -> Application:
    """Confirm for the unit; the case goes on to the office (NX-101).

    What the unit has corrected meanwhile is looked at and frozen as a submission of its own (NX-103). Raises
    UnableToSubmit with the faults, MovedOn or Refused.
    """
    application = locked(application_id, revision=revision)
    require(may_confirm(user, application))
    corrected = _freeze_corrections(application, user)
    by = By(user=user, office=unit_as_office(application), words=words, evidence=corrected)
    pass_stage(application, by=by, action="confirmed")
    return application


def _freeze_corrections(application: Application, user: User) -> tuple[Submission, ...]:
    last = latest_submission(application)
    files = [one.sha256 for one in present_attachments(application)]
    if (
        last is not None
        and last.answers == application.answers
        and [one["sha256"] for one in last.attachments] == files
    ):
        return ()
    demand_complete(application)
    application.submitted_at = now()
    application.save()
    return (freeze(application, user),)


@transaction.atomic
def return_case_by_unit(
    *, application_id: int, user: User, words: str, remarks: list[tuple[str, str]], revision: int | None = None
) -> Application:
    """Give a case back to the person for correction, saying why in words or remarks. Raises Refused or MovedOn."""
    application = locked(application_id, revision=revision)
    require(may_confirm(user, application))
    known = all_paths(application.scheme, application.answers)
    remarks = [(path, text) for path, text in remarks if path in known]
    if not (words.strip() or remarks):
        raise Refused(_("退回时请写明原因，或在需要修改的项目旁写上批注。"))
    by = By(user=user, office=unit_as_office(application), words=words)
    return_to_applicant(application, by=by, remarks=remarks)
    return application
