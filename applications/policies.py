"""Who may do what with a case, each with the reason why not. Offices' rights are in `review.policies`."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.choices import EDITABLE, RUNNING, STAGES, Party, Progress, State
from applications.filing import is_before_reporting
from applications.holders import is_viewer
from applications.holding import obstacle_to_beginning, obstacle_to_submitting, permission_of
from applications.models import Application, Attachment, Submission
from applications.queries import is_submitted
from applications.renewing import obstacle_to_submitting as obstacle_to_renewing
from applications.rounds import closed_reason
from applications.scheme import Scheme
from portal.people.models import User
from portal.people.policies import lacks_identity_reason, may_submit_reason
from portal.privacy.policies import may_have_data_processed
from units.models import Unit
from units.policies import may_act_for_scheme_reason, not_opened_reason
from units.queries import is_administrator


def may_see(user: User, application: Application) -> bool:
    """The applicant always; the unit's administrators and the offices concerned once the case was submitted.

    A unit that reports what its people file sees it once its form is saved (HZ-26, HZ-31). A unit's own case is its
    administrators' from the beginning, and no more of whoever began it than of the others.
    """
    if application.is_about(user):
        return True
    if application.submitted_at is None:
        return fills_in_for_unit(user, application) or knows_unreported(user, application)
    return acts_for_unit(user, application) or is_viewer(user, application)


def may_see_attachment(user: User, attachment: Attachment) -> bool:
    """What was submitted is seen by all who see the case; what the applicant is still changing, by nobody else.

    But a unit that is to report it looks at the files as they are.
    """
    application = attachment.application
    if is_applying(user, application) or may_edit(user, application) is None:
        return True
    if attachment.removed_at is None and reads_unreported(user, application):
        return True
    return may_see(user, application) and is_submitted(attachment)


def may_see_submission(user: User, submission: Submission) -> bool:
    """Whether somebody who sees the case sees this submission of it: a unit, those that named it."""
    application = submission.application
    if is_applying(user, application) or not acts_for_unit(user, application) or application.unit is None:
        return True
    keys = [one.key for one in application.scheme.fields() if one.type == "unit"]
    return all(submission.answers.get(key) in (None, application.unit.public_id) for key in keys)


def may_print(user: User, application: Application) -> bool:
    """Whether the person may have the case's letters: the applicant, and who fills in or confirms for the unit (NX-104)."""
    return application.is_about(user) or acts_for_unit(user, application)


def may_print_letter(application: Application, key: str) -> str | None:
    """Return why a letter of the case is not printed now, or None (HZ-59, HZ-60, HZ-85)."""
    letter = application.scheme.letters[key]
    if application.is_from_former_site:
        return _("这项申报是旧系统导入的，不在本系统打印。")
    if letter.until_submitted and application.state not in EDITABLE:
        return _("“%(letter)s”只在提交以前打印。") % {"letter": letter.title.of(get_language())}
    if not is_before_reporting(application) or application.progress:
        return None
    if key not in dict(application.scheme.printed_letters()):
        return None
    word = application.scheme.word("save", get_language())
    return _("请先填写完整并点击“%(word)s”，再打印。") % {"word": word}


def is_applying(user: User, application: Application) -> bool:
    """Whether it is the person who applies: for themselves, or for the unit whose own case it is."""
    return application.is_about(user) or (application.is_of_unit and acts_for_unit(user, application))


def acts_for_unit(user: User, application: Application) -> bool:
    """Whether the person administers the unit that the case names."""
    return application.unit is not None and is_administrator(user, application.unit)


def may_read_identity(user: User, application: Application) -> str | None:
    """Return why this person may not see the numbers of a case whole, or None: its applicant, and who acts for its unit."""
    if application.is_about(user) or acts_for_unit(user, application):
        return None
    return _("只有申报人和所在单位的管理员可以查看完整号码。")


def may_start(user: User, scheme: Scheme) -> str | None:
    """Return why this person begins no case of their own, or None (HZ-29)."""
    if "person" not in scheme.fills_in:
        return _("本事项由单位填报，请联系所在单位。")
    return closed_reason(scheme) or lacks_identity_reason(user)


def may_enter(user: User, unit: Unit, scheme: Scheme) -> str | None:
    """Return why this person begins no case for the unit's people, or None (NX-14, NX-95, CY-34)."""
    if "unit" not in scheme.fills_in:
        return _("本事项由申报人本人填报。")
    if scheme.subject == "unit":
        return _("本事项由单位自己申请，不为个人填报。")
    if reason := may_act_for_scheme_reason(user, unit, scheme) or closed_reason(scheme):
        return reason
    return obstacle_to_beginning(permission_of(unit, scheme.needs)) if scheme.needs else None


