"""Another number for the account, with codes to the old and to the new one (CY-08, AMB-25)."""

import pytest
from django.test import Client

from portal.people.invented import invented_phone
from portal.people.sign_in_models import SmsDay
from tests import builders
from tests.builders import make_person
from tests.portal.people.acting import code_sent_to, make_one_form, sms_to, wait_a_while

CHANGE, BOTH = "/account/phone/change/", "/account/phone/both/"
NEW = invented_phone(940)
STORED = f"+86{NEW}"


@pytest.fixture
def page(ningbo):
    return make_one_form(ningbo)


@pytest.fixture
def own(page, person, browser_at_home) -> Client:
    return builders.sign_in(browser_at_home, person)


def codes(tenant, old):
    return {"old_code": code_sent_to(tenant, old), "new_code": code_sent_to(tenant, STORED)}


@pytest.mark.requirement("CY-08", "CY-09")
def test_both_numbers_are_proven(own, ningbo, person):
    old = person.phone
    shown = own.get(CHANGE).content.decode()
    for words in ("经办人如有变化，请及时更换", "避免因人员离职", "请联系本门户的安全管理员"):
        assert words in shown
    assert own.post(CHANGE, {"phone": NEW})["Location"] == BOTH
    text = own.get(BOTH).content.decode()
    assert "154****0940" in text
    assert old.removeprefix("+86") not in text
    person.refresh_from_db()
    assert person.phone == old
    assert own.post(BOTH, codes(ningbo, old))["Location"] == "/me/"
    person.refresh_from_db()
    assert person.phone == STORED
    assert person.phone_verified_at is not None


@pytest.mark.requirement("CY-08")
@pytest.mark.parametrize("right", ["old_code", "new_code", ""])
def test_one_right_code_is_not_enough_and_three_tries_end_it(own, ningbo, person, right):
    own.post(CHANGE, {"phone": NEW})
    sent = codes(ningbo, person.phone)
    given = {name: code if name == right else "1" for name, code in sent.items()}
    answer = own.post(BOTH, given)
    assert sorted(answer.context["form"].errors) == sorted({"old_code", "new_code"} - {right})
    own.post(BOTH, given)
    assert own.post(BOTH, given)["Location"] == CHANGE
    assert own.post(BOTH, sent)["Location"] == CHANGE
    person.refresh_from_db()
    assert person.phone != STORED


def test_codes_swapped_prove_nothing(own, ningbo, person):
    own.post(CHANGE, {"phone": NEW})
    sent = codes(ningbo, person.phone)
    swapped = {"old_code": sent["new_code"], "new_code": sent["old_code"]}
    if swapped != sent:
        assert own.post(BOTH, swapped).status_code == 200


def test_a_number_that_somebody_has_gets_a_word_and_no_code(own, ningbo, person):
    holder = make_person(ningbo, phone=STORED)
    assert own.post(CHANGE, {"phone": NEW})["Location"] == BOTH
    assert "已经注册" in sms_to(ningbo, STORED)[0]
    for code in ("", "123456"):
        own.post(BOTH, {"old_code": code_sent_to(ningbo, person.phone), "new_code": code})
    holder.refresh_from_db()
    assert holder.phone == STORED


def test_a_number_taken_in_the_meantime_is_told(own, ningbo, person):
    own.post(CHANGE, {"phone": NEW})
    sent = codes(ningbo, person.phone)
    make_person(ningbo, phone=STORED)
    answer = own.post(BOTH, sent, follow=True)
    assert "已被其他账号使用" in answer.content.decode()


def test_codes_are_sent_again_after_a_pause(own, ningbo, person):
    own.post(CHANGE, {"phone": NEW})
    assert "过于频繁" in own.post(BOTH, {"action": "resend"}, follow=True).content.decode()
    wait_a_while()
    own.post(BOTH, {"action": "resend"})
    assert (len(sms_to(ningbo, STORED)), len(sms_to(ningbo, person.phone))) == (2, 2)
    own.post(BOTH, codes(ningbo, person.phone))
    person.refresh_from_db()
    assert person.phone == STORED


def test_what_cannot_be_sent_is_told_beside_what_was_typed(own, ningbo, person):
    SmsDay.objects.create(day="2026-01-01")
    own.post(CHANGE, {"phone": NEW})
    again = own.post(CHANGE, {"phone": NEW})
    assert "过于频繁" in str(again.context["form"].errors["phone"])
    assert f'value="{NEW}"' in again.content.decode()


@pytest.mark.parametrize("typed", ["1540000094012345", "1540", ""])
def test_a_bad_number_is_told(own, typed):
    answer = own.post(CHANGE, {"phone": typed})
    assert answer.context["form"].errors["phone"]
    assert own.get(BOTH)["Location"] == CHANGE


def test_elsewhere_the_new_number_alone_is_proven(ningbo, person, browser_at_home):
    own = builders.sign_in(browser_at_home, person)
    assert "请联系本门户的安全管理员" not in own.get(CHANGE).content.decode()
    own.post(CHANGE, {"phone": NEW})
    assert not sms_to(ningbo, person.phone)
    own.post("/account/phone/verify/", {"code": code_sent_to(ningbo, STORED)})
    person.refresh_from_db()
    assert person.phone == STORED


def test_a_number_that_was_never_verified_proves_nothing(page, ningbo, browser_at_home):
    person = make_person(ningbo, phone_verified_at=None)
    own = builders.sign_in(browser_at_home, person)
    own.post(CHANGE, {"phone": NEW})
    assert not sms_to(ningbo, person.phone)
    assert code_sent_to(ningbo, STORED)
