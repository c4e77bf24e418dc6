"""The people of the browser tests, what they are shown, and the clock on their wall."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakSet

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from portal.calendar.clock import move_demo_clock
from portal.calendar.models import ClockSetting
from portal.people.models import User
from portal.people.strong import needs_second_factor
from portal.people.totp import code_at, current_counter
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.jobs import run_due_jobs
from tests.builders import PASSWORD, sign_in

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "test-results" / "screens"
"""Where pictures of the pages are kept, for those who ask for them with SCREENS=1; most runs have nobody to look."""
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP, PHONE = (1280, 900), (390, 844)
TELEPHONE: dict[str, Any] = {
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
    "user_agent": "Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
}

CHINA = dt.timezone(dt.timedelta(hours=8))
IN_WINDOW = dt.datetime(2026, 4, 1, 9, 30, tzinfo=CHINA)
"""The first working day of a month: the offices accept."""

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""Of everybody's authenticator app."""

WITHOUT_SCRIPTS = WeakSet[BrowserContext]()
"""Whose pages run none, whatever the page brings."""

DEAD = "button[type=button]:visible, [aria-busy=true]:visible, progress:not([value]):visible"
"""What only a script answers or ends: without one it may not be there at all."""

UNIT_PUBLICITY = ("2026-03-23", "2026-03-27")
"""Five working days before it, on which the unit has announced the applicant."""


@dataclass
class Portal:
    """Ningbo as its folder sets it up, on a server that listens, with somebody at every desk."""

    url: str
    tenant: Tenant
    people: dict[str, User] = field(default_factory=dict)

    def at(self, moment: dt.datetime) -> None:
        """Set the clock of the server and of this test: both live in this process, but not in one context."""
        ClockSetting.objects.update_or_create(pk=1, defaults={"ahead": moment - timezone.now()})

    def forward(self, *, days: int) -> None:
        """Let days go by, and what time itself sets going happen."""
        move_demo_clock(dt.timedelta(days=days))
        run_due_jobs()

    @contextmanager
    def scope(self) -> Iterator[None]:
        with tenant_scope(self.tenant):
            yield


@dataclass
class Visitors:
    """Makes browsers: every visitor has one of their own, and none may see an error in its console.

    With `scripts=False` nobody's browser runs any, if nothing else is said.
    """

    browser: Browser
    portal: Portal
    scripts: bool = True
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def come(self, *, scripts: bool | None = None, language: str = "zh-CN", phone: bool = False) -> Page:
        """Return the page of somebody who has never been here."""
        width, height = PHONE if phone else DESKTOP
        scripts = self.scripts if scripts is None else scripts
        context = self.browser.new_context(
            base_url=self.portal.url,
            java_script_enabled=scripts,
            locale=language,
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
            reduced_motion="reduce",  # what is scrolled to, or unfolds, is there at once
            **(TELEPHONE if phone else {}),
        )
        context.set_default_timeout(20_000)
        context.on("console", self._listen)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.contexts.append(context)
        if not scripts:
            WITHOUT_SCRIPTS.add(context)
        return with_file_window(context.new_page())

    def sign_in(self, who: str, *, scripts: bool | None = None, language: str = "zh-CN") -> Page:
        """Return the home page as one of the portal's people sees it who has signed in."""
        page, user = self.come(scripts=scripts, language=language), self.portal.people[who]
        page.context.add_cookies([_session_of(user, self.portal.url)])
        page.goto("/")
        _greets(page, user)
        return page

    def sign_in_by_hand(self, who: str, *, scripts: bool | None = None) -> Page:
        """Return the same after the person has signed in at the upper right: many pages, so where it is what counts."""
        page, user = self.come(scripts=scripts), self.portal.people[who]
        page.goto("/")
        page.locator("header").get_by_role("link", name="登录").click()
        fill_in_sign_in(page, user)
        _greets(page, user)
        return page

    def leave(self) -> None:
        for context in self.contexts:
            context.close()

    def _listen(self, message: ConsoleMessage) -> None:
        # A refusal with a status of its own is told to the person; the browser notes it here as well.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")


def with_file_window(page: Page) -> Page:
    """Return the page once somebody listens for its windows of files, and does so for good.

    Playwright would begin to listen with each `expect_file_chooser`, which a busy page may hear of after the key that
    opens the window.
    """
    page.on("filechooser", lambda _opened: None)
    return page


def _session_of(user: User, url: str) -> dict[str, Any]:
    """Return the cookie that the sign-in gives to somebody who has given the password, and a code where one is due."""
    client = sign_in(Client(headers={"host": urlsplit(url).netloc}), user, second_factor=needs_second_factor(user))
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def _greets(page: Page, user: User) -> None:
    expect(page.locator(".site-tools")).to_contain_text(user.name)