def may_apply_for_unit(user: User, unit: Unit, scheme: Scheme) -> str | None:
    """Return why this person begins no case of the unit's own, or None (CY-26)."""
    if scheme.subject != "unit":
        return _("本事项不是单位自己的申请。")
    return may_act_for_scheme_reason(user, unit, scheme)


def fills_in_for_unit(user: User, application: Application) -> bool:
    """Whether the person fills in this case for its unit: one that the unit entered, confirms or must correct (NX-97)."""
    if "unit" not in application.scheme.fills_in or not acts_for_unit(user, application):
        return False
    return application.entered_by == Party.UNIT or application.submitted_at is not None


def may_edit(user: User, application: Application) -> str | None:
    """Return why this person may not change the answers now, or None (NB-53, NB-54, NX-103, NX-107, NX-122)."""
    is_own = party_of(user, application) == Party.PERSON
    if not is_own and not fills_in_for_unit(user, application):
        return _("只有该单位的管理员可以修改。") if application.is_of_unit else _("只有申报人本人可以修改。")
    if is_own and "person" not in application.scheme.fills_in:
        return _("本事项由单位填报，请联系所在单位。")
    if application.state in EDITABLE or (application.state == State.UNIT_CONFIRM and not is_own):
        return None if is_own or application.unit is None else not_opened_reason(application.unit, application.scheme)
    return _("该申报已提交（%(label)s），不能修改；如需更正，请联系办理机构退回。") % {"label": application.label}


def may_restore(user: User, application: Application) -> str | None:
    """Return why this person may not go back to the answers of the last recognition, or None.

    What reviewers have given back is corrected where they noted it, and begins from nothing no more.
    """
    if application.scheme.renews is None or application.follows is None:
        return _("本事项没有可以恢复的上次申报内容。")
    if application.submitted_at is not None:
        return _("已经提交过的申报不能恢复为上次认定时的内容，请逐项修改。")
    return may_edit(user, application)


def party_of(user: User, application: Application) -> Party:
    """Return as whom the person acts: for themselves where it is their own case and persons fill it in, else for the unit.

    Who acts for a unit that alone fills in does so for themselves like for anybody else of the unit (CY-43).
    """
    if not application.is_about(user):
        return Party.UNIT
    only_unit = "person" not in application.scheme.fills_in and fills_in_for_unit(user, application)
    return Party.UNIT if only_unit else Party.PERSON


def reports(user: User, application: Application) -> bool:
    """Whether it is this person's to report for the unit what others of the unit file in steps (HZ-25)."""
    return application.scheme.is_filed_in_steps and acts_for_unit(user, application)


def knows_unreported(user: User, application: Application) -> bool:
    """Whether the person knows of a case for its unit before it is reported: once its form is saved (HZ-26)."""
    return bool(application.progress) and is_before_reporting(application) and acts_for_unit(user, application)


def reads_unreported(user: User, application: Application) -> bool:
    """Whether they look at it as it stands: what the unit gave back is its person's alone until it is saved anew (HZ-34)."""
    return application.progress != Progress.RETURNED and knows_unreported(user, application)


def submits_as(user: User, application: Application) -> Party:
    """Return as whom the person submits: who reports for the unit does so for themselves like for anybody else."""
    return Party.UNIT if reports(user, application) else party_of(user, application)


def may_give_back(user: User, application: Application) -> str | None:
    """Return why this person may not give a case back that the unit has not reported, or None (HZ-34)."""
    if not reports(user, application):
        return _("只有申报人所在单位的管理员可以退回。")
    if not is_before_reporting(application):
        return _("该申报已上报（%(label)s），单位不能再退回。") % {"label": application.label}
    is_saved = application.progress in (Progress.FORM, Progress.FILES)
    return None if is_saved else _("该申报已在申报人处修改（%(label)s）。") % {"label": application.label}


def may_delete(user: User, application: Application) -> str | None:
    """Return why this person may not delete the case, or None (HZ-87, HZ-88)."""
    scheme = application.scheme
    if not application.is_about(user) or not (scheme.is_filed_in_steps or scheme.case_list):
        return _("只有申报人本人可以删除。")
    if application.state != State.DRAFT or application.submitted_at is not None:
        return _("该申报已提交上报（%(label)s），不能删除。") % {"label": application.label}
    return None


