"""Accounts of the former site come to the unit that the network vouches for, or wait for the bureau (HZ-16, HZ-18, HZ-19)."""

import datetime as dt

import pytest
from django.utils.html import strip_tags

from portal.audit.models import Event
from portal.calendar import now
from portal.people.models import User
from portal.policy import Overtaken, Refused
from portal.privacy.retention import rule_of
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_application, make_tenant, make_unit, make_user, publish
from tests.departments import (
    OTHER_USCC,
    USCC,
    browser_of,
    come,
    make_legal_person,
    old_account,
)
from tests.departments.fixtures import lakeside  # noqa: F401
from units import retention
from units.models import LegacyUnit, Unit
from units.queries import disputed_accounts, find_units
from units.services.claiming import claim, claim_waiting, give_account, set_account_aside

WHOLE = {"competent_department": "health", "unit_kind": "enterprise", "handler_mobile": "15400000041"}


@pytest.fixture
def account(lakeside: Tenant):  # noqa: F811
    return make_legal_person(lakeside)


def declared(tenant: Tenant, legacy: LegacyUnit, **facts):
    version = publish(tenant)
    return make_application(tenant, version, legacy_unit=legacy, state="approved", **facts)


def information_page(account, unit: Unit) -> str:
    page = browser_of(account).get(f"/my-units/{unit.public_id}/information/")
    return strip_tags(page.content.decode())


@pytest.mark.requirement("HZ-16", "HZ-18")
def test_first_sign_in_takes_over_the_old_account_with_its_declarations(lakeside, account):  # noqa: F811
    legacy = old_account(**WHOLE)
    case, other = declared(lakeside, legacy), declared(lakeside, old_account("old9", OTHER_USCC))
    unit = come(account)
    assert (unit.state, unit.kind) == ("OPEN", "enterprise")  # nothing is chosen again
    assert unit.information["competent_department"] == "health"
    legacy.refresh_from_db()
    assert (legacy.unit, legacy.claimed_by) == (unit, account)
    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.unit, other.unit) == (unit, None)
    assert find_units("湖滨") == [unit]
    event = Event.objects.get(action="legacy_unit.claimed")
    assert (event.detail["account"], event.actor_id) == ("old1", account.pk)
    assert "old1" in information_page(account, unit)


@pytest.mark.requirement("HZ-16", "HZ-18")
@pytest.mark.parametrize(
    "known",
    [
        {"unit_kind": "enterprise"},
        {"competent_department": "gone", "unit_kind": "enterprise"},
        {"competent_department": "window", "unit_kind": "enterprise", "faculty": "x"},
    ],
)
def test_what_the_old_account_knows_rightly_is_filled_in_and_the_rest_is_asked(account, known):
    old_account(**known)
    unit = come(account)
    assert unit.state == "STATING"
    assert unit.information.get("unit_kind") == "enterprise"
    assert not unit.information.get("competent_department")
    assert "faculty" not in unit.information
    answer = browser_of(account).post(
        f"/my-units/{unit.public_id}/information/",
        {
            "go": "save",
            "revision": unit.revision,
            "field:competent_department": "education",
            "field:unit_kind": "enterprise",
        },
    )
    assert answer.status_code == 302
    unit.refresh_from_db()
    assert unit.state == "OPEN"


@pytest.mark.requirement("HZ-19")
@pytest.mark.parametrize("code", ["", OTHER_USCC, USCC[:-1], "9133"])
def test_old_code_that_is_wrong_or_missing_makes_it_a_first_registration(lakeside, account, code):  # noqa: F811
    legacy = old_account(uscc=code, **WHOLE)
    case = declared(lakeside, legacy)
    unit = come(account)
    legacy.refresh_from_db()
    case.refresh_from_db()
    assert (unit.state, unit.information, legacy.unit, case.unit) == ("STATING", {}, None, None)


@pytest.mark.requirement("HZ-18", "HZ-19")
def test_code_of_two_old_accounts_moves_nothing_and_the_page_says_so(lakeside, account):  # noqa: F811
    first, second = old_account(**WHOLE), old_account("old2", name="湖滨大学附院")
    case = declared(lakeside, first)
    unit = come(account)
    case.refresh_from_db()
    assert (unit.state, case.unit) == ("STATING", None)
    assert list(disputed_accounts()) == [first, second]
    page = information_page(account, unit)
    assert "原系统中有 2 个单位账号登记了本单位的统一社会信用代码" in page
    assert "由湖滨市人力资源和社会保障局核实决定" in page
    assert claim_waiting() == 0


def test_accounts_of_one_code_are_no_dispute_before_the_unit_has_come(lakeside):  # noqa: F811
    old_account(), old_account("old2")
    make_unit(lakeside, "湖滨大学", uscc=USCC)  # nobody has vouched for it
    assert not disputed_accounts().exists()


