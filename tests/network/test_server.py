"""The account network itself: a sound OpenID Connect server, so that what passes through it has been tried in earnest."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, quote

import jwt
import pytest
import requests

from portal.network.local import LocalNetwork
from tests.network.asking import Asking, answer_of
from tests.network.people import client_of, individual, legal_person
from tests.network.visiting import Visitor, is_led_away, led_to

PERSON = individual("zhang", 1, name="张<b>小</b>明")
BASIC = individual("li", 2, level="basic")
UNIT = legal_person("danwei", 3)


@pytest.fixture
def person(network: LocalNetwork) -> Asking:
    """The client of individuals, at a network where somebody of each kind has an account."""
    asking = Asking(network.issuer, "person")
    network.let_in([PERSON, BASIC, UNIT])
    network.know([asking.client, client_of("unit", asking.home)])
    return asking


@pytest.fixture
def unit(person: Asking) -> Asking:
    return Asking(person.issuer, "unit")


@pytest.fixture
def visitor(network: LocalNetwork) -> Visitor:
    return Visitor(network.issuer)


def test_discovery_says_what_the_network_can(network: LocalNetwork) -> None:
    found = requests.get(f"{network.issuer}/.well-known/openid-configuration", timeout=20).json()
    assert found["issuer"] == network.issuer
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["response_types_supported"] == ["code"]
    assert found["id_token_signing_alg_values_supported"] == ["RS256"]
    assert {"openid", "identity"} <= set(found["scopes_supported"])
    assert found["backchannel_logout_session_supported"] is True


def test_an_individual_signs_in(person: Asking, visitor: Visitor) -> None:
    callback = visitor.sign_in(person.url(), "zhang")
    assert callback.startswith("http://portal.localhost:9/callback/person/?")
    assert answer_of(callback)["state"] == "a state"
    tokens = person.trade(callback).json()
    claims, info = person.claims(tokens["id_token"]), person.userinfo(tokens["access_token"])
    assert claims["nonce"] == "a nonce"
    told = {key: PERSON[key] for key in ("name", "id_type", "id_number")}
    told |= {"account_kind": "person", "real_name_level": "advanced", "phone_number": PERSON["mobile"]}
    assert info == told | {"sub": claims["sub"]}
    assert not told.keys() & claims.keys()  # the token stands in the address of a sign-out and names nobody


def test_a_legal_person_signs_in(unit: Asking, visitor: Visitor) -> None:
    tokens = unit.trade(visitor.sign_in(unit.url(), "danwei")).json()
    info = unit.userinfo(tokens["access_token"])
    told = {"account_kind": "unit", "unit_name": UNIT["unit_name"], "uscc": UNIT["uscc"]}
    assert info == told | {"sub": unit.claims(tokens["id_token"])["sub"]}


def test_the_secret_may_come_in_the_form(person: Asking, visitor: Visitor) -> None:
    form = person.form_of(visitor.sign_in(person.url(), "zhang"))
    form |= {"client_id": person.client["client_id"], "client_secret": person.client["client_secret"]}
    assert requests.post(f"{person.issuer}/token", data=form, timeout=20).ok


def test_another_clients_token_is_not_ours(person: Asking, unit: Asking, visitor: Visitor) -> None:
    token = unit.trade(visitor.sign_in(unit.url(), "danwei")).json()["id_token"]
    with pytest.raises(jwt.InvalidAudienceError):
        person.claims(token)


def test_a_changed_token_fails_its_signature(person: Asking, visitor: Visitor) -> None:
    head, body, signature = person.trade(visitor.sign_in(person.url(), "zhang")).json()["id_token"].split(".")
    other = jwt.encode({"sub": "somebody else"}, "k" * 32).split(".")[1]
    assert other != body
    with pytest.raises(jwt.InvalidSignatureError):
        person.claims(".".join((head, other, signature)))


def test_a_wrong_verifier_is_refused(person: Asking, visitor: Visitor) -> None:
    answer = person.trade(visitor.sign_in(person.url(), "zhang"), verifier="x" * 43)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_sign_in_without_a_challenge_is_refused(person: Asking, visitor: Visitor) -> None:
    answer = answer_of(led_to(visitor.open(person.url(code_challenge="", code_challenge_method=""))))
    assert answer["error"] == "invalid_request"


def test_a_code_used_twice_is_refused_and_takes_back_what_it_gave(person: Asking, visitor: Visitor) -> None:
    callback = visitor.sign_in(person.url(), "zhang")
    first = person.trade(callback).json()
    assert person.trade(callback).json()["error"] == "invalid_grant"
    assert person.userinfo(first["access_token"])["error"] == "invalid_token"


def test_another_clients_code_is_refused(person: Asking, unit: Asking, visitor: Visitor) -> None:
    callback = visitor.sign_in(person.url(), "zhang")
    assert person.trade(callback, by=unit.credentials).json()["error"] == "invalid_grant"


def test_a_wrong_secret_is_refused(person: Asking, visitor: Visitor) -> None:
    callback = visitor.sign_in(person.url(), "zhang")
    answer = person.trade(callback, by=(person.client["client_id"], "wrong"))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_an_address_that_is_not_registered_is_never_led_to(person: Asking, visitor: Visitor) -> None:
    answer = visitor.open(person.url(redirect_uri="http://portal.localhost:9/elsewhere/"))
    assert answer.status_code == 400
    assert "无法完成请求" in answer.text
    assert "redirect_uri" in answer.text


def test_a_wrong_password_is_said_and_the_account_stays_typed(person: Asking, visitor: Visitor) -> None:
    page = visitor.send(visitor.open(person.url()), account='zh"ang', password="left horse")
    assert "账号或密码不正确" in page.text
    assert 'value="zh&quot;ang"' in page.text
    assert "left horse" not in page.text
    assert is_led_away(visitor.send(page, account="zhang", password=PERSON["password"]))


@pytest.mark.parametrize(
    ("kind", "account", "choose"), [("person", "danwei", "法人账号登录"), ("unit", "zhang", "个人账号登录")]
)
def test_an_account_of_the_other_kind_is_told_which_sign_in_to_choose(
    person: Asking, visitor: Visitor, kind: str, account: str, choose: str
) -> None:
    page = visitor.send(visitor.open(Asking(person.issuer, kind).url()), account=account, password=PERSON["password"])
    assert not is_led_away(page)
    assert f"选择“{choose}”" in page.text


def test_who_is_signed_in_comes_back_at_once_and_is_asked_by_the_other_client(
    person: Asking, unit: Asking, visitor: Visitor
) -> None:
    visitor.sign_in(person.url(), "zhang")
    assert is_led_away(visitor.open(person.url()))
    assert not is_led_away(visitor.open(unit.url()))
    assert unit.trade(visitor.sign_in(unit.url(), "danwei")).ok
    assert not is_led_away(visitor.open(person.url()))  # there is one session, and it is the unit's now


def test_who_goes_back_is_led_back_without_a_code(person: Asking, visitor: Visitor) -> None:
    answer = answer_of(led_to(visitor.send(visitor.open(person.url()), leave="yes")))
    assert (answer["error"], answer["state"]) == ("access_denied", "a state")


def test_a_sign_in_that_nobody_began_has_expired(person: Asking, visitor: Visitor) -> None:
    page = visitor.open(f"{person.issuer}/interaction/nobody")
    assert page.status_code == 400
    assert "登录已过期" in page.text
    assert f'href="{person.home}/"' in page.text


def test_people_who_are_let_in_while_it_runs_can_sign_in(
    network: LocalNetwork, person: Asking, visitor: Visitor
) -> None:
    network.let_in([individual("wang", 9)])
    page = visitor.send(visitor.open(person.url()), account="zhang", password=PERSON["password"])
    assert "账号或密码不正确" in page.text
    assert person.trade(visitor.sign_in(person.url(), "wang")).ok


def test_the_list_of_accounts_is_offered_only_where_it_is_wanted(person: Asking, visitor: Visitor) -> None:
    page = visitor.open(person.url())
    assert "用此账号登录" not in page.text
    assert "账号或密码不正确" in visitor.send(page, picked="zhang").text


def test_names_are_text_and_not_markup(person: Asking, visitor: Visitor) -> None:
    page = visitor.open(f"{person.issuer}/register").text
    assert "张&lt;b&gt;小&lt;/b&gt;明" in page
    assert UNIT["unit_name"] in page


# --- The real-name level ---


def test_an_upgrade_raises_the_level_and_leads_back(person: Asking, visitor: Visitor) -> None:
    first = person.trade(visitor.sign_in(person.url(), "li")).json()
    claims = person.userinfo(first["access_token"])
    assert (claims["real_name_level"], claims["upgrade_url"]) == ("basic", f"{person.issuer}/upgrade")
    back = f"{person.home}/sign-in/?next=/a"
    assert visitor.upgrade(f"{person.issuer}/upgrade?return_to={quote(back)}", "li") == back
    again = person.trade(visitor.sign_in(person.url(), "li")).json()
    claims = person.userinfo(again["access_token"])
    assert claims["real_name_level"] == "advanced"
    assert "upgrade_url" not in claims


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://elsewhere.localhost/",
        "http://portal.localhost:9@elsewhere.localhost/",
        "http://portal.localhost:8/",
        "https://portal.localhost:9/",
        "//portal.localhost:9/",
        "javascript:alert(1)",
    ],
)
def test_an_upgrade_leads_back_to_portals_only(person: Asking, visitor: Visitor, elsewhere: str) -> None:
    address = f"{person.issuer}/upgrade?return_to={quote(elsewhere)}"
    form = {"account": "li", "password": BASIC["password"]}
    for answer in (visitor.open(address), visitor.session.post(address, data=form, allow_redirects=False, timeout=20)):
        assert answer.status_code == 400
        assert "返回地址不属于任何门户" in answer.text
        assert f'"{elsewhere}"' not in answer.text


@pytest.mark.parametrize(
    ("account", "password", "said"), [("li", "wrong", "不正确"), ("danwei", UNIT["password"], "无需升级")]
)
def test_an_upgrade_of_the_wrong_account_is_refused(
    person: Asking, visitor: Visitor, account: str, password: str, said: str
) -> None:
    page = visitor.send(visitor.open(f"{person.issuer}/upgrade"), account=account, password=password)
    assert said in page.text
    tokens = person.trade(visitor.sign_in(person.url(), "li")).json()
    assert person.userinfo(tokens["access_token"])["real_name_level"] == "basic"


# --- Leaving ---


def test_a_sign_out_with_its_token_asks_nothing_and_leads_back(person: Asking, visitor: Visitor) -> None:
    token = person.trade(visitor.sign_in(person.url(), "zhang")).json()["id_token"]
    assert led_to(visitor.open(person.sign_out_url(token))) == f"{person.home}/?state=gone"
    assert not is_led_away(visitor.open(person.url()))
    assert led_to(visitor.open(person.sign_out_url(token))) == f"{person.home}/?state=gone"  # nobody is there to leave


def test_a_sign_out_with_somebody_elses_token_asks_first(person: Asking, unit: Asking, visitor: Visitor) -> None:
    token = person.trade(visitor.sign_in(person.url(), "zhang")).json()["id_token"]
    visitor.sign_in(unit.url(), "danwei")
    page = visitor.open(person.sign_out_url(token))
    assert UNIT["unit_name"] in page.text
    assert is_led_away(visitor.open(unit.url()))


def test_a_sign_out_leads_to_registered_addresses_only(person: Asking, visitor: Visitor) -> None:
    token = person.trade(visitor.sign_in(person.url(), "zhang")).json()["id_token"]
    answer = visitor.open(person.sign_out_url(token, post_logout_redirect_uri="http://elsewhere.localhost/"))
    assert answer.status_code == 400
    assert "post_logout_redirect_uri" in answer.text


@contextmanager
def listening() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A portal that hears who has left: its address, and what it was sent."""
    heard: list[dict[str, Any]] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.append({"host": self.headers["Host"], "path": self.path} | parse_qs(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            """Says nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://hearing.localhost:{server.server_port}", heard
        server.shutdown()


def test_portals_hear_of_a_sign_out_by_a_signed_token(network: LocalNetwork, visitor: Visitor) -> None:
    with listening() as (home, heard):
        asking = Asking(network.issuer, "person", home, {"backchannel_logout_uri": f"{home}/left/"})
        network.let_in([PERSON])
        network.know([asking.client])
        token = asking.trade(visitor.sign_in(asking.url(), "zhang")).json()["id_token"]
        led_to(visitor.open(asking.sign_out_url(token)))
    assert [(one["host"], one["path"]) for one in heard] == [(home.removeprefix("http://"), "/left/")]
    told, signed_in = asking.claims(heard[0]["logout_token"][0]), asking.claims(token)
    assert (told["sub"], told["sid"]) == (signed_in["sub"], signed_in["sid"])
    assert "http://schemas.openid.net/event/backchannel-logout" in told["events"]
    assert "nonce" not in told


def test_portals_hear_when_another_account_takes_the_session(network: LocalNetwork, visitor: Visitor) -> None:
    with listening() as (home, heard):
        asking = Asking(network.issuer, "person", home, {"backchannel_logout_uri": f"{home}/left/"})
        network.let_in([PERSON, UNIT])
        network.know([asking.client, client_of("unit", home)])
        asking.trade(visitor.sign_in(asking.url(), "zhang"))
        visitor.sign_in(Asking(network.issuer, "unit", home).url(), "danwei")
    assert len(heard) == 1
