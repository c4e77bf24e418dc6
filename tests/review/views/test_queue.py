import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.calendar import set_clock
from review.models import ReviewTask
from review.queries import tasks as queue_queries
from tests.builders import make_person
from tests.review.views.conftest import CHINA, IN_WINDOW, OUTSIDE_WINDOW, task_of

QUEUE = "/desk/"
WINDOW, HAISHU, JIANGBEI = "municipal-window", "alliance-haishu", "alliance-jiangbei"


def text_of(response):
    return response.content.decode()


@pytest.mark.requirement("NB-70", "NB-91")
def test_queue_shows_the_case_to_its_office_and_no_other(send, reviewer, as_user):
    send("陈秀强")
    page = text_of(as_user(reviewer(HAISHU)).get(QUEUE))
    assert "陈秀强" in page
    assert "待预审" in page
    assert "还剩" in page
    assert "陈秀强" not in text_of(as_user(reviewer(JIANGBEI)).get(QUEUE))


def test_queue_has_a_column_for_categories_where_a_case_has_one(send, reviewer, as_user):
    application, client = send("陈秀强"), as_user(reviewer(HAISHU))
    assert ">类别</th>" in text_of(client.get(QUEUE))
    ReviewTask.objects.filter(application=application).update(category="")
    assert ">类别</th>" not in text_of(client.get(QUEUE))


def test_desk_asks_strangers_to_sign_in_and_does_not_exist_for_applicants(tenant, as_user):
    answer = as_user(None).get(QUEUE)
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    assert as_user(make_person(tenant)).get(QUEUE).status_code == 404


def test_office_without_a_seat_does_not_exist(reviewer, as_user):
    assert as_user(reviewer(HAISHU)).get(QUEUE, {"office": JIANGBEI}).status_code == 404


def test_reviewer_of_two_offices_chooses_one(send, reviewer, as_user):
    send("陈秀强")
    client = as_user(reviewer(HAISHU, WINDOW))
    pages = {code: text_of(client.get(QUEUE, {"office": code})) for code in (HAISHU, WINDOW)}
    assert "陈秀强" in pages[HAISHU]
    assert "陈秀强" not in pages[WINDOW]
    assert "市服务总窗口" in pages[HAISHU]


@pytest.mark.requirement("NB-92")
def test_overdue_and_due_soon_cases_are_found_by_filter(send, reviewer, as_user):
    late, soon, ample = send("迟到的"), send("将到的"), send("充裕的")
    days = {late: dt.date(2026, 11, 2), soon: dt.date(2026, 11, 4), ample: dt.date(2026, 12, 25)}
    for application, day in days.items():
        ReviewTask.objects.filter(application=application).update(due_on=day)
    client = as_user(reviewer(HAISHU))
    assert "逾期 1 个工作日" in text_of(client.get(QUEUE))
    for due, name in (("overdue", "迟到的"), ("soon", "将到的")):
        page = text_of(client.get(QUEUE, {"due": due}))
        assert [one for one in ("迟到的", "将到的", "充裕的") if one in page] == [name]


def test_queue_is_narrowed_by_taker_stage_and_piece_of_name(send, reviewer, as_user):
    user = reviewer(HAISHU)
    mine = send("陈秀强")
    send("李思齐")
    ReviewTask.objects.filter(application=mine).update(taken_by=user)
    client = as_user(user)

    def names(**query):
        page = text_of(client.get(QUEUE, query))
        return [name for name in ("陈秀强", "李思齐") if name in page]

    assert names(whose="mine") == ["陈秀强"]
    assert names(whose="untaken") == ["李思齐"]
    assert names(name="思齐") == ["李思齐"]
    assert names(stage="pre_review") == ["陈秀强", "李思齐"]
    assert names(stage="originals_check") == []
    assert names(stage="no_such_stage") == ["陈秀强", "李思齐"]


