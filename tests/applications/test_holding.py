"""Where a unit stands with its permission, and what that lets it do."""

from __future__ import annotations

import datetime as dt

import pytest

from applications.holding import Permission, permission_of
from applications.models import Application
from applications.policies import may_enter
from applications.services.drafts import save_answers
from applications.services.submitting import submit_application
from applications.services.way import By, revoke
from applications.services.withdrawing import withdraw_application
from portal.calendar import set_clock
from portal.policy import Refused
from portal.tenants.models import Tenant
from tests.applications.conftest import MORNING
from tests.permitting import Permitting, fresh, make_permitting


def _permission(at: Permitting) -> Permission:
    return permission_of(at.unit, "permission")


def _reason(at: Permitting) -> str | None:
    return may_enter(at.keeper, at.unit, at.declaration.scheme)


def _revoked(case: Application, at: Permitting) -> None:
    revoke(fresh(case), by=By(user=at.officers["service"], words="资料不实"))


@pytest.mark.requirement("CY-34")
def test_without_a_permission_nobody_is_entered(permitting: Permitting) -> None:
    assert _permission(permitting).state == "none"
    assert _reason(permitting) == "本单位尚未开通“业务权限”。请在单位工作台点击“申请开通”，审核通过后才能填报。"
    with pytest.raises(Refused, match="尚未开通"):
        permitting.entered()


@pytest.mark.requirement("CY-34")
def test_each_way_of_not_holding_it_says_what_to_do(permitting: Permitting) -> None:
    case = permitting.filled_in()
    assert (_permission(permitting).state, _permission(permitting).editable) == ("draft", case)
    assert "继续填写并提交" in (_reason(permitting) or "")
    submit_application(application_id=case.pk, user=permitting.keeper)
    assert _permission(permitting).state == "review"
    assert "正在审核（审核中）" in (_reason(permitting) or "")
    assert "查看详情" in (_reason(permitting) or "")


@pytest.mark.requirement("CY-36", "CY-40")
def test_held_permission_lets_person_after_person_be_entered(permitting: Permitting) -> None:
    case = permitting.granted()
    held = _permission(permitting)
    assert (held.state, held.case, held.held_case, held.until) == ("held", case, case, dt.date(2027, 11, 2))
    assert _reason(permitting) is None
    permitting.declared(6_800_001)
    permitting.declared(6_800_002)
    assert Application.objects.filter(subject="unit").count() == 1


@pytest.mark.requirement("CY-38")
def test_failed_permission_says_why(permitting: Permitting) -> None:
    permitting.decided(permitting.applied(), "return", "资质证书已过期。")
    assert _permission(permitting).state == "failed"
    assert _reason(permitting) == (
        "本单位的“业务权限”没有通过审核（业务权限审核不通过）。原因：资质证书已过期。"
        "请在单位工作台点击“重新申请”，修改后再次提交。"
    )


def test_permission_holds_to_its_last_day_and_not_longer(permitting: Permitting) -> None:
    permitting.granted()
    draft = permitting.entered()
    with set_clock(MORNING + dt.timedelta(days=364)):  # 2 November 2027
        assert _permission(permitting).is_held
    with set_clock(MORNING + dt.timedelta(days=365)):
        assert _permission(permitting).state == "expired"
        assert "已于 2027-11-02 到期" in (_reason(permitting) or "")
        assert "重新申请" in (_reason(permitting) or "")
        with pytest.raises(Refused, match="到期"):
            submit_application(application_id=draft.pk, user=permitting.keeper)


def test_what_was_submitted_once_is_corrected_after_the_permission_ran_out(permitting: Permitting) -> None:
    permitting.granted()
    case = permitting.decided(permitting.declared(), "return")
    with set_clock(MORNING + dt.timedelta(days=400)):
        save_answers(application_id=case.pk, user=permitting.keeper, answers={"title": "高级工程师"})
        submit_application(application_id=case.pk, user=permitting.keeper)
    assert fresh(case).stage == "first"


def test_permission_without_months_holds_without_end(tenant: Tenant) -> None:
    at = make_permitting(tenant, valid_months=None)
    at.granted()
    with set_clock(MORNING + dt.timedelta(days=4000)):
        assert (_permission(at).state, _permission(at).until) == ("held", None)


@pytest.mark.requirement("CY-37")
def test_while_a_change_is_under_review_new_ones_wait_and_running_ones_go_on(permitting: Permitting) -> None:
    """AMB-24."""
    granted = permitting.granted()
    draft, running = permitting.entered(6_800_001), permitting.declared(6_800_002)
    change = permitting.applied(profile="改名后的简介")
    assert change != granted
    permission = _permission(permitting)
    assert (permission.state, permission.held_case, permission.is_change) == ("review", granted, True)
    assert "变更正在审核" in (_reason(permitting) or "")
    with pytest.raises(Refused, match="变更正在审核"):
        permitting.entered(6_800_003)
    submit_application(application_id=draft.pk, user=permitting.keeper)
    assert permitting.decided(running).stage == "second"
    permitting.decided(change)
    assert _permission(permitting).held_case == change
    permitting.entered(6_800_003)


def test_change_that_failed_can_be_taken_back_and_the_old_permission_holds_again(permitting: Permitting) -> None:
    granted = permitting.granted()
    change = permitting.decided(permitting.applied(profile="改"), "return", "请说明")
    assert (_permission(permitting).state, _permission(permitting).held_case) == ("failed", granted)
    assert "或撤回变更" in (_reason(permitting) or "")
    withdraw_application(application_id=change.pk, user=permitting.keeper)
    assert _permission(permitting).held_case == granted
    assert _reason(permitting) is None


def test_revoked_permission_stops_corrections_as_well(permitting: Permitting) -> None:
    granted = permitting.granted()
    case = permitting.decided(permitting.declared(), "return")
    _revoked(granted, permitting)
    assert _permission(permitting).state == "revoked"
    assert "已被撤销，不能填报。原因：资料不实。" in (_reason(permitting) or "")
    with pytest.raises(Refused, match="撤销"):
        submit_application(application_id=case.pk, user=permitting.keeper)
    permitting.granted()
    submit_application(application_id=case.pk, user=permitting.keeper)


def test_draft_of_a_change_leaves_the_permission_held(permitting: Permitting) -> None:
    permitting.granted()
    draft = permitting.begun()
    assert (_permission(permitting).state, _permission(permitting).editable) == ("held", draft)
