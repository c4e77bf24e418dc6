"""Menus: who gets which entry, and what it costs."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from portal.ui import nav
from portal.ui.nav import MAIN, PERSON, NavItem, links_for, register_nav, signed_in

PERSON_SIGNED_IN = SimpleNamespace(is_authenticated=True)


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nav, "_items", {})


def labels(user: Any, group: str = MAIN, path: str = "/") -> list[str]:
    return [str(link.label) for link in links(user, group, path)]


def links(user: Any, group: str = MAIN, path: str = "/") -> list[nav.NavLink]:
    request = RequestFactory().get(path)
    request.user = user
    return links_for(request, group)


def test_links_keep_their_order_and_group() -> None:
    register_nav(NavItem("指南", "guide", order=90))
    register_nav(NavItem("首页", "home", order=10))
    register_nav(NavItem("我的", "home", group=PERSON))
    assert labels(AnonymousUser()) == ["首页", "指南"]
    assert labels(AnonymousUser(), PERSON) == ["我的"]


def test_a_hidden_entry_is_not_counted() -> None:
    def count(user: Any) -> int:
        raise AssertionError("asked for a person who does not see it")

    register_nav(NavItem("待办", "home", shown_to=signed_in, count=count))
    assert links(AnonymousUser()) == []


def test_an_entry_shows_its_count() -> None:
    register_nav(NavItem("待办", "home", shown_to=signed_in, count=lambda user: 3))
    assert [link.count for link in links(PERSON_SIGNED_IN)] == [3]


def test_an_entry_whose_address_does_not_exist_is_left_out() -> None:
    register_nav(NavItem("没有", "nowhere:at_all"))
    assert links(AnonymousUser()) == []


def test_only_the_entry_of_the_page_is_current() -> None:
    register_nav(NavItem("首页", "home", order=10))
    register_nav(NavItem("指南", "guide", order=20))
    assert [link.is_current for link in links(AnonymousUser(), path="/guide/")] == [False, True]


def test_registering_twice_shows_once() -> None:
    for _ in range(2):
        register_nav(NavItem("首页", "home"))
    assert labels(AnonymousUser()) == ["首页"]
