import datetime as dt

import pytest
from django.core.cache import cache

from applications.models import Application
from portal.people.invented import invented_id_number
from portal.policy import Refused
from review.models import BlacklistEntry, Objection
from review.services.objecting import file_objection
from tests.builders import make_person
from tests.review.views.test_public import OBJECTION, publicise

__all__ = ["publicise"]

LISTING = {"name": "冒某", "id_type": "CN_ID", "reason": "伪造学位证书", "verified_on": "2026-11-02"}
LISTED = "您因弄虚作假被列入黑名单"
DESKS = ["/bureau/objections/", "/bureau/blacklist/"]


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("desk", DESKS)
def test_desks_of_the_bureau_do_not_exist_for_other_offices(desk, send, reviewer, as_user):
    assert as_user(reviewer("bureau")).get(desk).status_code == 200
    assert as_user(reviewer("municipal-window", "alliance-haishu")).get(desk).status_code == 404
    assert as_user(send().applicant).get(desk).status_code == 404
    assert as_user(None).get(desk).status_code == 302


@pytest.mark.requirement("NB-84", "NB-85")
@pytest.mark.parametrize(("outcome", "state"), [("DISMISSED", "publicity"), ("UPHELD", "rejected")])
def test_bureau_reads_an_objection_and_settles_it(outcome, state, publicise, reviewer, as_user):
    entry = publicise("陈秀强")
    objection = file_objection(entry_id=entry.pk, **OBJECTION)
    client = as_user(reviewer("bureau"))
    assert "陈秀强" in text_of(client.get("/bureau/objections/"))
    address = f"/bureau/objections/{objection.public_id}/"
    assert "其全职引进时间与事实不符。" in text_of(client.get(address))
    assert "必填" in text_of(client.post(address, {"outcome": outcome, "words": ""}))
    client.post(address, {"outcome": outcome, "words": "已向单位核实。"})
    assert Objection.objects.get().state == outcome
    assert Application.objects.get(pk=entry.application_id).state == state
    assert "已向单位核实。" in text_of(client.get(address))
    assert "陈秀强" in text_of(client.get("/bureau/objections/", {"settled": "1"}))


@pytest.mark.requirement("NB-100", "NB-102")
def test_listed_person_cannot_apply_until_taken_off_the_list(tenant, reviewer, as_user):
    applicant = make_person(tenant)
    client = as_user(reviewer("bureau"))
    client.post("/bureau/blacklist/", LISTING | {"name": applicant.name, "id_number": applicant.id_number})
    entry = BlacklistEntry.objects.get()
    page = text_of(client.get("/bureau/blacklist/"))
    assert "伪造学位证书" in page
    assert applicant.id_number not in page
    refusal = as_user(applicant).post("/apply/recognition/", {"agreed": "yes"})
    assert LISTED in text_of(refusal)
    assert not Application.objects.exists()
    address = f"/bureau/blacklist/{entry.public_id}/lift/"
    assert client.post(address, {"reason": ""}).status_code == 200
    client.post(address, {"reason": "复核更正"})
    assert as_user(applicant).post("/apply/recognition/", {"agreed": "yes"}).status_code == 302
    assert "复核更正" in text_of(client.get("/bureau/blacklist/", {"lifted": "1"}))


def test_listing_needs_a_right_number_and_a_day_that_has_come(tenant, reviewer, as_user):
    client = as_user(reviewer("bureau"))
    number = invented_id_number(77)
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    assert "errorlist" in text_of(client.post("/bureau/blacklist/", LISTING | {"id_number": wrong}))
    future = LISTING | {"id_number": number, "verified_on": "2026-11-04"}
    assert "不能晚于今天" in text_of(client.post("/bureau/blacklist/", future))
    client.post("/bureau/blacklist/", LISTING | {"id_number": number})
    assert "此人已在黑名单中" in text_of(client.post("/bureau/blacklist/", LISTING | {"id_number": number}))
    assert BlacklistEntry.objects.count() == 1


@pytest.mark.requirement("NB-99")
def test_bureau_revokes_an_approved_case_and_nobody_else_does(send, reviewer, as_user):
    application = send("陈秀强")
    address = f"/desk/cases/{application.public_id}/revoke/"
    client = as_user(reviewer("bureau"))
    # Not the bureau's yet: an office before it has the case.
    assert client.get(address).status_code == 404
    Application.objects.filter(pk=application.pk).update(state="approved", decided_at=dt.datetime.now(dt.UTC))
    assert as_user(reviewer("alliance-haishu")).post(address, {"reason": "弄虚作假"}).status_code == 404
    assert client.post(address, {"reason": " "}).status_code == 200
    assert client.post(address, {"reason": "弄虚作假，经查实"}).status_code == 302
    assert Application.objects.get(pk=application.pk).state == "revoked"
    assert client.get("/desk/cases/nothing/revoke/").status_code == 404


def test_settled_objection_is_not_settled_again(publicise, reviewer, as_user):
    objection = file_objection(entry_id=publicise().pk, **OBJECTION)
    client = as_user(reviewer("bureau"))
    address = f"/bureau/objections/{objection.public_id}/"
    client.post(address, {"outcome": "DISMISSED", "words": "不成立"})
    answer = client.post(address, {"outcome": "UPHELD", "words": "成立"}, follow=True)
    assert "处理" in text_of(answer)
    assert Objection.objects.get().resolution == "不成立"


def test_objection_needs_words(publicise):
    with pytest.raises(Refused):
        file_objection(entry_id=publicise().pk, **OBJECTION | {"words": " "})
