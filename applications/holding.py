"""What a unit holds: the approval of a scheme for which it applies itself, as of today (docs/decisions, 19)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications.choices import EDITABLE, STAGES, Party, State
from applications.models import Application
from applications.queries import current_version, failure_of
from applications.scheme import Scheme
from portal.calendar import today
from portal.calendar.months import last_day_of
from units.models import Unit

Standing = Literal["none", "draft", "review", "failed", "held", "expired", "revoked"]


@dataclass(frozen=True)
class Permission:
    """Where a unit stands with a scheme of its own.

    `case` is the latest that was submitted and not taken back: it alone decides the state. `held_case` is the approval
    that still stands, also while a change of it is under review; `until` its last day, or the day it ran out; without
    a date it holds until revoked. `editable` is what the unit can fill in or correct now.
    """

    scheme: Scheme
    state: Standing
    case: Application | None = None
    held_case: Application | None = None
    until: dt.date | None = None
    editable: Application | None = None
    is_revoked: bool = False

    @property
    def is_held(self) -> bool:
        return self.state == "held"

    @property
    def is_change(self) -> bool:
        """Whether the approval stands and something newer was submitted that is not approved."""
        return self.held_case is not None and not self.is_held

    @property
    def title(self) -> str:
        return self.scheme.title.of(get_language())


def permission_of(unit: Unit, scheme_key: str) -> Permission:
    """Return where the unit stands with a scheme of its own (CY-34…40, AMB-24)."""
    version = current_version(scheme_key)
    assert version is not None  # publishing refuses a need that no scheme of the tenant meets
    cases = unit_cases(unit, scheme_key)
    submitted = [case for case in cases if case.submitted_at is not None]
    editable = next((case for case in cases if case.state in EDITABLE), None)
    if not submitted:
        return Permission(version.scheme, "draft" if editable else "none", editable=editable)
    decided = next((case for case in submitted if case.state in (State.APPROVED, State.REVOKED)), None)
    return _standing(version.scheme, submitted[0], decided, editable)


def unit_cases(unit: Unit, scheme_key: str) -> list[Application]:
    """Return the unit's own cases of a scheme that it has not taken back, newest first: they are few."""
    cases = Application.objects.filter(unit=unit, version__key=scheme_key, subject=Party.UNIT)
    cases = cases.exclude(state=State.WITHDRAWN).defer("answers")
    return list(cases.prefetch_related("version").order_by("-id"))


def _standing(
    scheme: Scheme, latest: Application, decided: Application | None, editable: Application | None
) -> Permission:
    approved = decided if decided is not None and decided.state == State.APPROVED else None
    until = held_until(approved) if approved else None
    held = approved if until is None or until >= today() else None
    return Permission(
        scheme=scheme,
        state=_state_of(latest, is_held=latest == held),
        case=latest,
        held_case=held,
        until=until,
        editable=editable,
        is_revoked=decided is not None and approved is None,
    )


def _state_of(latest: Application, *, is_held: bool) -> Standing:
    if latest.state in STAGES:
        return "review"
    if latest.state in (State.RETURNED, State.REJECTED):
        return "failed"
    if latest.state == State.REVOKED:
        return "revoked"
    return "held" if is_held else "expired"


def held_until(case: Application) -> dt.date | None:
    """Return the last day on which the approval of a unit's case holds; None without an end, or without an approval."""
    months = case.scheme.valid_months
    if case.state != State.APPROVED or months is None or case.decided_at is None:
        return None
    return last_day_of(timezone.localdate(case.decided_at), months)


def obstacle_to_beginning(permission: Permission) -> str | None:
    """Return why the unit begins nothing that needs this permission, and what to do; None while it is held (CY-34)."""
    if permission.is_held:
        return None
    return _REASONS[f"{permission.state}_change" if permission.is_change else permission.state] % _words(permission)


def obstacle_to_submitting(permission: Permission, application: Application) -> str | None:
    """Return why a case that needs this permission is not submitted now, or None.

    A change under review holds up nothing that was begun (AMB-24). What had been submitted once is corrected and
    submitted again whatever became of the permission, unless it was revoked.
    """
    if permission.is_revoked:
        return obstacle_to_beginning(permission)
    if permission.held_case is not None or application.submitted_at is not None:
        return None
    return obstacle_to_beginning(permission)


def _words(permission: Permission) -> dict[str, str]:
    language, case = get_language(), permission.case
    failure = failure_of(case) if case else None
    reason = failure.words if failure else ""
    return {
        "scheme": permission.title,
        "label": case.label if case else "",
        "reason": _("原因：%(reason)s。") % {"reason": reason.rstrip("。. ")} if reason else "",
        "day": permission.until.isoformat() if permission.until else "",
        **{key: permission.scheme.word(key, language) for key in ("open", "details", "correct")},
    }


_REASONS = {
    "none": gettext_lazy("本单位尚未开通“%(scheme)s”。请在单位工作台点击“%(open)s”，审核通过后才能填报。"),
    "draft": gettext_lazy("本单位的“%(scheme)s”还没有提交。请在单位工作台继续填写并提交，审核通过后才能填报。"),
    "review": gettext_lazy(
        "本单位的“%(scheme)s”正在审核（%(label)s），审核通过后才能填报。可在单位工作台点击“%(details)s”了解进度。"
    ),
    "review_change": gettext_lazy(
        "本单位的“%(scheme)s”变更正在审核（%(label)s），审核通过后才能新增填报；已开始的填报不受影响，可以继续办理。"
    ),
    "failed": gettext_lazy(
        "本单位的“%(scheme)s”没有通过审核（%(label)s）。%(reason)s请在单位工作台点击“%(correct)s”，修改后再次提交。"
    ),
    "failed_change": gettext_lazy(
        "本单位的“%(scheme)s”变更没有通过审核（%(label)s）。%(reason)s"
        "请在单位工作台点击“%(correct)s”，修改后再次提交，或撤回变更；已开始的填报不受影响。"
    ),
    "expired": gettext_lazy(
        "本单位的“%(scheme)s”已于 %(day)s 到期。请在单位工作台点击“%(open)s”重新申请，审核通过后才能填报。"
    ),
    "revoked": gettext_lazy(
        "本单位的“%(scheme)s”已被撤销，不能填报。%(reason)s如有异议请联系审核机构；"
        "具备条件后可在单位工作台点击“%(open)s”重新申请。"
    ),
}
"""Why nothing new is begun, by where the permission stands; `_change` while an approval is being changed."""