def fill_in_sign_in(page: Page, user: User) -> None:
    page.get_by_label("手机号码或登录名").fill(user.login_name or (user.phone or "").removeprefix("+86"))
    page.get_by_label("密码", exact=False).first.fill(PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    if needs_second_factor(user):
        give_code(page, user)


def give_code(page: Page, user: User) -> None:
    """Read the code off the person's telephone and type it."""
    page.get_by_label("验证码").fill(next_code(user))
    page.locator("main").get_by_role("button", name="登录").click()


def next_code(user: User) -> str:
    """Return the present code, which stays good for half a minute at least, and let it count as unused.

    Who signs in twice within a minute would otherwise have to wait for another. That a code counts once has tests of
    its own.
    """
    for authenticator in Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP):
        authenticator.data["last_counter"] = 0
        authenticator.save(update_fields=["data"])
    return code_at(SECRET, current_counter())


def snap(page: Page, name: str) -> None:
    """Show a page as a desk and as a phone have it, and hold it to what both readers need.

    Nothing is wider than the phone, and axe finds nothing critical or serious (WCAG 2.2 AA). A phone has no desk. Where
    no scripts run axe does not either: such a page is held to having nothing that waits for one.
    """
    if page.context in WITHOUT_SCRIPTS:
        look(page, name)
        return
    page.wait_for_load_state()
    own = _size_of(page)
    for width, height in (PHONE,) if own == PHONE else (DESKTOP, PHONE):
        _unroll(page, width, height)
        take_picture(page, f"{name}-{width}")
        assert not (wide := _too_wide(page, width)), f"{name} at {width} px: wider than the screen: {wide}"
        assert not (barriers := _barriers(page)), f"{name} at {width} px: {barriers}"
    page.set_viewport_size({"width": own[0], "height": own[1]})


def take_picture(page: Page, name: str) -> None:
    """Keep a picture for those who will look at it."""
    if os.environ.get("SCREENS"):
        page.screenshot(path=SCREENS / f"{name}.png", animations="disabled")


def _size_of(page: Page) -> tuple[int, int]:
    size = page.viewport_size
    assert size is not None
    return size["width"], size["height"]


def _unroll(page: Page, width: int, height: int) -> None:
    """Make the window as high as the page, so that what sticks to its edges covers nothing in the picture.

    What scripts do when the window changes is done once two frames are drawn.
    """
    page.set_viewport_size({"width": width, "height": height})
    whole = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, whole)})
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _too_wide(page: Page, width: int) -> list[str]:
    """Name what makes the page scroll sideways; nothing if it does not."""
    found: list[str] = page.evaluate(
        """width => document.documentElement.scrollWidth <= width ? [] :
            [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > width + 1)
            .slice(0, 5).map(e => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 30)}`)""",
        width,
    )
    return found


def _barriers(page: Page) -> list[str]:
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(
        """async () => {
            const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
            const result = await axe.run(document, {runOnly: tags, resultTypes: ["violations"], preload: false});
            return result.violations.filter(v => ["critical", "serious"].includes(v.impact))
              .map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | ")}`);
        }"""
    )
    return found


def look(page: Page, name: str) -> None:
    """Show a page that runs no scripts; nothing on it is dead without them, nor wider than the screen."""
    devtools = page.context.new_cdp_session(page)
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        whole = devtools.send("Page.getLayoutMetrics")["cssContentSize"]
        page.set_viewport_size({"width": width, "height": max(height, whole["height"])})
        take_picture(page, f"plain-{name}-{width}")
        assert whole["width"] <= width, f"{name} at {width} px: {whole['width']} px wide"
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    devtools.detach()
    assert page.locator(DEAD).all_inner_texts() == [], f"{name}: nothing answers these without scripts"


def eventually(condition: Callable[[], bool], page: Page, *, seconds: float = 5) -> None:
    """Wait for what the server does on its own account, letting the browser go on meanwhile."""
    for _attempt in range(int(seconds * 20)):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not happen in time")


def decide(page: Page, decision: str, *, words: str = "") -> None:
    """Choose a decision by its name, give the opinion and hand it in."""
    panel = page.locator(".decision-panel")
    panel.get_by_role("radio", name=decision, exact=True).check()
    if words:
        panel.get_by_label("意见").fill(words)
    panel.get_by_role("button", name="提交决定").click()


def open_case(page: Page, name: str) -> None:
    """Find a case in the desk's queue by the applicant's name and open it."""
    page.goto("/desk/")
    page.get_by_role("link", name=name, exact=True).click()


def slot(page: Page, key: str) -> Locator:
    return page.locator(f"[data-slot={key}]")
