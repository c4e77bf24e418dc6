"""A unit's own case at the desk of an office: the unit applies, nobody's document is behind it, changes are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client

from portal.audit.models import Event
from portal.calendar import set_clock
from portal.calendar.services import fill_calendar
from portal.people.models import User
from portal.tenants.scope import tenant_scope
from review.models import ReviewTask
from tests.builders import make_tenant, sign_in
from tests.permitting import Permitting, fresh, make_permitting
from units.services import add_administrator

MORNING = dt.datetime(2026, 11, 3, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def permitting(db: None) -> Iterator[Permitting]:
    tenant = make_tenant(region_code="330200")
    with set_clock(MORNING), tenant_scope(tenant):
        fill_calendar()
        yield make_permitting(tenant)


@pytest.fixture
def officer(permitting: Permitting) -> Client:
    return _client(permitting.officers["service"])


def _client(user: User) -> Client:
    return sign_in(Client(headers={"host": "ningbo.localhost"}), user)


def _task(permitting: Permitting) -> ReviewTask:
    return ReviewTask.objects.filter(application__subject="unit").latest("id")


def _page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_desk_shows_the_unit_as_who_applies_and_no_person(permitting: Permitting, officer: Client) -> None:
    permitting.applied()
    task = _task(permitting)
    assert "朝晖科技有限公司" in _page(officer, "/desk/")
    page = _page(officer, f"/desk/tasks/{task.public_id}/")
    assert "申报主体" in page
    assert "朝晖科技有限公司" in page
    assert "查看完整证件号码" not in page
    assert permitting.keeper.id_number not in page
    permitting.decided(task.application)
    assert "朝晖科技有限公司" in _page(officer, "/desk/done/")


def test_phone_of_the_contact_is_shown_whole_by_a_button_that_is_logged(
    permitting: Permitting, officer: Client
) -> None:
    case = permitting.applied()
    url, phone = f"/desk/tasks/{_task(permitting).public_id}/", case.answers["contact_phone"]
    page = _page(officer, url)
    assert "查看完整联系电话" in page
    assert phone not in page
    whole = officer.post(f"{url}identity/").content.decode()
    assert phone in whole
    assert permitting.keeper.id_number not in whole
    assert Event.objects.filter(action="contact.viewed", target=f"applications.application:{case.pk}").exists()
    assert not Event.objects.filter(action="identity.viewed").exists()


@pytest.mark.requirement("CY-37")
def test_change_is_held_against_what_was_approved(permitting: Permitting, officer: Client) -> None:
    permitting.granted()
    permitting.applied(profile="已迁入新址的研发机构")
    context = officer.get(f"/desk/tasks/{_task(permitting).public_id}/").context
    assert [(one.label, one.before, one.after) for one in context["changes"]] == [
        ("企业简介", "研发机构", "已迁入新址的研发机构")
    ]


def test_correction_of_a_change_is_held_against_the_change(permitting: Permitting, officer: Client) -> None:
    permitting.granted()
    change = permitting.applied(profile="第一次改")
    permitting.decided(change, "return")
    permitting.applied(profile="第二次改")
    context = officer.get(f"/desk/tasks/{_task(permitting).public_id}/").context
    assert [(one.before, one.after) for one in context["changes"]] == [("第一次改", "第二次改")]


def test_erased_case_is_compared_with_nothing(permitting: Permitting, officer: Client) -> None:
    granted = permitting.granted()
    permitting.applied(profile="改过的")
    type(granted).objects.filter(pk=granted.pk).update(erased_at=MORNING)
    assert officer.get(f"/desk/tasks/{_task(permitting).public_id}/").context["changes"] == []


def test_reviewer_who_acts_for_the_unit_only_reads(permitting: Permitting, officer: Client) -> None:
    case = permitting.applied()
    add_administrator(unit=permitting.unit, user=permitting.officers["service"], by=permitting.keeper)
    url = f"/desk/tasks/{_task(permitting).public_id}/"
    assert "您是该单位的管理员，不能审核本单位的申报" in _page(officer, url)
    answer = officer.post(f"{url}decide/", {"decision": "pass", "words": "同意", "revision": case.revision})
    assert answer.status_code in (409, 422)
    assert fresh(case).state == "pre_review"
