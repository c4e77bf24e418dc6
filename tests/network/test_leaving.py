"""Signing out in both places, and proving again who one is."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from portal.audit.choices import Kind
from portal.audit.models import Event
from portal.network import knowing, tokens
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.people.services import enter_person
from portal.people.sign_in_models import OpenSession
from portal.people.totp import code_at, current_counter, enrol_totp
from tests.builders import make_tenant, make_user, sign_in
from tests.network.conftest import QIANG
from tests.network.people import individual
from tests.network.portal import Place, is_signed_in, make_place, query_of
from tests.network.test_exchange import KEY
from tests.network.visiting import is_led_away

OUT, ENDED = "/account/logout/", "/account/network/person/ended/"
AGAIN = "/account/reauthenticate/"
SET_UP = "/account/2fa/totp/activate/"
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_signing_out_ends_both_sessions(place: Place, browser_here: Client) -> None:
    visitor = place.visitor()
    browser_here.get(visitor.sign_in(place.set_out(browser_here), QIANG))
    answer = browser_here.post(OUT)
    way = answer["Refresh"].removeprefix("0; url=")
    assert not is_signed_in(browser_here)
    assert way in answer.content.decode().replace("&amp;", "&")
    assert query_of(way)["post_logout_redirect_uri"] == f"{place.address}/"
    assert "no-store" in answer["Cache-Control"]
    back = visitor.open(way)
    assert (is_led_away(back), back.headers["Location"]) == (True, f"{place.address}/")
    assert not is_led_away(visitor.open(place.set_out(browser_here)))  # the network asks who it is


def test_no_number_stands_in_an_address(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    session = browser_here.session
    kept = session["people_network_session"]
    session["people_network_session"] = kept | {"id_token": jwt.encode({"id_number": "3"}, "a secret of the tests" * 2)}
    session.save()
    assert "id_token_hint" not in browser_here.post(OUT)["Refresh"]


def test_signing_out_everywhere_ends_both_sessions(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    other = place.browser()
    place.come(other, QIANG)
    answer = browser_here.post("/me/sign-out-everywhere/", {"this": "yes", "write_key": "k" * 20})
    assert answer["Refresh"].startswith("0; url=http://localhost")
    assert not is_signed_in(browser_here)
    assert not is_signed_in(other)


def test_network_that_is_away_keeps_nobody_in(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    place.network.stop()
    knowing.caches["process"].clear()
    answer = browser_here.post(OUT)
    assert "那里的登录可能仍然有效" in answer.content.decode()
    assert not is_signed_in(browser_here)


def test_who_came_otherwise_leaves_as_ever(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    other = sign_in(place.browser(), place.user())
    answer = other.post(OUT)
    assert (answer.status_code, answer["Location"]) == (302, "/")


# --- the network says that somebody has left


@pytest.fixture
def known_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "signing_key", lambda issuer, kid: KEY.public_key() if kid == "a" else None)


def left(place: Place, **changes: Any) -> str:
    """The token by which the network says it."""
    moment = int(time.time())
    said = {
        "iss": place.network.issuer,
        "aud": place.clients[0]["client_id"],
        "iat": moment,
        "exp": moment + 120,
        "jti": f"j{time.monotonic_ns()}",
        "events": {tokens.LOGOUT: {}},
    } | changes
    return jwt.encode({name: value for name, value in said.items() if value is not None}, KEY, "RS256", {"kid": "a"})


def sub_of(place: Place) -> str:
    return SocialAccount.objects.get(provider=f"{place.tenant.slug}:person").uid


@pytest.mark.parametrize("by", ["sub", "sid"])
def test_network_ends_every_session_of_the_account(
    place: Place, browser_here: Client, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    place.come(browser_here, QIANG)
    other = place.browser()
    place.come(other, QIANG)
    sid = jwt.decode(browser_here.session["people_network_session"]["id_token"], options={"verify_signature": False})[
        "sid"
    ]
    monkeypatch.setattr(tokens, "signing_key", lambda issuer, kid: KEY.public_key())
    named = {"sub": sub_of(place)} if by == "sub" else {"sid": sid}
    answer = place.browser().post(ENDED, {"logout_token": left(place, **named)})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert not is_signed_in(browser_here)
    assert not is_signed_in(other)
    assert not OpenSession.objects.exists()
    ended = Event.objects.filter(action__in=["network.signed_out", "person.sessions_ended"])
    assert [event.kind for event in ended] == [Kind.SIGN_IN, Kind.SIGN_IN]


def test_logout_token_counts_once_and_only_here(place: Place, browser_here: Client, known_key: None) -> None:
    token = left(place, sub="nobody")
    assert browser_here.post(ENDED, {"logout_token": token}).status_code == 200
    assert browser_here.post(ENDED, {"logout_token": token}).status_code == 400
    assert browser_here.get(ENDED).status_code == 405


NOT_BELIEVED: list[dict[str, Any]] = [
    {"aud": "riverside.localhost-unit"},
    {"iss": "http://localhost:1"},
    {"nonce": "n"},
    {"events": {}},
    {"events": {tokens.LOGOUT: "yes"}},
    {"sub": None},
    {"sub": 7},
    {"jti": None},
    {"exp": 1},
    {"iat": 1},
]


def test_logout_token_that_is_not_believed(place: Place, browser_here: Client, known_key: None) -> None:
    for changes in NOT_BELIEVED:
        answer = browser_here.post(ENDED, {"logout_token": left(place, **{"sub": "s"} | changes)})
        assert answer.status_code == 400, changes


def test_id_token_is_no_logout_token(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    kept = browser_here.session["people_network_session"]
    assert place.browser().post(ENDED, {"logout_token": kept["id_token"]}).status_code == 400
    assert place.browser().post(ENDED).status_code == 400
    assert is_signed_in(browser_here)


def test_account_of_another_portal_stays(place: Place, browser_here: Client, known_key: None) -> None:
    other = make_place(place.network, "hillside")
    answer = other.browser().post(ENDED, {"logout_token": left(place, sub="s", aud=other.clients[0]["client_id"])})
    assert answer.status_code == 200
    answer = place.browser().post(ENDED, {"logout_token": left(place, sub="s", aud=other.clients[0]["client_id"])})
    assert answer.status_code == 400


# --- proving again


def test_setting_up_a_second_factor_asks_the_network_again(place: Place, browser_here: Client) -> None:
    visitor = place.visitor()
    browser_here.get(visitor.sign_in(place.set_out(browser_here), QIANG))
    assert browser_here.get(SET_UP).status_code == 200  # just signed in there
    _let_time_pass(browser_here)
    asked = browser_here.get(SET_UP)
    assert asked["Location"] == f"{AGAIN}?next={SET_UP.replace('/', '%2F')}"
    begin = browser_here.get(asked["Location"])["Location"]
    way = browser_here.get(begin)["Location"]
    assert (query_of(way)["prompt"], query_of(way)["max_age"]) == ("login", "0")
    assert browser_here.get(visitor.sign_in(way, QIANG))["Location"] == SET_UP
    assert browser_here.get(SET_UP).status_code == 200


def test_session_that_was_open_at_the_network_is_no_proof(
    place: Place, browser_here: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network says when the password was given there."""
    visitor = place.visitor()
    browser_here.get(visitor.sign_in(place.set_out(browser_here), QIANG))
    _let_time_pass(browser_here)
    back = visitor.sign_in(place.set_out(browser_here, again="yes"), QIANG)
    monkeypatch.setattr("portal.network.adapter.is_fresh", lambda said: False)
    answer = browser_here.get(back)
    assert answer.status_code == 403
    assert "没有让您再次登录" in answer.content.decode()


