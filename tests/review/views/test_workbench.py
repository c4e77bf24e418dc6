"""A case beside its queue: neighbours, the next case by itself, filters under a name, keys, who else looks."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.calendar import set_clock
from portal.people.models import User
from review.models import ReviewTask, SavedFilter
from review.queries import desk, tasks
from review.services import presence
from tests.review.views.conftest import IN_WINDOW, task_of

HAISHU, WINDOW, BUREAU = "alliance-haishu", "municipal-window", "bureau"


def text_of(response):
    return response.content.decode()


def url(task, query=""):
    return f"/desk/tasks/{task.public_id}/{query}"


@pytest.fixture
def queue(send):
    """Cases in the order of their due dates, by name."""

    def fill(*names):
        found = {name: task_of(send(name)) for name in names}
        for number, task in enumerate(found.values()):
            ReviewTask.objects.filter(pk=task.pk).update(due_on=dt.date(2026, 12, 1) + dt.timedelta(days=number))
        return found

    return fill


def test_case_stands_beside_its_queue_with_neighbours_that_keep_the_filter(queue, reviewer, as_user):
    found, client = queue("甲甲", "乙乙", "丙丙"), as_user(reviewer(HAISHU))
    place = f"?office={HAISHU}&whose=untaken"
    page = client.get(url(found["乙乙"], place))
    assert page.context["previous_url"] == url(found["甲甲"], place)
    assert page.context["next_case_url"] == url(found["丙丙"], place)
    assert [row.task.applicant_name for row in page.context["page"].rows] == ["甲甲", "乙乙", "丙丙"]
    assert text_of(page).count('aria-current="true"') == 1
    assert not client.get(url(found["丙丙"])).context["next_case_url"]


def test_the_list_turns_its_page_with_the_case(queue, reviewer, as_user, monkeypatch):
    monkeypatch.setattr(tasks, "PAGE_SIZE", 2)
    monkeypatch.setattr(desk, "PAGE_SIZE", 2)
    found, client = queue("甲甲", "乙乙", "丙丙", "丁丁"), as_user(reviewer(HAISHU))
    third = client.get(client.get(url(found["乙乙"])).context["next_case_url"])
    assert [row.task.applicant_name for row in third.context["page"].rows] == ["丙丙", "丁丁"]
    back = client.get(third.context["previous_url"])
    assert [row.task.applicant_name for row in back.context["page"].rows] == ["甲甲", "乙乙"]


def test_next_case_opens_by_itself_and_says_what_was_decided(queue, reviewer, as_user):
    found, client = queue("甲甲", "乙乙"), as_user(reviewer(HAISHU))
    sent = client.post(url(found["甲甲"], f"decide/?office={HAISHU}"), {"decision": "pass"})
    assert sent.url.startswith(url(found["乙乙"], f"?office={HAISHU}"))
    page = text_of(client.get(sent.url))
    assert "已记录对 甲甲 的决定：通过。" in page
    assert url(found["甲甲"]) in page


def test_case_in_a_colleagues_hands_is_passed_over_and_the_end_is_said(queue, reviewer, as_user):
    found, user = queue("甲甲", "乙乙"), reviewer(HAISHU)
    ReviewTask.objects.filter(pk=found["乙乙"].pk).update(taken_by=reviewer(HAISHU, name="钱同事"))
    client = as_user(user)
    client.post(url(found["甲甲"], "take/"))
    sent = client.post(url(found["甲甲"], f"decide/?office={HAISHU}&whose=mine"), {"decision": "pass"})
    assert sent.url == f"/desk/?office={HAISHU}&whose=mine&decided={found['甲甲'].public_id}"
    assert "这些都办完了" in text_of(client.get(sent.url))


def test_what_others_decided_is_not_told_by_an_address(queue, reviewer, as_user):
    found = queue("甲甲")
    as_user(reviewer(HAISHU)).post(url(found["甲甲"], "decide/"), {"decision": "pass"})
    for stranger in (WINDOW, BUREAU):
        page = as_user(reviewer(stranger)).get("/desk/", {"decided": found["甲甲"].public_id})
        assert "甲甲" not in text_of(page)


def test_case_page_asks_as_many_queries_beside_a_long_queue(queue, reviewer, as_user):
    found, client = queue("甲甲", "乙乙", "丙丙"), as_user(reviewer(HAISHU))
    few = _queries(client, url(found["乙乙"]))
    queue(*(f"丁{number}丁" for number in range(12)))
    assert _queries(client, url(found["乙乙"])) == few
    assert few <= 46


def _queries(client, address):
    """The fewer of two: what a process remembers for some seconds may have to be asked for anew in between."""
    return min(_counted(client, address) for _time in range(2))


def _counted(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_filter_is_offered_for_stages_that_the_office_can_have(reviewer, as_user):
    def stages(code):
        form = as_user(reviewer(code)).get("/desk/").context["form"]
        return [key for key, _words in form.fields["stage"].choices if key]

    assert stages(HAISHU) == ["pre_review", "originals_check", "bureau_submission"]
    assert stages("science-department") == ["departmental_review", "joint_confirmation"]
    assert stages(BUREAU) == ["joint_confirmation", "bureau_approval"]


def test_filter_is_named_found_as_a_link_renamed_and_deleted(reviewer, as_user):
    client = as_user(reviewer(HAISHU))
    place = f"?office={HAISHU}&due=overdue"
    assert client.post(f"/desk/filters/add/{place}", {"name": " 急 件 "}).url == f"/desk/{place}"
    [chip] = client.get(f"/desk/{place}").context["filters"]
    assert (chip["filter"].name, chip["url"], chip["is_current"]) == ("急 件", f"/desk/{place}", True)
    own = f"/desk/filters/{chip['filter'].public_id}/"
    client.post(f"{own}name/", {"name": "超期"})
    assert 'value="超期"' in text_of(client.get("/desk/filters/"))
    client.post(f"{own}remove/")
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("query", "name", "reason"),
    [
        ("", "空", "请先按环节"),
        ("&name=甲", "某人", "不随筛选保存"),
        ("&due=soon", " ", "请给筛选起"),
        ("&due=soon", "长" * 21, "最多 20"),
    ],
)
def test_filter_that_cannot_be_kept_is_refused_in_words(query, name, reason, reviewer, as_user):
    client = as_user(reviewer(HAISHU))
    answer = client.post(f"/desk/filters/add/?office={HAISHU}{query}", {"name": name}, follow=True)
    assert reason in text_of(answer)
    assert not SavedFilter.objects.exists()


def test_filters_are_ones_own(reviewer, as_user):
    as_user(reviewer(HAISHU)).post(f"/desk/filters/add/?office={HAISHU}&due=soon", {"name": "急件"})
    saved, other = SavedFilter.objects.get(), as_user(reviewer(HAISHU))
    assert "急件" not in text_of(other.get("/desk/"))
    assert other.post(f"/desk/filters/{saved.public_id}/remove/").status_code == 404
    assert other.post(f"/desk/filters/{saved.public_id}/name/", {"name": "x"}).status_code == 404


def test_keys_are_switched_off_for_one_person_and_stay_so(reviewer, as_user):
    user = reviewer(HAISHU)
    client = as_user(user)
    assert 'data-keys="on"' in text_of(client.get("/desk/"))
    client.post("/desk/filters/keys/", {"keys": "off"})
    assert 'data-keys="off"' in text_of(as_user(user).get("/desk/"))
    assert 'data-keys="on"' in text_of(as_user(reviewer(HAISHU)).get("/desk/"))
    client.post("/desk/filters/keys/", {"keys": "on"})
    assert 'data-keys="on"' in text_of(client.get("/desk/"))


def test_days_are_explained_one_by_one(queue, reviewer, as_user):
    task = queue("甲甲")["甲甲"]
    page = as_user(reviewer(HAISHU)).get(url(task, "days/"))
    lines = page.context["lines"]
    assert lines[-1].date == dt.date(2026, 12, 1)
    assert lines[-1].number == 20
    assert {"周末", "工作日"} <= {line.why for line in lines}


@pytest.fixture
def nobody_there():
    cache.clear()
    yield
    cache.clear()


def test_colleague_who_looks_is_named_until_the_page_is_silent(queue, reviewer, as_user, nobody_there):
    task = queue("甲甲")["甲甲"]
    first, second = as_user(reviewer(HAISHU, name="王审核")), as_user(reviewer(HAISHU, name="钱同事"))
    assert first.get(url(task, "presence/")).json() == {"names": []}
    assert second.get(url(task, "presence/")).json() == {"names": ["王审核"]}
    assert "王审核" in text_of(second.get(url(task))).partition("data-presence")[2][:400]
    with set_clock(IN_WINDOW + dt.timedelta(seconds=presence.LASTS + 1)):
        assert second.get(url(task, "presence/")).json() == {"names": []}


def test_without_the_cache_nobody_is_claimed_and_the_page_is_there(queue, reviewer, as_user, monkeypatch):
    def away(*_given, **_more):
        raise ConnectionError("away")

    task, client = queue("甲甲")["甲甲"], as_user(reviewer(HAISHU))
    monkeypatch.setattr(presence.cache, "get", away, raising=False)
    monkeypatch.setattr(presence.cache, "set", away, raising=False)
    assert presence.note_presence(task=task, user=User.objects.first()) == []
    assert client.get(url(task, "presence/")).json() == {"names": []}


def test_page_that_asks_by_itself_does_not_prolong_the_session(queue, reviewer, as_user):
    task, client = queue("甲甲")["甲甲"], as_user(reviewer(HAISHU))
    session = client.session
    session["portal_session"] |= {"seen": session["portal_session"]["seen"] - 120}
    session.save()
    seen = client.session["portal_session"]["seen"]
    client.get(url(task, "presence/"), headers={"X-Not-Here": "1"})
    assert client.session["portal_session"]["seen"] == seen
    client.get(url(task))
    assert client.session["portal_session"]["seen"] > seen
