"""The unit's desk: confirm a person's case or send it back (NB-48, AMB-02)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from applications.holders import Held
from applications.models import Application
from applications.policies import may_confirm
from applications.queries import all_paths
from applications.scheme import Stage
from applications.services.deadlines import stage_due
from applications.services.way import By, locked, pass_stage, return_to_applicant
from portal.calendar import today
from portal.people.models import User
from portal.policy import Refused, require


class UnitHolder:
    """Lets a case's own unit hold a stage."""

    def open(self, application: Application, stage: Stage) -> Held:
        if application.unit is None:
            raise Refused(_("请从查找结果中选择单位。"))
        due_on = None
        if stage.working_days is not None:
            due_on = stage_due(application, opens_on=today(), working_days=stage.working_days)
        name = application.unit.name
        return Held(name_zh=name, name_en=name, codes=(f"unit:{application.unit.uscc}",), due_on=due_on)

    def close(self, application: Application) -> None:
        """Nothing to take back: who may confirm follows from the state alone."""


@transaction.atomic
def confirm_case(*, application_id: int, user: User, revision: int | None = None, words: str = "") -> Application:
    """Confirm for the unit; the case goes on to the office. Raises Refused or MovedOn."""
    application = locked(application_id, revision=revision)
    require(may_confirm(user, application))
    pass_stage(application, by=By(user=user, office=_unit_as_office(application), words=words), action="confirmed")
    return application


@transaction.atomic
def return_case_by_unit(
    *, application_id: int, user: User, words: str, remarks: list[tuple[str, str]], revision: int | None = None
) -> Application:
    """Give a case back to the person for correction, saying why in words or remarks. Raises Refused or MovedOn."""
    application = locked(application_id, revision=revision)
    require(may_confirm(user, application))
    known = all_paths(application.scheme)
    remarks = [(path, text) for path, text in remarks if path in known]
    if not (words.strip() or remarks):
        raise Refused(_("退回时请写明原因，或在需要修改的项目旁写上批注。"))
    by = By(user=user, office=_unit_as_office(application), words=words)
    return_to_applicant(application, by=by, remarks=remarks)
    return application


def _unit_as_office(application: Application) -> Held:
    assert application.unit is not None
    return Held(name_zh=application.unit.name, name_en=application.unit.name)
