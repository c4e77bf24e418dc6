"""The sign-in page of such a portal, the local ways that are closed there, and what the account's own pages say."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from applications.policies import may_start
from portal.audit.models import Event
from portal.network.models import NetworkClient
from portal.people import landing
from portal.people.models import User
from portal.people.policies import may_state_identity_reason, may_submit_reason
from portal.people.queries import comes_by_network, has_one_form
from portal.people.services import change_password
from portal.people.sign_in_models import SignInPage
from portal.policy import Refused
from portal.privacy.leaving import obstacles_of
from portal.privacy.own_data import parts
from portal.privacy.queries import unread_notice
from portal.privacy.services.leaving import erase_account
from portal.privacy.services.publishing import publish_notice
from tests.builders import PASSWORD, make_person, make_user, scheme_of, sign_in
from tests.network.conftest import QIANG, UNIT
from tests.network.people import SECRET
from tests.network.portal import LOGIN, Place, is_signed_in

OPERATOR = f"{LOGIN}?by=operator"
CLOSED = (
    "signup/",
    "login/own-code/",
    "login/code/",
    "login/code/confirm/",
    "password/reset/",
    "password/reset/code/",
    "2fa/webauthn/login/",
)


@pytest.mark.requirement("HZ-01", "HZ-02", "HZ-03", "HZ-04", "HZ-05", "HZ-11", "HZ-12")
def test_sign_in_page_says_what_the_tenant_says(place: Place, browser_here: Client) -> None:
    page = browser_here.get(f"{LOGIN}?next=/me/").content.decode()
    for words in (
        "之前注册的账号停止使用；",
        "个人账号登录</a>",
        "法人账号登录</a>",
        f'<a href="{place.network.issuer}/register">某省政务网注册账号</a>',
        "登录说明",
        "某省政务网法人登录</h3>",
        "某省政务网个人登录</h3>",
        "原个人账号自动匹配。",
        "有关账号问题，请咨询某省政务网",
    ):
        assert words in page
    assert 'href="/account/network/person/begin/?next=%2Fme%2F"' in page
    assert 'href="/account/network/unit/begin/?next=%2Fme%2F"' in page
    assert "密码" not in page.partition("<main")[2].partition("</main>")[0]
    assert 'href="/account/signup/"' not in page


def test_sign_in_page_in_english(place: Place) -> None:
    page = place.browser(**{"accept-language": "en"}).get(LOGIN).content.decode()
    assert "Provincial Network" in page
    assert "Use the account of a person." in page


@pytest.mark.requirement("HZ-02")
def test_local_ways_in_are_closed(place: Place, browser_here: Client) -> None:
    for path in CLOSED:
        for ask in (browser_here.get, browser_here.post):
            assert ask(f"/account/{path}")["Location"] == LOGIN, path
        assert "没有本地密码" in browser_here.get(LOGIN).content.decode()
    for path in ("by-code/", "login/picture/"):
        assert browser_here.get(f"/account/{path}").status_code == 404


@pytest.mark.requirement("HZ-02")
def test_password_of_earlier_times_lets_nobody_in(place: Place, browser_here: Client) -> None:
    old = make_person(place.tenant)
    clerk = make_user(place.tenant, password=PASSWORD, login_name="clerk", is_staff=True)
    for page in (LOGIN, OPERATOR):
        for login in (old.phone, clerk.login_name):
            browser_here.post(page, {"login": login, "password": PASSWORD})
            assert not is_signed_in(browser_here)


def test_operator_gets_in_by_the_password(place: Place, browser_here: Client) -> None:
    operator = User.objects.create_superuser("operator", PASSWORD, name="运维")
    page = browser_here.get(OPERATOR).content.decode()
    assert 'action="/account/login/?by=operator"' in page
    assert "注册" not in page.partition("<main")[2].partition("</main>")[0]
    answer = browser_here.post(OPERATOR, {"login": "operator", "password": PASSWORD})
    assert answer.status_code == 302
    assert browser_here.session["_auth_user_id"] == str(operator.pk)
    wrong = place.browser().post(OPERATOR, {"login": "operator", "password": "wrong"})
    assert "密码不正确" in wrong.content.decode()


@pytest.mark.requirement("HZ-02")
def test_no_password_is_set(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    for path in ("set", "change"):
        answer = browser_here.post(f"/account/password/{path}/", {"password1": PASSWORD, "password2": PASSWORD})
        assert answer["Location"] == "/me/"
    user = place.user()
    assert not user.has_usable_password()
    with pytest.raises(Refused, match="不设密码"):
        change_password(person=user, password=PASSWORD)
    home = browser_here.get("/").content.decode()
    assert "设置密码" not in home


@pytest.mark.requirement("HZ-02")
def test_administrator_sets_no_password_and_no_other_form(place: Place, browser_here: Client) -> None:
    keeper = sign_in(browser_here, make_user(place.tenant, role="security", is_staff=True))
    person = make_person(place.tenant)
    given = {"name": person.name, "login_name": "", "phone": "", "password1": "Left-Donkey-77"}
    answer = keeper.post(f"/manage/people/user/{person.pk}/change/", given)
    assert "本门户只用账号网络的账号登录，不设密码" in answer.content.decode()
    SignInPage.objects.update(by_code=True)
    assert not has_one_form()


def test_security_administrator_keeps_the_clients(place: Place, browser_here: Client) -> None:
    keeper = sign_in(browser_here, make_user(place.tenant, role="security", is_staff=True))
    client = NetworkClient.objects.get(kind="person")
    address = f"/manage/network/networkclient/{client.pk}/change/"
    assert SECRET not in keeper.get(address).content.decode()
    given = {"issuer": client.issuer, "client_id": client.client_id, "secret": "", "is_active": "on"}
    said = keeper.post(address, given, follow=True).content.decode()
    assert "服务器有应答" in said
    client.refresh_from_db()
    assert (client.secret, client.kind) == (SECRET, "person")
    said = keeper.post(address, given | {"issuer": "http://127.0.0.1:9", "secret": "new"}, follow=True).content.decode()
    assert "服务器没有应答" in said
    client.refresh_from_db()
    assert client.secret == "new"
    assert "new" not in str(list(Event.objects.filter(action="network.client_changed").values_list("detail")))
    checked = keeper.post("/manage/network/networkclient/", {"action": "ask_server", "_selected_action": client.pk})
    assert checked.status_code == 302


def test_modes_are_not_switched(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    assert browser_here.post("/me/mode/", {"mode": "unit", "write_key": "k" * 20}).status_code == 404
    assert "切换到" not in browser_here.get("/").content.decode()
    request: Any = type("Asked", (), {"session": {}})()
    with pytest.raises(Refused, match="互相切换"):
        landing.switch(request, place.user(), "unit")


@pytest.mark.requirement("HZ-23")
def test_unit_begins_at_its_own_page(place: Place, browser_here: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = landing.Place("/units/", "单位")
    monkeypatch.setitem(landing._finders, "unit", [(1, lambda user: desk if user.is_legal_person else None)])
    assert place.come(browser_here, UNIT, "unit")["Location"] == "/units/"
    assert place.come(place.browser(), UNIT, "unit", next="/me/")["Location"] == "/me/"
    assert place.come(place.browser(), QIANG)["Location"] == "/"


@pytest.mark.requirement("HZ-29")
def test_account_of_a_unit_applies_for_nobody(place: Place, browser_here: Client) -> None:
    place.come(browser_here, UNIT, "unit")
    user = place.user()
    publish_notice(words={"body_zh": "告知", "body_en": "Notice"}, purposes=[])
    scheme = scheme_of()
    assert "单位账号不能替个人办理" in str(may_start(user, scheme.model_copy(update={"window": None})))
    assert may_submit_reason(user) is not None
    assert may_state_identity_reason(user) is not None
    assert unread_notice(user) is None
    home = browser_here.get("/").content.decode()
    assert "/me/privacy/" not in home + browser_here.get("/me/").content.decode()
    assert "确认个人信息保护告知" not in home
    assert obstacles_of(user) == ["法人账号由单位保有，不在这里注销。"]


def test_person_of_the_network_may_submit(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    assert may_submit_reason(place.user()) is None


def test_copy_of_ones_data_and_its_end(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    user = place.user()
    (known,) = [part for part in parts() if part.key == "network_accounts"]
    (row,) = known.collect(user).records
    assert row["network"] == "riverside:person"
    assert erase_account(user)["network_accounts"] == 1
    user.refresh_from_db()
    assert (user.vouched_at, user.is_registered) == (None, False)
    assert not is_signed_in(browser_here)
    place.come(browser_here, QIANG)
    assert place.user(name="羊秀强").pk != user.pk


def test_network_is_remembered_from_page_to_page(
    place: Place, browser_here: Client, django_assert_max_num_queries: Any
) -> None:
    place.come(browser_here, QIANG)
    browser_here.get("/me/")
    with django_assert_max_num_queries(0):
        comes_by_network()
