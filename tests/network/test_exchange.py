"""What comes back from the network and must not be believed, and a network that does not answer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import caches
from django.test import Client

from portal.audit.models import Event
from portal.network import asking, tokens
from portal.network.asking import NetworkAway, ask_for_json
from portal.network.claims import read_claims
from portal.network.models import NetworkClient
from portal.network.tokens import BadToken, check_id_token
from portal.people.models import User
from tests.builders import make_tenant
from tests.network.conftest import QIANG
from tests.network.portal import LOGIN, Place, is_signed_in, make_place, query_of

PERSON_BACK, UNIT_BACK = "/account/network/person/callback/", "/account/network/unit/callback/"
NOT_DONE = "登录没有完成"


def says_again(answer: Any) -> bool:
    return answer.status_code == 400 and NOT_DONE in answer.content.decode() and LOGIN in answer.content.decode()


@pytest.mark.requirement("HZ-06")
def test_way_out_carries_what_the_standard_asks_for(place: Place, browser_here: Client) -> None:
    there = query_of(place.set_out(browser_here))
    assert there.keys() >= {"state", "nonce", "code_challenge"}
    assert (there["response_type"], there["code_challenge_method"]) == ("code", "S256")
    assert set(there["scope"].split()) == {"openid", "identity"}
    assert there["redirect_uri"] == f"{place.address}{PERSON_BACK}"


def test_nobody_adds_to_what_is_asked(place: Place, browser_here: Client) -> None:
    there = query_of(place.set_out(browser_here, scope="admin", auth_params="prompt=none", process="connect"))
    assert "admin" not in there["scope"]
    assert "prompt" not in there


def test_forged_callback(place: Place, browser_here: Client) -> None:
    place.set_out(browser_here)
    for query in ({}, {"code": "x"}, {"code": "x", "state": "forged"}, {"error": "server_error"}):
        assert says_again(browser_here.get(PERSON_BACK, query))
    assert not is_signed_in(browser_here)


def test_callback_of_another_browser_is_of_no_use(place: Place, browser_here: Client) -> None:
    back = place.sign_in_there(browser_here, QIANG)
    stranger = place.browser()
    assert says_again(stranger.get(back))
    assert not is_signed_in(stranger)


def test_callback_counts_once(place: Place, browser_here: Client) -> None:
    back = place.sign_in_there(browser_here, QIANG)
    assert browser_here.get(back).status_code == 302
    assert says_again(browser_here.get(back))
    assert is_signed_in(browser_here)


def test_code_counts_once(place: Place, browser_here: Client) -> None:
    """With a state that is good: the network itself takes a code once."""
    used = query_of(place.sign_in_there(browser_here, QIANG))
    browser_here.get(PERSON_BACK, used)
    other = place.browser()
    state = query_of(place.set_out(other))["state"]
    assert says_again(other.get(PERSON_BACK, used | {"state": state}))
    assert not is_signed_in(other)


def test_state_of_the_other_client_is_of_no_use(place: Place, browser_here: Client) -> None:
    back = query_of(place.sign_in_there(browser_here, QIANG))
    assert says_again(browser_here.get(UNIT_BACK, back))
    assert not is_signed_in(browser_here)


def test_code_for_the_other_client_is_refused(place: Place, browser_here: Client) -> None:
    code = query_of(place.sign_in_there(browser_here, QIANG))["code"]
    state = query_of(place.set_out(browser_here, "unit"))["state"]
    assert says_again(browser_here.get(UNIT_BACK, {"code": code, "state": state}))
    assert not User.objects.filter(tenant=place.tenant).exists()


def test_callback_of_another_portal_is_of_no_use(place: Place, browser_here: Client) -> None:
    other = make_place(place.network, "hillside")
    place.network.know([*place.clients, *other.clients])
    back = query_of(place.sign_in_there(browser_here, QIANG))
    stranger = other.browser()
    other.set_out(stranger)
    assert says_again(stranger.get(PERSON_BACK, back))
    assert is_signed_in(browser_here) is False


def test_state_that_is_too_old(place: Place, browser_here: Client) -> None:
    back = place.sign_in_there(browser_here, QIANG)
    session = browser_here.session
    session["socialaccount_states"] = {
        name: [state, at - 3600, provider] for name, (state, at, provider) in session["socialaccount_states"].items()
    }
    session.save()
    assert says_again(browser_here.get(back))


def test_other_nonce(place: Place, browser_here: Client) -> None:
    back = place.sign_in_there(browser_here, QIANG)
    session = browser_here.session
    for state, _at, _provider in session["socialaccount_states"].values():
        state["data"]["nonce"] = "another"
    session.save()
    assert says_again(browser_here.get(back))
    assert not is_signed_in(browser_here)
    assert Event.objects.get(action="network.refused").detail == {"fault": "nonce"}


def test_visitor_who_thinks_again(place: Place, browser_here: Client) -> None:
    state = query_of(place.set_out(browser_here))["state"]
    answer = browser_here.get(PERSON_BACK, {"error": "access_denied", "state": state}, follow=True)
    assert answer.redirect_chain == [(LOGIN, 302)]
    assert "您在账号网络取消了登录" in answer.content.decode()


def test_account_of_the_other_kind_is_refused(
    place: Place, browser_here: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a network lets anybody use any client, the claims decide."""
    monkeypatch.setattr("portal.network.adapter.read_claims", _as_unit)
    answer = place.come(browser_here, QIANG)
    assert answer.status_code == 403
    assert "法人账号" in answer.content.decode()