def test_one_that_the_bureau_leaves_over_is_not_claimed_by_itself(lakeside, account):  # noqa: F811
    first, second = old_account(), old_account("old2")
    unit, clerk = come(account), make_user(lakeside)
    give_account(legacy=first, unit=unit, by=clerk, reason="公函1号", seen="")
    come(account)
    assert claim_waiting() == 0
    assert list(disputed_accounts()) == [second]
    set_account_aside(legacy=second, by=clerk, reason="系另一单位", seen="")
    assert not disputed_accounts().exists()
    second.refresh_from_db()
    assert second.unit is None
    give_account(legacy=second, unit=unit, by=clerk, reason="公函2号", seen=second.decided)
    second.refresh_from_db()
    assert second.unit == unit


@pytest.mark.requirement("HZ-18")
def test_account_that_is_imported_later_is_claimed_at_the_next_sign_in_or_by_the_service(lakeside, account):  # noqa: F811
    unit = come(account)
    legacy = old_account(**WHOLE)
    case = declared(lakeside, legacy)
    come(account)
    case.refresh_from_db()
    unit.refresh_from_db()
    assert (case.unit, unit.state) == (unit, "OPEN")
    other = come(make_legal_person(lakeside, "湖滨学院"), OTHER_USCC, "湖滨学院")
    later = old_account("old3", OTHER_USCC)
    assert claim_waiting() == 1
    assert claim_waiting() == 0
    later.refresh_from_db()
    assert (later.unit, later.claimed_by) == (other, None)


def test_nobody_claims_what_the_network_did_not_vouch_for(lakeside):  # noqa: F811
    legacy, unit = old_account(), make_unit(lakeside, "湖滨大学", uscc=USCC)
    assert claim_waiting() == 0
    with pytest.raises(Refused, match="法人账号登录"):
        give_account(legacy=legacy, unit=unit, by=make_user(lakeside), reason="公函", seen="")
    legacy.refresh_from_db()
    assert legacy.unit is None


def test_claim_is_done_once_and_never_taken_from_a_unit(lakeside, account):  # noqa: F811
    legacy, unit = old_account(), come(account)
    come(account)
    other = come(make_legal_person(lakeside, "湖滨学院"), OTHER_USCC, "湖滨学院")
    legacy.refresh_from_db()
    assert legacy.unit == unit
    assert claim(legacy=legacy, unit=unit, by=None) is False
    assert Event.objects.filter(action="legacy_unit.claimed").count() == 1
    with pytest.raises(Overtaken, match="归入“湖滨大学”"):
        claim(legacy=legacy, unit=other, by=None)


def test_what_the_unit_has_stated_itself_is_not_overwritten(lakeside, account):  # noqa: F811
    unit = come(account)
    browser_of(account).post(
        f"/my-units/{unit.public_id}/information/",
        {"go": "save", "field:competent_department": "education", "field:unit_kind": "university"},
    )
    old_account(**WHOLE)
    come(account)
    unit.refresh_from_db()
    assert (unit.information["competent_department"], unit.information["unit_kind"]) == ("education", "university")
    assert unit.information["handler_mobile"] == "15400000041"
    assert unit.kind == "university"


@pytest.mark.parametrize("decide", [give_account, set_account_aside])
def test_bureau_gives_its_reason_and_learns_who_was_first(lakeside, account, decide):  # noqa: F811
    legacy, unit, clerk = old_account(uscc=""), come(account), make_user(lakeside, name="王处长")
    more = {"unit": unit} if decide is give_account else {}
    with pytest.raises(Refused, match="依据"):
        decide(legacy=legacy, by=clerk, reason=" ", seen="", **more)
    set_account_aside(legacy=legacy, by=clerk, reason="没有证明", seen="")
    with pytest.raises(Overtaken, match="王处长 已于"):
        decide(legacy=legacy, by=clerk, reason="公函", seen="", **more)


# --- what becomes of what the accounts knew


def test_information_of_old_accounts_is_erased_after_its_days_and_the_account_stays(lakeside, account):  # noqa: F811
    kept = old_account(**WHOLE)
    unit, rule = come(account), rule_of("legacy_units")
    assert list(rule.due(now() + dt.timedelta(seconds=1))) == [kept]
    assert rule.erase(kept) == 1
    assert not rule.due(now() + dt.timedelta(seconds=1)).exists()
    kept.refresh_from_db()
    assert (kept.information, kept.unit, kept.name) == ({}, unit, "湖滨大学")


def test_account_that_decided_stays_with_what_it_decided(lakeside):  # noqa: F811
    clerk = make_user(lakeside)
    set_account_aside(legacy=old_account(), by=clerk, reason="没有证明", seen="")
    everybody = User.objects.filter(tenant=lakeside)
    assert clerk in everybody
    assert clerk not in retention._without_units(everybody)


def test_another_portal_does_not_find_an_account(lakeside):  # noqa: F811
    found = old_account()
    with tenant_scope(make_tenant("elsewhere")):
        assert not LegacyUnit.objects.filter(pk=found.pk).exists()
