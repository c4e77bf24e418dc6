"""Several cases at once: passed where the scheme allows it, handed over to a colleague."""

import pytest

from applications.models import Application
from portal.notices.models import Notice
from review.models import Opinion, ReviewTask
from tests.review.services.acting import pass_until
from tests.review.views.conftest import task_of

HAISHU = "alliance-haishu"
PLACE = f"?office={HAISHU}"


def text_of(response):
    return response.content.decode()


@pytest.fixture
def before_submission(send):
    """A case that waits to be submitted to the bureau."""

    def bring(name):
        return task_of(pass_until(send(name), "bureau_submission"))

    return bring


def value_of(task):
    return f"{task.public_id}:{Application.objects.get(pk=task.application_id).revision}"


def test_ticked_cases_are_checked_then_passed_one_by_one(before_submission, send, reviewer, as_user):
    first, second, other = before_submission("甲甲"), before_submission("乙乙"), task_of(send("丙丙"))
    client = as_user(reviewer(HAISHU, name="王审核"))
    assert "批量通过所选" in text_of(client.get("/desk/"))
    page = client.get(f"/desk/pass/{PLACE}", {"case": [one.public_id for one in (first, second, other)]})
    assert [one.task for one in page.context["ready"]] == [first, second]
    assert "本环节须逐件办理" in page.context["unready"][0]["reason"]
    assert "意见" in text_of(page)

    stale = value_of(second)
    Application.objects.filter(pk=second.application_id).update(revision=999)
    answer = client.post(f"/desk/pass/{PLACE}", {"case": [value_of(first), stale, value_of(other)]})
    assert answer.context["done"] == [first]
    assert {one.task for one in answer.context["refused"]} == {second, other}
    assert Opinion.objects.get(task=first).decision == "pass"
    assert task_of(first.application).stage == "bureau_approval"
    assert {task_of(one.application).stage for one in (second, other)} == {"bureau_submission", "pre_review"}


def test_list_that_is_sent_twice_passes_once_and_says_the_same(before_submission, reviewer, as_user):
    task, client = before_submission("甲甲"), as_user(reviewer(HAISHU, name="王审核"))
    body = {"case": value_of(task), "write_key": "k" * 22}
    for _time in range(2):
        assert client.post(f"/desk/pass/{PLACE}", body).context["done"] == [task]
    assert Opinion.objects.filter(task=task).count() == 1


def test_cases_of_another_office_and_nonsense_are_left_out(before_submission, reviewer, as_user):
    task, client = before_submission("甲甲"), as_user(reviewer("alliance-jiangbei"))
    page = client.post("/desk/pass/", {"case": [value_of(task), "x", "y:z"]})
    assert "没有选择申报" in text_of(page)
    assert as_user(reviewer("alliance-jiangbei")).get(f"/desk/pass/{PLACE}").status_code == 404
    assert not Opinion.objects.filter(task=task).exists()


def test_queue_offers_no_passing_together_where_no_stage_allows_it(send, reviewer, as_user):
    send("甲甲")
    assert "批量通过所选" not in text_of(as_user(reviewer(HAISHU)).get("/desk/"))


def test_several_are_handed_over_and_what_cannot_be_is_said(send, reviewer, as_user):
    user, colleague, third = (reviewer(HAISHU, name=name) for name in ("王审核", "钱同事", "孙同事"))
    free, taken = task_of(send("甲甲")), task_of(send("乙乙"))
    ReviewTask.objects.filter(pk=taken.pk).update(taken_by=third)
    client, chosen = as_user(user), [free.public_id, taken.public_id]
    page = client.get(f"/desk/hand-over/{PLACE}", {"case": chosen})
    assert [one.task for one in page.context["ready"]] == [free]
    assert "孙同事 正在办理" in text_of(page)

    nobody = client.post(f"/desk/hand-over/{PLACE}", {"case": [free.public_id]})
    assert nobody.status_code == 422
    assert [one.task for one in nobody.context["ready"]] == [free]
    answer = client.post(f"/desk/hand-over/{PLACE}", {"case": chosen, "to": colleague.username})
    assert answer.context["done"] == [free]
    assert "孙同事 正在办理" in answer.context["refused"][0].reason
    assert ReviewTask.objects.get(pk=free.pk).taken_by == colleague
    assert Notice.objects.filter(key="task.handed_over", recipient=colleague).count() == 1