def test_proof_of_somebody_else_is_none(place: Place, browser_here: Client) -> None:
    place.network.let_in([individual(QIANG, 41), individual("other", 44)])
    place.come(browser_here, QIANG)
    answer = browser_here.get(place.sign_in_there(browser_here, "other", again="yes"))
    assert answer.status_code == 403
    assert "另一个账号" in answer.content.decode()
    assert place.user().name == "人员41"


def test_second_factor_is_asked_after_the_network(place: Place, browser_here: Client) -> None:
    place.come(browser_here, QIANG)
    user = place.user()
    enrol_totp(person=user, secret=TOTP)
    again = place.browser()
    assert place.come(again, QIANG)["Location"].startswith("/account/2fa/authenticate/")
    assert not is_signed_in(again)
    again.post("/account/2fa/authenticate/", {"code": code_at(TOTP, current_counter())})
    assert is_signed_in(again)
    assert again.session["people_mode"] == "person"
    assert again.post(OUT)["Refresh"].startswith("0; url=")
    _let_time_pass(browser_here)
    asked = browser_here.get(f"{AGAIN}?next=/me/")
    assert asked["Location"] == "/account/2fa/reauthenticate/?next=%2Fme%2F"


def test_whose_office_demands_a_second_factor_sets_it_up_at_once(place: Place, browser_here: Client) -> None:
    entered = enter_person(name="羊秀强", id_type="CN_ID", id_number=invented_id_number(41), by=make_user(place.tenant))
    User.objects.filter(pk=entered.pk).update(is_staff=True, role="audit")
    place.come(browser_here, QIANG)
    assert browser_here.get("/audit/")["Location"].startswith("/me/second-factor/")
    assert browser_here.get(SET_UP).status_code == 200


def _let_time_pass(browser: Client) -> None:
    session = browser.session
    session["account_authentication_methods"] = [
        record | {"at": record["at"] - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()


def test_portal_without_a_network_signs_out_as_ever(db: None) -> None:
    make_tenant("plain")
    assert Client(headers={"host": "plain.localhost"}).post(OUT)["Location"] == "/"
