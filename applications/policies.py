"""Who may do what with a case, each with the reason why not. Offices' rights are in `review.policies`."""

from __future__ import annotations

from django.utils.translation import gettext as _

from applications.choices import EDITABLE, RUNNING, State
from applications.holders import is_viewer
from applications.models import Application, Attachment
from applications.queries import is_submitted
from portal.people.models import User
from portal.people.policies import may_submit_reason
from portal.privacy.policies import may_have_data_processed
from units.queries import is_administrator


def may_see(user: User, application: Application) -> bool:
    """The applicant always; the unit's administrators and the offices concerned once the case was submitted."""
    if application.applicant_id == user.pk:
        return True
    if application.submitted_at is None:
        return False
    return acts_for_unit(user, application) or is_viewer(user, application)


def may_see_attachment(user: User, attachment: Attachment) -> bool:
    """What was submitted is seen by all who see the case; what the applicant is still changing, by nobody else."""
    application = attachment.application
    if application.applicant_id == user.pk:
        return True
    return may_see(user, application) and is_submitted(attachment)


def acts_for_unit(user: User, application: Application) -> bool:
    """Whether the person administers the unit that the case names."""
    return application.unit is not None and is_administrator(user, application.unit)


def may_read_identity(user: User, application: Application) -> str | None:
    """Return why this person may not see the numbers of a case whole, or None: its applicant, and who acts for its unit."""
    if application.applicant_id == user.pk or acts_for_unit(user, application):
        return None
    return _("只有申报人和所在单位的管理员可以查看完整号码。")


def may_edit(user: User, application: Application) -> str | None:
    """Return why this person may not change the answers now, or None (NB-53, NB-54)."""
    if application.applicant_id != user.pk:
        return _("只有申报人本人可以修改。")
    if application.state not in EDITABLE:
        return _("该申报已提交（%(label)s），不能修改；如需更正，请联系办理机构退回。") % {"label": application.label}
    return None


def may_submit(user: User, application: Application) -> str | None:
    """Return why this person may not submit, whatever the form holds; None if they may."""
    return may_edit(user, application) or may_submit_reason(user) or may_have_data_processed(user)


def may_withdraw(user: User, application: Application) -> str | None:
    if application.applicant_id != user.pk:
        return _("只有申报人本人可以撤回。")
    if application.state not in RUNNING:
        return _("该申报已办结，不能撤回。")
    return None


def may_confirm(user: User, application: Application) -> str | None:
    """Return why this person may not confirm for the unit (NB-48), or None."""
    if application.unit is None or not is_administrator(user, application.unit):
        return _("只有申报人所在单位的管理员可以确认。")
    if application.state != State.UNIT_CONFIRM:
        return _("该申报现在不在单位确认环节（%(label)s）。") % {"label": application.label}
    return None
