"""Who sends a page that others have overtaken is told who and when, in words, and nothing changes."""

import pytest

from portal.people.invented import invented_uscc
from review.models import BlacklistEntry, ReviewTask
from review.services.objecting import file_objection, resolve_objection
from review.services.taking import hand_back_task, take_task
from review.services.withdrawing import lift_listing, list_person
from tests.builders import make_person
from tests.review.services.acting import IN_WINDOW, Cases
from tests.review.views.conftest import task_of
from tests.review.views.test_units import FACTS, HAISHU
from units.services import open_unit, request_unit

WHEN = "2026-11-03 09:00"


def refused(answer, *words):
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(word in page for word in words), page.partition("<main")[2][:1500]


def test_taking_what_a_colleague_has_taken(send, reviewer, as_user):
    task = task_of(send())
    seen, client = task.standing, as_user(reviewer(HAISHU))
    take_task(task_id=task.pk, user=reviewer(HAISHU, name="钱同事"))
    refused(client.post(f"/desk/tasks/{task.public_id}/take/", {"seen": seen}), "钱同事 正在办理", WHEN)


def test_handing_back_or_over_what_is_no_longer_in_ones_hands(send, reviewer, as_user):
    task, me, colleague = task_of(send()), reviewer(HAISHU), reviewer(HAISHU, name="钱同事")
    take_task(task_id=task.pk, user=me)
    seen = ReviewTask.objects.get(pk=task.pk).standing
    hand_back_task(task_id=task.pk, user=me)
    refused(as_user(me).post(f"/desk/tasks/{task.public_id}/hand-back/", {"seen": seen}), "王审核 已于", WHEN, "交回")
    to = {"seen": seen, "to": colleague.username}
    refused(as_user(me).post(f"/desk/tasks/{task.public_id}/hand-over/", to), "王审核 已于", WHEN)


def test_taking_twice_is_no_fault(send, reviewer, as_user):
    task, me = task_of(send()), reviewer(HAISHU)
    take_task(task_id=task.pk, user=me)
    answer = as_user(me).post(f"/desk/tasks/{task.public_id}/take/", {"seen": task.standing})
    assert answer.status_code == 302


def test_opening_or_refusing_a_unit_that_a_colleague_has_decided(tenant, reviewer, as_user):
    unit = request_unit(by=make_person(tenant, name="沈申请"), uscc=invented_uscc(501), **FACTS)
    open_unit(unit=unit, by=reviewer(HAISHU, name="钱同事"))
    for posted in ({"decision": "open"}, {"decision": "refuse", "reason": "x"}):
        refused(as_user(reviewer(HAISHU)).post(f"/openings/{unit.public_id}/", posted), "钱同事 已于", WHEN)
    stranger = as_user(reviewer("alliance-jiangbei"))
    assert stranger.post(f"/openings/{unit.public_id}/", {"decision": "open"}).status_code == 404


def test_resolving_an_objection_that_a_colleague_has_resolved(tenant, reviewer, as_user):
    entry = Cases(tenant).at("publicity").publicity.get()
    objection = file_objection(entry_id=entry.pk, name="戴明", contact="15400000008", words="存疑")
    resolve_objection(objection_id=objection.pk, user=reviewer("bureau", name="钱同事"), upheld=False, words="查无实据")
    posted = {"outcome": "UPHELD", "words": "我的结论"}
    answer = as_user(reviewer("bureau")).post(f"/bureau/objections/{objection.public_id}/", posted)
    refused(answer, "钱同事 已于", "2026-11-", "我的结论")


@pytest.mark.parametrize("deed", ["list", "lift"])
def test_listing_or_lifting_what_a_colleague_has_listed_or_lifted(deed, tenant, reviewer, as_user):
    person, colleague = make_person(tenant), reviewer("bureau", name="钱同事")
    facts = {"id_type": person.id_type, "id_number": person.id_number, "name": person.name, "reason": "伪造"}
    entry = list_person(**facts, verified_on=IN_WINDOW.date(), by=colleague)
    client = as_user(reviewer("bureau"))
    if deed == "list":
        refused(client.post("/bureau/blacklist/", facts | {"verified_on": "2026-11-02"}), "钱同事 于", WHEN)
        assert BlacklistEntry.objects.count() == 1
        return
    lift_listing(entry_id=entry.pk, by=colleague, reason="查清")
    refused(client.post(f"/bureau/blacklist/{entry.public_id}/lift/", {"reason": "x"}), "钱同事 已于", WHEN)
    assert client.get(f"/bureau/blacklist/{entry.public_id}/lift/").status_code == 404