def may_submit(user: User, application: Application) -> str | None:
    """Return why this person may not submit, whatever the form holds; None if they may."""
    party = submits_as(user, application)
    if reason := _not_to_report(application) if reports(user, application) else may_edit(user, application):
        return reason
    if party.value not in application.scheme.submits:
        return _wrong_party(application, party)
    if application.state not in EDITABLE:
        return _("请在单位确认时确认上报。")
    if application.submitted_at is None and (reason := closed_reason(application.scheme)):
        return reason
    if reason := _needed_reason(application) or obstacle_to_renewing(application):
        return reason
    if party == Party.UNIT:
        return None
    return may_submit_reason(user) or may_have_data_processed(user)


def _not_to_report(application: Application) -> str | None:
    """Why a unit cannot report what its person files: the person has not saved all of it, or it was reported."""
    assert application.unit is not None
    if application.state not in EDITABLE:
        return _("该申报已提交（%(label)s），不能再次上报。") % {"label": application.label}
    if not application.progress:
        return _("申报人正在填写，信息还没有保存。")
    if application.progress != Progress.FILES:
        return _("申报人还没有上传并保存材料（%(label)s）。") % {"label": application.label}
    return not_opened_reason(application.unit, application.scheme)


def _wrong_party(application: Application, party: Party) -> str:
    """HZ-28."""
    if application.scheme.is_filed_in_steps:
        return _("个人账号不能上报：信息和材料保存后，请联系所在单位上报。")
    return _("本事项由单位提交，请联系所在单位。") if party == Party.PERSON else _("本事项由申报人本人提交。")


def _needed_reason(application: Application) -> str | None:
    """Why the unit's permission does not let the case be submitted."""
    needed, unit = application.scheme.needs, application.unit
    if needed is None or unit is None:
        return None
    return obstacle_to_submitting(permission_of(unit, needed), application)


def may_withdraw(user: User, application: Application) -> str | None:
    """Return why this person may not take the case back now, or None.

    What a unit has reported for a person stands until an office returns it (HZ-88).
    """
    if not takes_back(user, application):
        of_unit = application.is_of_unit or _is_units_alone(application)
        return _("只有该单位的管理员可以撤回。") if of_unit else _("只有申报人本人可以撤回。")
    if application.state not in RUNNING:
        return _("该申报已办结，不能撤回。")
    if application.scheme.is_filed_in_steps and application.state in STAGES:
        return _("提交上报后不可修改或删除；如需更正，请联系办理机构退回。")
    return None


def takes_back(user: User, application: Application) -> bool:
    """Whether it is theirs to take back: who applies; of what a unit entered, the unit while it has not submitted.

    What a unit alone submits it takes back later, too: whom it is about may have no account here (CY-43).
    """
    if is_applying(user, application):
        return True
    if application.entered_by != Party.UNIT or not fills_in_for_unit(user, application):
        return False
    return application.submitted_at is None or _is_units_alone(application)


def _is_units_alone(application: Application) -> bool:
    return application.scheme.submits == (Party.UNIT,)


def may_confirm(user: User, application: Application) -> str | None:
    """Return why this person may not confirm for the unit (NB-48), or None."""
    if application.unit is None or not is_administrator(user, application.unit):
        return _("只有申报人所在单位的管理员可以确认。")
    if application.state != State.UNIT_CONFIRM:
        return _("该申报现在不在单位确认环节（%(label)s）。") % {"label": application.label}
    return None


def may_confirm_together(user: User, application: Application) -> str | None:
    """Return why this case is not among several that the unit confirms at once, or None.

    Where the scheme wants each looked at by itself, or something recorded with it, it is confirmed on its own page.
    """
    if reason := may_confirm(user, application):
        return reason
    stage = application.scheme.stage(application.stage)
    if not (stage.one_by_one or stage.records):
        return None
    return _("“%(stage)s”要逐人核对并写明意见，不能批量办理，请打开该申报单独办理。") % {"stage": application.label}


def obstacle_to_reporting(user: User, application: Application) -> str | None:
    """Return why a case is not among several that the unit confirms or reports at once, whatever its form holds."""
    if application.state in EDITABLE:
        return may_submit(user, application)
    return may_confirm_together(user, application)


def may_leave_unit_reason(user: User, unit: Unit) -> str | None:
    """Why the last administrator cannot turn to another unit: somebody has to answer for cases under way (CY-19)."""
    if not Application.objects.filter(unit=unit, state__in=[*STAGES, State.RETURNED]).exists():
        return None
    words = _(
        "这张营业执照属于另一个单位，而您是“%(unit)s”唯一的管理员，该单位还有申报正在办理。请先在“我的单位”中添加另一位管理员，"
        "或等申报办结，再认证新的单位。"
    )
    return words % {"unit": unit.name}
