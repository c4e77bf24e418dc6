"""What becomes of cases and files when their time is over, and of a person's cases when the account is closed."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from applications.choices import ENDED, STAGES, Party, State
from applications.former_queries import records_about
from applications.holding import held_until, permission_of
from applications.models import Application, Attachment, CaseImport, LegacyRecord, Submission
from applications.queries import about
from applications.services.erasing import (
    delete_draft,
    delete_unused_file,
    erase_case,
    needed_until,
    register_case_keeper,
)
from applications.services.importing import forget_import
from applications.services.legacy import forget_legacy
from portal.calendar import now
from portal.people.models import User
from portal.policy import Refused
from portal.privacy.leaving import Kept, register_eraser, register_kept, register_obstacles, register_ties
from portal.privacy.queries import days_of
from portal.privacy.retention import Rule, register_rule

LEAST_DAYS_OF_CASES = 366
"""The database refuses less than a year (`applications.retention_sql`)."""


class StillNeeded(Refused):
    """Something issued on the case is in force, or was until lately."""


def register() -> None:
    register_case_keeper(held_until)
    for rule in (DRAFTS, UNSUCCESSFUL, APPROVED, FILES, IMPORTS, LEGACY):
        register_rule(rule)
    register_obstacles(_obstacles)
    register_kept(_kept)
    register_ties(_without_cases)
    register_eraser(_erase_drafts)


# What each rule finds


def _never_submitted(cases: QuerySet[Application]) -> QuerySet[Application]:
    submissions = Submission.objects.filter(application=OuterRef("pk"))
    return cases.filter(submitted_at=None, state__in=[State.DRAFT, State.WITHDRAWN]).exclude(Exists(submissions))


def _drafts(before: dt.datetime) -> QuerySet[Application]:
    return _never_submitted(Application.objects.filter(saved_at__lt=before))


def _ended(before: dt.datetime, *states: State) -> QuerySet[Application]:
    """Submitted and ended before then; what still has its content."""
    cases = Application.objects.filter(state__in=states, decided_at__lt=before, erased_at=None)
    return cases.exclude(submitted_at=None)


def _unsuccessful(before: dt.datetime) -> QuerySet[Application]:
    return _ended(before, State.REJECTED, State.WITHDRAWN)


def _approved(before: dt.datetime) -> QuerySet[Application]:
    return _ended(before, State.APPROVED, State.REVOKED)


def _unused_files(before: dt.datetime) -> QuerySet[Attachment]:
    """Taken out of their slots, and of a case that was never submitted or not with them."""
    named = Submission.objects.filter(application=OuterRef("application"))
    return Attachment.objects.filter(removed_at__lt=before).exclude(Exists(named))


def _imports(before: dt.datetime) -> QuerySet[CaseImport]:
    return CaseImport.objects.filter(checked_at__lt=before)


def _legacy(before: dt.datetime) -> QuerySet[LegacyRecord]:
    return LegacyRecord.objects.filter(imported_at__lt=before)


# What each rule does


def _delete_draft(application: Application) -> int:
    return 1 + delete_draft(application=application)


def _erase_approved(application: Application) -> int:
    """The years begin when the certificate, or what a unit holds, has run out, not when it was issued."""
    day = needed_until(application)
    if _is_still_held(application):
        raise StillNeeded(gettext("单位仍持有该项业务权限，权限终止后才开始计算保存期限。"))
    if day is not None and now().date() < day + dt.timedelta(days=days_of(APPROVED)):
        raise StillNeeded(gettext("证书有效期届满后才开始计算保存期限，至 %(day)s。") % {"day": day})
    return erase_case(application=application)


def _is_still_held(application: Application) -> bool:
    """An approval without an end is needed as long as the unit lives by it."""
    if not application.is_of_unit or application.unit is None:
        return False
    return permission_of(application.unit, application.version.key).held_case == application


def _erase_unsuccessful(application: Application) -> int:
    return erase_case(application=application)


def _delete_file(attachment: Attachment) -> int:
    return delete_unused_file(attachment=attachment)


def _forget_import(kept: CaseImport) -> int:
    return forget_import(kept)


def _forget_legacy(record: LegacyRecord) -> int:
    return forget_legacy(record)


# Closing an account


def _obstacles(user: User) -> list[str]:
    """A case under way has to end first: handling it is a duty of the office (PIPL 13, 47)."""
    cases = about(user).filter(state__in=[*STAGES, State.RETURNED]).select_related("version")
    words = gettext("您有一项正在办理的申报（%(scheme)s，%(label)s），请等办结或先撤回，再申请注销。")
    return [words % {"scheme": case.scheme.title.of(get_language()), "label": case.label} for case in cases]


def _without_cases(accounts: QuerySet[User]) -> QuerySet[User]:
    """A unit's own case does not hang on who began it: the row of a closed account stays, and the case with it."""
    own = Application.objects.filter(applicant=OuterRef("pk"), subject=Party.PERSON)
    return accounts.exclude(Exists(own))


def _kept(user: User) -> list[Kept]:
    cases = about(user).filter(state__in=ENDED, erased_at=None).exclude(submitted_at=None)
    return [_kept_case(case) for case in cases.select_related("version")] + _kept_legacy(user)


def _kept_legacy(user: User) -> list[Kept]:
    """What a unit had declared on the former site is the unit's, with or without the person's account."""
    records = list(records_about(user))
    days = dt.timedelta(days=days_of(LEGACY)) if records else dt.timedelta()
    return [
        Kept(
            f"{LEGACY.title} · {one.unit_name or one.uscc} {one.round}", str(LEGACY.why), one.imported_at.date() + days
        )
        for one in records
    ]


def _kept_case(case: Application) -> Kept:
    rule = APPROVED if case.state in (State.APPROVED, State.REVOKED) else UNSUCCESSFUL
    ended = case.decided_at.date() if case.decided_at else None
    start = max((day for day in (ended, needed_until(case)) if day), default=None)
    what = f"{case.scheme.title.of(get_language())} · {case.label}"
    return Kept(what, str(rule.why), start + dt.timedelta(days=days_of(rule)) if start else None)


def _erase_drafts(user: User) -> dict[str, int]:
    drafts = list(_never_submitted(about(user)))
    for draft in drafts:
        delete_draft(application=draft, by=user)
    return {"drafts": len(drafts)}


DRAFTS = Rule("drafts", _("未提交的草稿"), _("从未提交，处理目的未实现"), 730, 30, _drafts, _delete_draft)
UNSUCCESSFUL = Rule(
    "cases_unsuccessful",
    _("未通过或撤回的申报"),
    _("行政审批档案的保存年限届满"),
    3 * 365,
    LEAST_DAYS_OF_CASES,
    _unsuccessful,
    _erase_unsuccessful,
)
APPROVED = Rule(
    "cases_approved",
    _("已认定或已撤销认定的申报（证书到期后起算）"),
    _("行政审批档案的保存年限届满，证书已失效"),
    10 * 365,
    LEAST_DAYS_OF_CASES,
    _approved,
    _erase_approved,
)
IMPORTS = Rule(
    "imports", _("单位批量导入的检查结果"), _("人员已导入或未再导入，结果不再需要"), 30, 1, _imports, _forget_import
)
LEGACY = Rule(
    "legacy_records",
    _("旧系统记录"),
    _("单位查阅和再次申报不再需要"),
    3 * 365,
    30,
    _legacy,
    _forget_legacy,
)
FILES = Rule("files_unused", _("已移除且未随申报提交的材料"), _("不再属于任何申报"), 30, 1, _unused_files, _delete_file)
