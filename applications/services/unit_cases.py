"""A unit applies for itself: 申请开通, 修改资料, and again when an approval has run out (CY-26, CY-37)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from applications.choices import EDITABLE, STAGES, Party, State
from applications.holding import permission_of
from applications.models import Application, SchemeVersion
from applications.policies import may_apply_for_unit
from applications.queries import statement_text
from applications.services.copying import copy_from
from applications.services.drafts import UnableToStart, fill_in, record_consent, write_draft
from portal.people.models import User
from portal.policy import require
from units.models import Unit
from units.services.register import locked_unit


@transaction.atomic
def begin_unit_case(
    *, version: SchemeVersion, unit: Unit, by: User, agreed: bool = False, language: str = "zh-hans"
) -> Application:
    """Begin the unit's own case of a scheme and return it; what the unit can fill in or correct already, if there is any.

    It begins with what the unit had last submitted. Who agrees to the scheme's statement does so for the unit. Raises
    Refused, or UnableToStart while a case is under review and without the agreement.
    """
    require(may_apply_for_unit(by, unit, version.scheme))
    unit = locked_unit(unit)
    permission = permission_of(unit, version.key)
    if permission.editable is not None:
        return permission.editable
    if permission.case is not None and permission.case.state in STAGES:
        words = {"scheme": permission.title, "label": permission.case.label}
        raise UnableToStart(
            _("“%(scheme)s”正在审核（%(label)s），审核结束后才能修改；需要更正的，可以先撤回。") % words
        )
    if version.scheme.statement is not None and not agreed:
        raise UnableToStart(_("请先阅读声明，勾选“我已阅读以上声明并同意”后再继续。"))
    return _begin(version, unit, by, language)


def _begin(version: SchemeVersion, unit: Unit, by: User, language: str) -> Application:
    parties = {"subject": Party.UNIT, "entered_by": Party.UNIT, "submitted_by": Party.UNIT}
    last = _last_submitted(unit, version.key)
    application = write_draft(Application(version=version, applicant=by, unit=unit, follows=last, **parties), by=by)
    if last is not None:
        copy_from(last, application, by=by)
    if text := statement_text(version.scheme, language):
        record_consent(application, user=by, language=language, text=text)
    return application


def _last_submitted(unit: Unit, scheme_key: str) -> Application | None:
    """What the unit submitted last; what it took back only where there is nothing else."""
    cases = Application.objects.filter(unit=unit, version__key=scheme_key, subject=Party.UNIT, erased_at=None)
    submitted = cases.exclude(submitted_at=None).order_by("-id")
    last: Application | None = submitted.exclude(state=State.WITHDRAWN).first() or submitted.first()
    return last


@transaction.atomic
def follow_register(unit: Unit) -> None:
    """Bring what the register says of a unit into its own cases that are still filled in: it was certified anew (CY-29)."""
    cases = Application.objects.filter(unit=unit, subject=Party.UNIT, state__in=EDITABLE).order_by("id")
    for application in cases.select_for_update(of=("self",)):
        fill_in(application)
        application.save()
