"""The home page as a visitor and as a signed-in person see it."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client

from portal.tenants.models import Tenant
from portal.tenants.services import save_page
from portal.ui import home
from portal.ui.home import Card, NextStep, register_home_cards, register_next_steps
from tests.builders import make_user, sign_in

HELP = (
    "如果无法上传，请更换浏览器：[搜狗高速浏览器](https://example.cn/sogou.exe)\n\n- Mac 可换 Windows\n- 手机可换电脑"
)


@pytest.fixture
def visitor(tenant: Tenant) -> Client:
    return Client(HTTP_HOST="ningbo.localhost")


@pytest.fixture(autouse=True)
def own_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the apps offer is their own matter."""
    monkeypatch.setattr(home, "_cards", [])
    monkeypatch.setattr(home, "_next_steps", [])


def text_of(client: Client, path: str = "/") -> str:
    return client.get(path).content.decode()


@pytest.mark.requirement("NB-01", "NB-02", "NB-04")
def test_home_offers_a_visitor_to_register_and_to_sign_in(visitor: Client) -> None:
    header = text_of(visitor).partition("</header>")[0]
    assert "ningbo门户" in header
    assert 'href="/account/signup/">注册</a>' in header
    assert 'href="/account/login/">登录</a>' in header


def test_home_offers_a_signed_in_person_their_menu_instead(tenant: Tenant, visitor: Client) -> None:
    sign_in(visitor, make_user(tenant, name="张秀强"))
    header = text_of(visitor).partition("</header>")[0]
    assert "张秀强" in header
    assert "退出" in header
    assert "注册" not in header


@pytest.mark.requirement("NB-06", "NB-07", "NB-08")
def test_home_shows_the_bureaus_advice_on_browsers(visitor: Client) -> None:
    save_page(key="help", title_zh="浏览器与上传帮助", body_zh=HELP)
    page = text_of(visitor)
    assert '<a href="https://example.cn/sogou.exe">搜狗高速浏览器</a>' in page
    assert "<li>Mac 可换 Windows</li>" in page


def test_home_does_not_show_a_page_that_is_not_published(visitor: Client) -> None:
    save_page(key="help", title_zh="帮助", body_zh="未定稿", is_published=False)
    assert "未定稿" not in text_of(visitor)
    assert "未定稿" not in text_of(visitor, "/guide/")


@pytest.mark.requirement("NB-10")
def test_home_shows_a_button_for_each_scheme(visitor: Client) -> None:
    register_home_cards(lambda request: [Card("高层次人才分类认定", "每月受理", "/apply/", "高层次人才分类认定申请")])
    assert '<a class="btn btn-primary" href="/apply/">高层次人才分类认定申请</a>' in text_of(visitor)


def test_next_steps_are_asked_for_signed_in_people_only(tenant: Tenant, visitor: Client) -> None:
    asked: list[Any] = []

    def provider(request: HttpRequest) -> list[NextStep]:
        asked.append(request.user)
        return [NextStep("申报被退回", "/mine/", "去修改", tone="warn")]

    register_next_steps(provider)
    assert "申报被退回" not in text_of(visitor)
    assert asked == []
    sign_in(visitor, make_user(tenant))
    assert "申报被退回" in text_of(visitor)


def test_what_others_wait_for_comes_first(tenant: Tenant, visitor: Client) -> None:
    register_next_steps(lambda _request: [NextStep("申报被退回", "/mine/", "去修改")])
    register_next_steps(lambda _request: [NextStep("请先阅读告知", "/read/", "阅读")], first=True)
    sign_in(visitor, make_user(tenant))
    page = text_of(visitor)
    assert page.index("请先阅读告知") < page.index("申报被退回")


def test_guide_shows_pages_in_the_bureaus_order(visitor: Client) -> None:
    save_page(key="contact", title_zh="联系我们", body_zh="电话", order=2)
    save_page(key="help", title_zh="帮助", body_zh="先看这里", order=1)
    page = text_of(visitor, "/guide/")
    assert page.index("先看这里") < page.index("电话")
    assert 'id="accessibility"' in page


def test_save_page_again_replaces_the_page(tenant: Tenant) -> None:
    save_page(key="help", title_zh="帮助", body_zh="旧")
    page = save_page(key="help", title_zh="帮助", body_zh="新")
    assert type(page).objects.get().body == "新"