@pytest.mark.requirement("NB-88")
def test_case_submitted_outside_the_window_waits_in_a_list_of_its_own(send, reviewer, as_user):
    client = as_user(reviewer(HAISHU))
    with set_clock(OUTSIDE_WINDOW):
        send("陈秀强")
        queue, waiting = text_of(client.get(QUEUE)), text_of(client.get("/desk/waiting/"))
    assert "case-link" not in queue
    assert "1 件在受理期之外提交，已排队；受理窗口 2026年12月1日 开放" in queue
    assert "陈秀强" in waiting
    assert "2026年12月1日 开放" in waiting
    with set_clock(dt.datetime(2026, 12, 1, 9, tzinfo=CHINA)):
        assert "陈秀强" in text_of(client.get(QUEUE))


def test_pages_follow_each_other_by_key_without_loss(send, reviewer, as_user, monkeypatch):
    monkeypatch.setattr(queue_queries, "PAGE_SIZE", 2)
    names = [f"申报人{number}号" for number in range(5)]
    for name in names:
        send(name)
    client, url, seen = as_user(reviewer(HAISHU)), QUEUE, []
    while url:
        response = client.get(url)
        seen += [row.task.applicant_name for row in response.context["page"].rows]
        url = response.context["next_url"] and QUEUE + response.context["next_url"]
    assert seen == names


def test_key_that_is_none_gives_the_first_page(send, reviewer, as_user):
    send("陈秀强")
    client = as_user(reviewer(HAISHU))
    for key in ("x", "2026-11-03", "2026-13-45_1", "_", "2026-11-03_x"):
        assert "陈秀强" in text_of(client.get(QUEUE, {"after": key}))


@pytest.mark.parametrize("url", [QUEUE, "/desk/done/"])
def test_query_count_does_not_grow_with_the_queue(url, send, reviewer, as_user):
    user = reviewer(HAISHU)
    client = as_user(user)
    send("甲甲")
    counts = {1: _queries(client, url)}
    for number in range(29):
        send(f"乙{number}")
    counts[30] = _queries(client, url)
    assert counts[30] == counts[1]
    assert counts[1] <= 21


def _queries(client, url):
    client.get(url)  # a new session is written once
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.requirement("NB-86")
def test_done_list_tells_the_office_what_became_of_its_cases(send, reviewer, as_user):
    user = reviewer(HAISHU)
    client = as_user(user)
    task = task_of(send("陈秀强"))
    client.post(f"/desk/tasks/{task.public_id}/decide/", {"decision": "pass"})
    done = text_of(client.get("/desk/done/"))
    assert "陈秀强" in done
    assert "待现场初审" in done
    assert "陈秀强" not in text_of(client.get("/desk/done/", {"result": "approved"}))


def test_done_list_begins_with_the_latest_decision_and_goes_on_by_key(send, reviewer, as_user, monkeypatch):
    monkeypatch.setattr(queue_queries, "PAGE_SIZE", 2)
    client, names = as_user(reviewer(HAISHU)), ["甲甲", "乙乙", "丙丙"]
    sent = {name: task_of(send(name)) for name in names}
    for hour, name in enumerate(reversed(names)):  # the one received first is decided last
        with set_clock(IN_WINDOW + dt.timedelta(hours=hour)):
            client.post(f"/desk/tasks/{sent[name].public_id}/decide/", {"decision": "pass"})
    first = client.get("/desk/done/")
    assert [row.task.applicant_name for row in first.context["page"].rows] == ["甲甲", "乙乙"]
    second = client.get(f"/desk/done/{first.context['next_url']}")
    assert [row.task.applicant_name for row in second.context["page"].rows] == ["丙丙"]
    assert client.get("/desk/done/", {"after": "nonsense_1"}).context["page"].rows


def test_done_list_is_searched_by_name(send, reviewer, as_user):
    client = as_user(reviewer(HAISHU))
    for name in ("陈秀强", "李思齐"):
        client.post(f"/desk/tasks/{task_of(send(name)).public_id}/decide/", {"decision": "pass"})
    found = client.get("/desk/done/", {"name": "思齐"}).context["page"].rows
    assert [row.task.applicant_name for row in found] == ["李思齐"]
    assert "没有符合条件的申报" in text_of(client.get("/desk/done/", {"name": "王若水"}))
