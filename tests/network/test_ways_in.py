"""Where people come by the network, no page offers to register or speaks of a password."""

import pytest
from django.test import Client

from tests.builders import make_person, publish, sign_in
from tests.network.portal import Place
from units.services.rules import publish_unit_rules


@pytest.mark.requirement("HZ-01", "HZ-02")
@pytest.mark.parametrize(("fills_in", "words"), [("person", "登录后申报"), ("unit", "登录后办理")])
def test_a_visitor_who_would_begin_is_only_led_to_the_sign_in(
    place: Place, browser_here: Client, fills_in: str, words: str
) -> None:
    publish(place.tenant, fills_in=(fills_in,))
    page = browser_here.get("/apply/recognition/").content.decode()
    assert words in page
    assert "/account/login/?next=/apply/recognition/" in page
    assert "请先注册" not in page
    assert "/account/signup/" not in page


def test_own_data_speaks_of_no_password(place: Place, browser_here: Client) -> None:
    page = sign_in(browser_here, make_person(place.tenant)).get("/me/privacy/").content.decode()
    assert "会请您再次验证身份" in page
    assert "密码" not in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.requirement("HZ-14", "HZ-20")
@pytest.mark.parametrize(("role", "address"), [("security", "people/user"), ("system", "units/unit")])
def test_administration_adds_nobody_whom_the_network_could_not_find(place: Place, role: str, address: str) -> None:
    publish_unit_rules(content={"opened_by_network": True}, content_hash="by network")
    admin = sign_in(place.browser(), make_person(place.tenant, role=role))
    page = admin.get(f"/manage/{address}/")
    assert page.status_code == 200
    assert f"/manage/{address}/add/" not in page.content.decode()
    assert admin.get(f"/manage/{address}/add/").status_code == 403
