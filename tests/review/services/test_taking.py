"""Who works on a task."""

import datetime as dt

import pytest

from portal.audit.models import Event
from portal.calendar import set_clock
from portal.notices.models import Notice
from portal.policy import Refused
from review.models import Seat
from review.queries.history import history_of
from review.services.taking import hand_back_task, hand_over_task, take_back_task, take_task
from tests.review.services.acting import IN_WINDOW, decide, fresh, officer, task_of

HAISHU = "alliance-haishu"


@pytest.fixture
def taken(cases):
    """A task in the hands of 王审核."""
    task = task_of(cases.send())
    return take_task(task_id=task.pk, user=officer(HAISHU, "王审核"))


def test_taken_task_is_closed_to_colleagues_by_name(taken):
    colleague = officer(HAISHU, "钱同事")
    with pytest.raises(Refused, match="王审核 正在办理"):
        take_task(task_id=taken.pk, user=colleague)
    with pytest.raises(Refused, match="王审核 正在办理"):
        decide(taken.application, user=colleague)
    decide(taken.application, user=officer(HAISHU, "王审核"))


def test_taking_twice_is_no_fault(taken):
    assert take_task(task_id=taken.pk, user=taken.taken_by).taken_by == taken.taken_by
    assert Event.objects.filter(action="task.taken").count() == 1


def test_task_handed_back_is_free(taken):
    colleague = officer(HAISHU, "钱同事")
    with pytest.raises(Refused):
        hand_back_task(task_id=taken.pk, user=colleague)
    hand_back_task(task_id=taken.pk, user=taken.taken_by)
    assert take_task(task_id=taken.pk, user=colleague).taken_by == colleague


def test_task_is_handed_over_inside_the_office_only(taken):
    colleague, stranger = officer(HAISHU, "钱同事"), officer("alliance-yuyao")
    with pytest.raises(Refused):
        hand_over_task(task_id=taken.pk, user=taken.taken_by, to=stranger)
    assert hand_over_task(task_id=taken.pk, user=taken.taken_by, to=colleague).taken_by == colleague
    event = Event.objects.get(action="task.handed_over")
    assert event.detail == {"to": "钱同事"}
    notice = Notice.objects.get(recipient=colleague, key="task.handed_over")
    assert taken.applicant_name in notice.text
    assert taken.public_id in notice.link


def test_task_of_a_disabled_colleague_is_not_handed_to_them(taken):
    colleague = officer(HAISHU, "钱同事")
    colleague.is_active = False
    colleague.save()
    with pytest.raises(Refused):
        hand_over_task(task_id=taken.pk, user=taken.taken_by, to=colleague)


@pytest.mark.parametrize("how", ["seat", "account"])
def test_task_of_somebody_who_left_can_be_taken_by_the_others(taken, how):
    colleague = officer(HAISHU, "钱同事")
    if how == "seat":
        Seat.objects.filter(user=taken.taken_by).update(is_active=False)
    else:
        taken.taken_by.is_active = False
        taken.taken_by.save()
    assert take_task(task_id=taken.pk, user=colleague).taken_by == colleague
    decide(taken.application, user=colleague)
    assert fresh(taken.application).stage == "originals_check"


def test_decided_task_is_not_taken_or_handed_on(taken):
    user = taken.taken_by
    decide(taken.application, user=user)
    for act in (take_task, hand_back_task):
        with pytest.raises(Refused):
            act(task_id=taken.pk, user=user)


@pytest.fixture
def head(taken):
    """Somebody who heads the office."""
    user = officer(HAISHU, "孙主任")
    Seat.objects.filter(user=user).update(is_head=True)
    return user


def test_head_takes_back_what_a_colleague_has_for_too_long_and_they_are_told(taken, head):
    held, later = taken.taken_by, IN_WINDOW + dt.timedelta(days=3)
    with pytest.raises(Refused, match="未满 3 个工作日"):
        take_back_task(task_id=taken.pk, user=head)
    with set_clock(later):
        assert take_back_task(task_id=taken.pk, user=head).taken_by is None
    assert Event.objects.get(action="task.taken_back").detail == {"to": "", "of": "王审核"}
    notice = Notice.objects.get(recipient=held, key="task.taken_back")
    assert "孙主任 收回了您领取的" in notice.text
    assert [line.deed for line in history_of(taken, []) if line.entry is None] == ["领取", "从王审核处收回"]


def test_head_takes_back_at_once_what_is_overdue(taken, head):
    taken.due_on = IN_WINDOW.date() - dt.timedelta(days=1)
    taken.save()
    assert take_back_task(task_id=taken.pk, user=head).taken_by is None


def test_nobody_but_a_head_takes_back_and_only_from_a_colleague(taken, head):
    with set_clock(IN_WINDOW + dt.timedelta(days=10)):
        with pytest.raises(Refused, match="负责人"):
            take_back_task(task_id=taken.pk, user=officer(HAISHU, "钱同事"))
        with pytest.raises(Refused, match="负责人"):
            take_back_task(task_id=taken.pk, user=officer("alliance-yuyao"))
        hand_back_task(task_id=taken.pk, user=taken.taken_by)
        with pytest.raises(Refused, match="不在同事手中"):
            take_back_task(task_id=taken.pk, user=head)
