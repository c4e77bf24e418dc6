"""What every test can count on: no network, and a browser for those that ask for one."""

import contextlib
import functools
import os
import re
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.cache import caches
from django.db import connections
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, Page, expect, sync_playwright

from applications.scheme.loader import load_scheme
from portal.calendar.services import fill_calendar
from portal.sealing.keys import forget_keys
from portal.tenants import publishing
from portal.tenants.current import tenant_scope
from review.services import setting_up
from review.tenant_file import read_tenant_file
from tests.answering import answered
from tests.builders import NEARBY
from tests.plugins.network import network, network_server  # noqa: F401  (fixtures that start a server when asked for)
from tests.plugins.quiet import tables_are_emptied_when_no_request_is_under_way  # noqa: F401  (for every test)

expect.set_options(timeout=20_000)  # a busy machine is no fault of the page

SCHEMES = Path(__file__).resolve().parents[1] / "schemes"

CHROMIUM = "/usr/bin/chromium"
NOT_LOOKED_AT = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess")
"""Each window would otherwise start three more processes: for the address bar's two lists, and one in reserve."""

LEFT_OUT_BY_PLAYWRIGHT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "PaintHolding"),
    *("HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "ThirdPartyStoragePartitioning"),
    *("LensOverlay", "MediaRouter", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "PreconnectToSearch"),
)
"""Chromium heeds only the last list it is given, so ours repeats Playwright's."""

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(LEFT_OUT_BY_PLAYWRIGHT + NOT_LOOKED_AT)}",
    # The portals are at <tenant>.localhost; no other name leads anywhere.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
]


class NetworkUsed(Exception):
    """A test tried to reach another machine."""


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Only this machine can be reached, so that no test depends on, or disturbs, another one."""
    connect = socket.socket.connect

    def connect_to_loopback(self: socket.socket, address: Any) -> None:
        outside = self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0])
        if outside:
            raise NetworkUsed(f"tests reach no other machine, and this one tried {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_to_loopback)
        yield


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.") or host.endswith(".localhost")


@pytest.fixture(autouse=True, scope="session")
def signing_in_at_home() -> Iterator[None]:
    """`client.force_login` writes as a request would: in the scope of the person's own tenant."""
    force_login = Client.force_login

    def in_scope(self: Client, user: Any, backend: str | None = None) -> None:
        with tenant_scope(user.tenant) if user.tenant else contextlib.nullcontext():
            force_login(self, user, backend)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", in_scope)
        yield


@pytest.fixture(autouse=True, scope="session")
def portals_are_set_up_quickly() -> Iterator[None]:
    """Hundreds of tests set one up: its files are read once and its handbooks printed once, and its calendar is short."""
    read_file, read_scheme = functools.cache(read_tenant_file), functools.cache(load_scheme)

    def file_of(path: Path) -> Any:
        return read_file(path) if path.is_relative_to(SCHEMES) else read_tenant_file(path)

    def scheme_of(path: Path, **known: Iterable[str]) -> Any:
        if not path.is_relative_to(SCHEMES):
            return load_scheme(path, **known)
        return read_scheme(path, **{name: frozenset(words) for name, words in known.items()})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(setting_up, "read_tenant_file", file_of)
        patch.setattr(setting_up, "load_scheme", scheme_of)
        patch.setattr(setting_up, "fill_calendar", functools.partial(fill_calendar, years=NEARBY))
        patch.setattr(publishing, "handbook", functools.cache(publishing.handbook))
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """A test remembers no host, and no rate limit, of the one before."""
    yield
    for cache in caches.all():
        cache.clear()


INLINE = re.compile(
    r"""<style\b|<script(?![^>]*\bsrc=)(?![^>]*application/json)|<[a-z][^>]*\s(?:style|on[a-z]+)\s*=|javascript:""",
    re.IGNORECASE,
)
FOREIGN = re.compile(
    r"""<(?:script|img|iframe|form|source|audio|video)\b[^>]*\b(?:src|srcset|action)=["'](?:https?:)?//"""
    r"""|<link\b[^>]*\bhref=["'](?:https?:)?//""",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True, scope="session")
def every_page_keeps_to_the_content_policy() -> Iterator[None]:
    """Whatever page a test opens: nothing in it is inline, and nothing is fetched from, or sent to, elsewhere."""
    answer = Client.request

    def answer_and_look(self: Client, **request: Any) -> Any:
        response = answer(self, **request)
        if "text/html" in response.get("Content-Type", "") and not response.streaming:
            page = response.content.decode()
            found = INLINE.search(page) or FOREIGN.search(page)
            assert not found, page[max(0, found.start() - 100) : found.end() + 100]
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", answer_and_look)
        yield


FORM = re.compile(rb"<form\b[^>]*method=.?post.*?</form>", re.IGNORECASE | re.DOTALL)
OF_LIBRARIES = ("/manage/", "/account/")
KEYLESS = (
    b'action="/account/logout/"',
    b'name="language"',
    b'action="/me/data/"',
    b'action="/verify/"',
)  # tests/portal/writes/test_templates.py says why


@pytest.fixture(autouse=True, scope="session")
def every_form_brings_its_key() -> Iterator[None]:
    """Whatever page a test opens: a form that writes has its `{% write_key %}`."""
    answer = Client.request

    def answer_and_look(self: Client, **request: Any) -> Any:
        response = answer(self, **request)
        if request.get("PATH_INFO", "").startswith(OF_LIBRARIES) or "html" not in response.get("Content-Type", ""):
            return response
        for form in FORM.findall(response.content) if not response.streaming else []:
            assert b'name="write_key"' in form or any(one in form for one in KEYLESS), form.decode()[:300]
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", answer_and_look)
        yield


@pytest.fixture(autouse=True)
def empty_key_ring() -> Iterator[None]:
    """The keys of the test before went with its data."""
    yield
    forget_keys()


@pytest.fixture
def with_queue() -> Iterator[None]:
    """Tasks are left for a relay, as where a queue is; they do not run after the commit."""
    current_app.conf.task_always_eager = False
    yield
    current_app.conf.task_always_eager = True


@pytest.fixture(autouse=True)
def readers_language() -> Iterator[None]:
    """A page in English that a test asked for leaves the next test its Chinese."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for the whole run of a worker."""
    # Playwright keeps an event loop in this thread, where Django would otherwise refuse to touch the database,
    # and has connections of its own: neither those of before nor those may keep the test database from being dropped.
    _close_idle_connections()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
        _close_idle_connections()


def _close_idle_connections() -> None:
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a profile of its own: no cookies, nothing stored, Chinese as the reader's language."""
    with answered():
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(20_000)
        yield context.new_page()
        context.close()
