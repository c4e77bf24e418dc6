"""Visiting a page in Chromium: once in each language, and there at every width that it has to fit."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, Route

from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.e2e.stage import AXE
from tests.faces.exceptions import is_excepted
from tests.faces.faces import Face
from tests.faces.pictures import keep_picture
from tests.faces.refusals import fresh
from tests.faces.ways import arrive
from tests.policy.calling import TOKEN, Caller
from tests.policy.calls import PREPARED

LANGUAGES = {"zh-hans": "zh-CN", "en": "en-GB"}
FIRST_WIDTH = {"zh-hans": 390, "en": 1280}
"""A page is loaded at one width in one language and at the other in the other, so both are seen to load in peace."""

HEIGHT = {1280: 900, 390: 844, 640: 450, 320: 568}
NARROW = {640: "1280 px at 200 % zoom", 320: "320 px"}
"""A browser that enlarges to 200 % lays out for half the width: 640 of 1280 (WCAG 1.4.4); 320 is 400 % (1.4.10)."""

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
LOOKING = (Path(__file__).parent / "looking.js").read_text(encoding="utf-8")
MOST_SHIFT = 0.05
MOST_BYTES = 150 * 1024


@dataclass
class Visitor:
    """One window for each language, which takes on the session of whoever is to look."""

    browser: Browser
    port: int
    caller: Caller
    pages: dict[str, Page] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    def faults_of(self, face: Face) -> list[str]:
        """Visit the page in both languages and return what is wrong with it, each fault saying where."""
        with self._stage(face) as ready:
            return [f"{face}, {fault}" for language in LANGUAGES for fault in self._seen(ready, language)]

    def open(self, address: str, language: str = "zh-hans") -> Page:
        """Go to an address as somebody who has not signed in, and return the page."""
        nobody = Face("", address, "visitor", "visitor", "-", "")
        page = self._page_for(nobody, language)
        resize(page, 1280)
        page.goto(f"http://{nobody.host}:{self.port}{address}", wait_until="load")
        return page

    @contextmanager
    def _stage(self, face: Face) -> Iterator[Face]:
        """Make the portal ready for the page, and undo that and whatever the page's scripts have sent."""
        with self.caller.undone():
            if face.sender:
                face.sender.prepare(self.caller)
            elif prepare := PREPARED.get(face.name):
                prepare(self.caller.world)
            arrived = arrive(face.way, self.caller) if face.way else None
            yield replace(face, address=arrived.address, session=arrived.session) if arrived else face

    def leave(self) -> None:
        for page in self.pages.values():
            page.context.close()

    # --- one language

    def _seen(self, face: Face, language: str) -> Iterator[str]:
        page = self._page_for(face, language)
        width = FIRST_WIDTH[language]
        resize(page, width)
        self.heard.clear()
        response = self._opened(face, page)
        assert response is not None
        if response.status != face.status:
            yield f"{language}: answered {response.status} to the browser"
            return
        yield from self._faults_in(face, page, response, language)

    def _opened(self, face: Face, page: Page) -> Response | None:
        """Go to the page, or send what is refused there as its form would."""
        address = f"http://{face.host}:{self.port}{face.address}"
        if face.sender is not None and face.sender.body is not None:
            sent = encode_multipart(BOUNDARY, fresh(face.sender.body))
            page.route(address, lambda route: _send(route, sent), times=1)
        return page.goto(address, wait_until="load")

    def _faults_in(self, face: Face, page: Page, response: Response, language: str) -> Iterator[str]:
        first = FIRST_WIDTH[language]
        frame = page.evaluate("faces.frame()")
        yield from (f"{language}, {first} px: {one}" for one in frame_faults(frame, language))
        yield from (f"{language}: {one}" for one in weight_faults(response.body(), self._own(page, frame["loaded"])))
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for width in (first, 1670 - first):
            resize(page, width)
            yield from (f"{language}, {width} px: {one}" for one in barriers(face, page))
            yield from (
                f"{language}, {width} px: wider than the screen: {one}" for one in page.evaluate("faces.wide()")
            )
            keep_picture(page, f"{face.host.partition('.')[0]} {face}", language, width)
        for width, name in NARROW.items():
            resize(page, width)
            yield from (f"{language}, {name}: scrolls sideways: {one}" for one in page.evaluate("faces.wide()"))
        yield from (f"{language}: {one}" for one in dict.fromkeys(self.heard))

    def _own(self, page: Page, loaded: list[str]) -> dict[str, int]:
        """What each style sheet and script of the page weighs; a portal's own look is made by the server."""
        weights = {}
        for address in loaded:
            path = urlsplit(address).path
            if path.endswith((".css", ".js")):
                is_file = path.startswith(settings.STATIC_URL)
                weights[path] = _packed(path) if is_file else _packed_text(page, address)
        return weights

    def _page_for(self, face: Face, language: str) -> Page:
        if language not in self.pages:
            self.pages[language] = self._open(language)
        page = self.pages[language]
        cookies = {settings.LANGUAGE_COOKIE_NAME: language, settings.CSRF_COOKIE_NAME: TOKEN}
        if face.session:
            cookies[settings.SESSION_COOKIE_NAME] = face.session
        page.context.clear_cookies()
        page.context.add_cookies(
            [
                {"name": name, "value": value, "url": f"http://{face.host}:{self.port}"}
                for name, value in cookies.items()
            ]
        )
        speaks(face, language)
        return page

    def _open(self, language: str) -> Page:
        context: BrowserContext = self.browser.new_context(
            locale=LANGUAGES[language], timezone_id="Asia/Shanghai", reduced_motion="reduce"
        )
        context.set_default_timeout(30_000)
        context.add_init_script(LOOKING)
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))
        page.on("requestfailed", self._note_failed)
        page.on("response", self._note_refused)
        return page

    def _listen(self, message: ConsoleMessage) -> None:
        """Statuses are heard of by `_note_refused`; that of the page itself may be a refusal."""
        if message.type in ("error", "warning") and "the server responded with a status of" not in message.text:
            self.heard.append(f"console: {message.text}")

    def _note_failed(self, request: Request) -> None:
        if not request.is_navigation_request() and request.failure != "net::ERR_ABORTED":
            self.heard.append(f"not loaded: {urlsplit(request.url).path} ({request.failure})")

    def _note_refused(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.heard.append(f"not loaded: {urlsplit(response.url).path} ({response.status})")


def _send(route: Route, sent: bytes) -> None:
    route.continue_(method="POST", post_data=sent, headers=route.request.headers | {"content-type": MULTIPART_CONTENT})


def resize(page: Page, width: int) -> None:
    """Make the window so wide, and let the page be drawn at that width."""
    page.set_viewport_size({"width": width, "height": HEIGHT[width]})
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def speaks(face: Face, language: str) -> None:
    """Whoever has chosen a language is answered in it, whatever the browser asks for."""
    if face.user_id is None:
        return
    tenant = Tenant.objects.filter(hosts__host=face.host).first() if face.role != "operator" else None
    if tenant is None:
        User.objects.filter(pk=face.user_id).update(language=language)
        return
    with tenant_scope(tenant):
        User.objects.filter(pk=face.user_id).update(language=language)


# --- what is asked of a page


def frame_faults(frame: dict[str, Any], language: str) -> Iterator[str]:
    if len(frame["headings"]) != 1:
        yield f"has {len(frame['headings'])} visible h1 {frame['headings']}; give it exactly one"
    if not frame["title"]:
        yield "has no title; fill {% block title %}"
    if frame["language"].lower() != language:
        yield f"says lang={frame['language']!r}; it has to say what it speaks"
    for tag in frame["landmarks"]:
        yield f"has no {tag}"
    if frame["shift"] >= MOST_SHIFT:
        yield f"moves while it loads ({frame['shift']:.3f}): {', '.join(frame['moved'])}; reserve their space"
    for refused in frame["refused"]:
        yield f"the content policy refused {refused}; nothing may be inline or from elsewhere"


def barriers(face: Face, page: Page) -> Iterator[str]:
    for found in _found_by_axe(page):
        for node in found["nodes"]:
            if not is_excepted(face, found["rule"], node["html"]):
                why = " ".join(node["why"].split())
                yield f"{found['rule']} ({found['impact']}): {found['help']}: {node['target']}: {why} {node['html']}"


def _found_by_axe(page: Page) -> list[dict[str, Any]]:
    """Return what axe finds. What only lies under a bar that sticks to the window's edge comes out when one scrolls."""
    found: list[dict[str, Any]] = page.evaluate("tags => faces.barriers(tags)", TAGS)
    if any(one["rule"] == "target-size" for one in found):
        width, whole = page.evaluate("() => [window.innerWidth, document.documentElement.scrollHeight]")
        page.set_viewport_size({"width": width, "height": max(HEIGHT[width], whole)})
        found = page.evaluate("tags => faces.barriers(tags)", TAGS)
        resize(page, width)
    return found


def _packed_text(page: Page, address: str) -> int:
    text: str = page.evaluate("address => fetch(address).then((answer) => answer.text())", address)
    return len(gzip.compress(text.encode()))


def weight_faults(html: bytes, own: dict[str, int]) -> Iterator[str]:
    """What whoever comes for the first time has to fetch of the portal's own; fonts and pictures apart."""
    total = len(gzip.compress(html)) + sum(own.values())
    if total > MOST_BYTES:
        largest = sorted(own, key=lambda path: own[path], reverse=True)[:4]
        yield f"weighs {total // 1024} KB, at most {MOST_BYTES // 1024}: " + ", ".join(
            f"{path} {own[path] // 1024} KB" for path in largest
        )


@cache
def _packed(path: str) -> int:
    found = finders.find(unquote(path.removeprefix(settings.STATIC_URL)))
    assert found, f"{path} is no static file"
    return len(gzip.compress(Path(str(found)).read_bytes()))
