"""Who is let in by the account network, as whom, and where they begin."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from portal.audit.choices import Kind
from portal.audit.models import Event
from portal.network import arriving
from portal.network.models import LegalPerson
from portal.people.invented import invented_id_number, invented_phone, invented_uscc
from portal.people.models import User
from portal.people.services import enter_person
from portal.people.sign_in_models import SignInPage
from portal.policy import Refused
from tests.builders import make_person, make_user
from tests.network.conftest import BASIC, QIANG, UNIT
from tests.network.people import individual, legal_person
from tests.network.portal import Place, is_signed_in, make_place, query_of


@pytest.mark.requirement("HZ-06", "HZ-08", "HZ-21", "HZ-22", "HZ-23")
def test_individual_arrives_by_the_network_and_is_greeted(place: Place, browser_here: Client) -> None:
    answer = place.come(browser_here, QIANG)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    head = browser_here.get("/").content.decode().partition("</header>")[0]
    assert "你好, *秀强" in head
    assert "[个人账号]" in head
    assert "羊秀强" not in head
    user = place.user(name="羊秀强")
    assert (user.id_type, user.id_number) == ("CN_ID", invented_id_number(41))
    assert (user.sex, str(user.birth_date)) == (
        "1",
        f"{invented_id_number(41)[6:10]}-{invented_id_number(41)[10:12]}-{invented_id_number(41)[12:14]}",
    )
    assert user.phone == f"+86{invented_phone(41)}"
    assert user.phone_verified_at
    assert user.is_registered
    assert not user.has_usable_password()
    assert not user.is_legal_person


@pytest.mark.requirement("HZ-04", "HZ-07", "HZ-21")
def test_legal_person_arrives_under_its_credit_code(place: Place, browser_here: Client) -> None:
    seen: list[tuple[User, str, str]] = []
    with _hooked(arriving._on_legal_person, lambda *given: seen.append(given)):
        assert place.come(browser_here, UNIT, "unit").status_code == 302
    user = place.user(is_legal_person=True)
    assert seen == [(user, invented_uscc(43), "望江精密机械厂")]
    home = browser_here.get("/").content.decode()
    assert "你好, 望江精密机械厂" in home
    assert "[法人账号]" in home
    assert browser_here.session["people_mode"] == "unit"
    assert LegalPerson.objects.get().uscc == invented_uscc(43)
    profile = browser_here.get("/me/").content.decode()
    assert "证件号码" not in profile
    assert "修改密码" not in profile
    assert "更换" not in profile


@pytest.mark.requirement("HZ-09", "HZ-10")
def test_who_is_not_verified_far_enough_is_led_to_the_upgrade_and_back(place: Place, browser_here: Client) -> None:
    visitor = place.visitor()
    answer = browser_here.get(visitor.sign_in(place.set_out(browser_here, next="/me/"), BASIC))
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{place.network.issuer}/upgrade?return_to=")
    assert not is_signed_in(browser_here)
    assert not User.objects.filter(tenant=place.tenant).exists()
    back = visitor.upgrade(answer["Location"], BASIC)
    assert back.startswith(f"{place.address}/account/network/person/begin/?next=")
    again = browser_here.get(back)
    assert browser_here.get(visitor.sign_in(again["Location"], BASIC))["Location"] == "/me/"
    assert is_signed_in(browser_here)


@pytest.mark.requirement("HZ-13", "HZ-20")
def test_account_that_is_known_by_the_document_is_theirs(place: Place, browser_here: Client) -> None:
    entered = enter_person(name="羊强", id_type="CN_ID", id_number=invented_id_number(41), by=make_user(place.tenant))
    assert not entered.is_registered
    place.come(browser_here, QIANG)
    entered.refresh_from_db()
    assert (entered.name, entered.is_registered) == ("羊秀强", True)
    assert browser_here.session["_auth_user_id"] == str(entered.pk)
    renamed = Event.objects.get(action="person.renamed")
    assert renamed.detail == {"before": "*强", "after": "*秀强"}


def test_second_time_nothing_new_is_made(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    place.come(place.browser(), QIANG)
    assert SocialAccount.objects.count() == 1
    assert User.objects.filter(tenant=place.tenant).count() == 1
    known = SocialAccount.objects.get()
    assert (known.provider, known.extra_data, SocialToken.objects.count()) == ("riverside:person", {}, 0)
    actions = list(Event.objects.filter(action__startswith="network.").values_list("action", flat=True))
    assert sorted(actions) == ["network.linked", "network.signed_in", "network.signed_in"]
    signed_in = Event.objects.filter(action__in=["network.signed_in", "person.signed_in"])
    assert [event.kind for event in signed_in] == [Kind.SIGN_IN] * 4
    assert Event.objects.get(action="person.registered").detail == {"by": "network"}


def test_number_that_somebody_has_stays_theirs(place: Place, browser_here: Client) -> None:
    holder = make_person(place.tenant, phone=f"+86{invented_phone(41)}")
    place.come(browser_here, QIANG)
    assert place.user(name="羊秀强").phone is None
    holder.refresh_from_db()
    assert holder.phone == f"+86{invented_phone(41)}"
    assert browser_here.get("/account/phone/change/").status_code == 200


def test_number_of_the_network_is_not_changed_here(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    answer = browser_here.get("/account/phone/change/", follow=True)
    assert answer.redirect_chain[-1][0] == "/me/"
    assert "手机号码来自账号网络" in answer.content.decode()
    assert "更换</a>" not in answer.content.decode()


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"id_number": "330102198001010011"}, "校验位不符"),
        ({"id_type": "DRIVING"}, "证件类型"),
        ({"name": "1234"}, "账号网络给出的信息有误"),
    ],
)
def test_claims_that_cannot_be_true_are_refused_with_words(
    place: Place, browser_here: Client, claims: dict[str, str], words: str
) -> None:
    place.network.let_in([individual(QIANG, 41, **claims)])
    answer = place.come(browser_here, QIANG)
    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert not is_signed_in(browser_here)
    assert not SocialAccount.objects.exists()


@pytest.mark.requirement("HZ-08")
def test_other_document_under_the_same_account_is_refused(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    place.network.let_in([individual(QIANG, 99, name="羊秀强")])
    answer = place.come(place.browser(), QIANG)
    assert answer.status_code == 403
    assert "与您上次登录时不同" in answer.content.decode()
    assert User.objects.filter(tenant=place.tenant).count() == 1
    refused = Event.objects.get(action="network.refused")
    assert refused.actor == place.user(name="羊秀强")
    assert invented_id_number(99) not in str(refused.detail)


@pytest.mark.requirement("HZ-07")
def test_other_credit_code_under_the_same_account_is_refused(place: Place, browser_here: Client) -> None:
    place.come(browser_here, UNIT, "unit")
    place.network.let_in([legal_person(UNIT, 98)])
    answer = place.come(place.browser(), UNIT, "unit")
    assert answer.status_code == 403
    assert "与上次登录时不同" in answer.content.decode()
    place.network.let_in([legal_person("anew", 43, unit_name="望江精密机械有限公司")])
    assert place.come(place.browser(), "anew", "unit").status_code == 302
    assert place.user(is_legal_person=True).name == "望江精密机械有限公司"


def test_wrong_credit_code_is_refused(place: Place, browser_here: Client) -> None:
    place.network.let_in([legal_person(UNIT, 43, uscc="91330100000000000X")])
    answer = place.come(browser_here, UNIT, "unit")
    assert answer.status_code == 403
    assert "统一社会信用代码" in answer.content.decode()


def test_account_that_is_disabled_is_refused(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    User.objects.filter(name="羊秀强").update(is_active=False)
    answer = place.come(place.browser(), QIANG)
    assert answer.status_code == 403
    assert "已停用" in answer.content.decode()


def test_refusal_of_an_app_above_takes_everything_back(place: Place, browser_here: Client) -> None:
    def refuse(user: User) -> None:
        raise Refused("两个旧账号使用同一证件，请联系窗口。")

    with _hooked(arriving._on_person, refuse):
        answer = place.come(browser_here, QIANG)
    assert answer.status_code == 403
    assert "两个旧账号" in answer.content.decode()
    assert not User.objects.filter(tenant=place.tenant).exists()
    assert not is_signed_in(browser_here)


@pytest.mark.requirement("HZ-01")
def test_claims_may_have_other_names(place: Place, browser_here: Client) -> None:
    page = SignInPage.objects.get()
    page.network = page.network | {"claims": {"name": "id_type"}}
    page.save()
    place.network.let_in([individual(QIANG, 41, name="别名")])
    place.come(browser_here, QIANG)
    assert place.user().name == "CN_ID"


def test_same_person_of_another_portal_is_another_account(place: Place, browser_here: Client) -> None:
    other = make_place(place.network, "hillside")
    place.network.know([*place.clients, *other.clients])
    place.come(browser_here, QIANG)
    other.come(other.browser(), QIANG)
    assert place.user(name="羊秀强").pk != other.user(name="羊秀强").pk
    assert (
        query_of(place.set_out(place.browser()))["client_id"] != query_of(other.set_out(other.browser()))["client_id"]
    )


@contextlib.contextmanager
def _hooked(hooks: list[Any], act: Any) -> Iterator[None]:
    before = list(hooks)
    hooks[:] = [act]
    try:
        yield
    finally:
        hooks[:] = before