def _as_unit(kind: str, said: dict[str, Any], words: Any) -> Any:
    return read_claims(kind, said | {"account_kind": "unit"}, words)


# --- tokens


KEY = rsa.generate_private_key(65537, 2048)
OTHER_KEY = rsa.generate_private_key(65537, 2048)
ISSUER = "http://localhost:1"
GOOD = {"iss": ISSUER, "sub": "s", "aud": "me", "iat": 0, "exp": 600}


@pytest.fixture
def known_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "signing_key", lambda issuer, kid: KEY.public_key() if kid == "a" else None)


def token(key: Any = KEY, *, alg: str = "RS256", kid: str = "a", **changes: Any) -> str:
    moment = int(time.time())
    said = GOOD | {"iat": moment, "exp": moment + 600} | changes
    return jwt.encode({name: value for name, value in said.items() if value is not None}, key, alg, {"kid": kid})


def test_good_token(known_key: None) -> None:
    assert check_id_token(token(azp="me", aud=["me", "you"]), issuer=ISSUER, client_id="me")["sub"] == "s"


@pytest.mark.parametrize(
    "bad",
    [
        lambda: token(OTHER_KEY),
        lambda: token(kid="b"),
        lambda: token("a secret that is long enough for this", alg="HS256"),
        lambda: token(None, alg="none"),
        lambda: token(iss="http://localhost:2"),
        lambda: token(aud="you"),
        lambda: token(aud=["me", "you"]),
        lambda: token(azp="you"),
        lambda: token(exp=int(time.time()) - 120),
        lambda: token(iat=int(time.time()) + 120),
        lambda: token(iat=int(time.time()) - 1200),
        lambda: token(exp=None),
        lambda: token(sub=None),
        lambda: token(sub="s" * 200),
        lambda: token()[:-3] + "AAA",
        lambda: "no token",
        lambda: None,
    ],
)
def test_token_that_is_not_believed(known_key: None, bad: Callable[[], Any]) -> None:
    with pytest.raises(BadToken):
        check_id_token(bad(), issuer=ISSUER, client_id="me")


def test_userinfo_of_somebody_else(place: Place, browser_here: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.network.provider.ask_for_json", lambda url, **given: {"sub": "somebody else"})
    assert says_again(place.come(browser_here, QIANG))
    assert not is_signed_in(browser_here)


def test_new_keys_are_found(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    place.network.start_again()
    assert place.come(place.browser(), QIANG).status_code == 302


# --- a network that does not answer


@pytest.mark.parametrize("step", ["begin", "callback"])
def test_network_away(place: Place, browser_here: Client, step: str) -> None:
    back = place.sign_in_there(browser_here, QIANG) if step == "callback" else "/account/network/person/begin/"
    place.network.stop()
    caches["process"].clear()
    answer = browser_here.get(back)
    words = answer.content.decode()
    assert answer.status_code == 503
    assert "某省政务网暂时没有应答" in words
    assert "再试一次" in words
    assert "Traceback" not in words
    place.network.start_again()
    assert place.come(browser_here, QIANG).status_code == 302


@contextmanager
def odd_server(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *given: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def says(body: bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def drips(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _number in range(50):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


ODD = [
    says(b"<html>login first</html>"),
    says(b"[]"),
    says(b"", 500),
    says(b"{}", 404),
    says(b"{}", 302, Location="http://127.0.0.1:9/"),
    says(b" " * (asking.LONGEST_ANSWER + 1)),
    says(json.dumps({"issuer": "http://elsewhere"}).encode()),
    drips,
]


def test_odd_answers_are_no_answers(place: Place, browser_here: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WHOLE_SECONDS", 1)
    for number, answer in enumerate(ODD):
        with odd_server(answer) as address:
            NetworkClient.objects.update(issuer=address)
            page = browser_here.get("/account/network/person/begin/")
        assert page.status_code == 503, number
        assert "暂时没有应答" in page.content.decode()


def test_time_of_a_request_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WHOLE_SECONDS", 0)
    with pytest.raises(NetworkAway):
        ask_for_json("http://127.0.0.1:9/")


def test_clients_of_a_network_may_be_missing(place: Place, browser_here: Client) -> None:
    NetworkClient.objects.filter(kind="unit").update(is_active=False)
    page = browser_here.get(LOGIN).content.decode()
    assert "尚未开通" in page
    assert "/account/network/unit/begin/" not in page
    assert browser_here.get("/account/network/unit/begin/").status_code == 404
    NetworkClient.objects.all().delete()
    assert "本门户的登录尚未开通" in browser_here.get(LOGIN).content.decode()


def test_portal_without_a_network_has_none_of_its_addresses(place: Place, browser_here: Client) -> None:
    make_tenant("plain")
    plain = Client(headers={"host": "plain.localhost"})
    for path in ("begin", "callback"):
        assert plain.get(f"/account/network/person/{path}/").status_code == 404
    assert plain.post("/account/network/unit/ended/").status_code == 404
    assert plain.get("/account/network/other/begin/").status_code == 404
