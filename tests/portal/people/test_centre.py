"""The user centre: its pages at the left of each, and the name at the upper right that leads there."""

import pytest

from portal.people import centre
from portal.people.invented import invented_phone
from tests import builders
from tests.portal.people.acting import come_in, make_one_form

PHONE = invented_phone(960)


@pytest.fixture
def with_another_page(monkeypatch):
    monkeypatch.setattr(centre, "_entries", dict(centre._entries))
    centre.register_entry("我的消息", "notices:inbox", 10)
    centre.register_entry("不给人看", "set_language", 5, shown_to=lambda person: False)


@pytest.mark.requirement("CY-10", "CY-11")
def test_the_name_leads_to_the_first_page_and_each_page_shows_all(ningbo, browser_at_home, with_another_page):
    make_one_form(ningbo)
    come_in(browser_at_home, ningbo, PHONE)
    home = browser_at_home.get("/").content.decode()
    name = '<a class="tool" href="/notices/"><i class="bi bi-person-circle" aria-hidden="true"></i><span>154****0960'
    assert name in home
    shown = browser_at_home.get("/me/").content.decode()
    nav = shown.partition('<nav class="centre-nav"')[2].partition("</nav>")[0]
    places = [nav.index(f">{label}</a>") for label in ("我的消息", "人才认证", "个人资料")]
    assert places == sorted(places)
    assert '<a href="/me/" aria-current="page">个人资料</a>' in nav
    assert "不给人看" not in nav


def test_elsewhere_the_name_opens_the_menu(ningbo, person, browser_at_home):
    builders.sign_in(browser_at_home, person)
    text = browser_at_home.get("/").content.decode()
    assert f"<span>{person.name}</span>" in text.partition("<summary")[2].partition("</summary>")[0]
    assert "账号菜单" not in text
