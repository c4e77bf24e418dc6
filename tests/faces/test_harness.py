"""The harness sees what it is there to see: a page with every fault, and one with none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.e2e.stage import AXE
from tests.faces.faces import Face, parts_of, worth_a_visit
from tests.faces.refusals import FAILURES, FORMS
from tests.faces.valid import NuChecker
from tests.faces.visiting import TAGS, Visitor, frame_faults, resize, weight_faults
from tests.policy.routes import routes

pytestmark = pytest.mark.django_db

GOOD = "<!doctype html><html lang='zh-hans'><title>标题</title><header>头</header><main><h1>标题</h1></main><footer>尾</footer></html>"
BAD = {
    "color-contrast": "<p style='color:#999;background:#aaa'>灰色的字，看不清楚</p>",
    "label": "<input>",
    "heading-order": "<h4>太深</h4>",
    "target-size": "<button style='all:unset;font-size:8px'>甲</button><button style='all:unset;font-size:8px'>乙</button>",
    "landmark-unique": "<nav><a href='#'>一一一</a></nav><nav><a href='#'>二二二</a></nav>",
}


@pytest.fixture
def page(visitor: Visitor) -> Iterator[Page]:
    """An empty page, which no content policy binds."""
    page = visitor.open("/").context.new_page()
    yield page
    page.close()


def _found_in(page: Page, html: str) -> set[str]:
    page.set_content(html)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return {one["rule"] for one in page.evaluate("tags => faces.barriers(tags)", TAGS)}


def test_a_good_page_has_no_barrier(page: Page) -> None:
    assert _found_in(page, GOOD) == set()


@pytest.mark.parametrize("rule", BAD)
def test_a_barrier_is_seen(page: Page, rule: str) -> None:
    assert rule in _found_in(page, GOOD.replace("</main>", f"{BAD[rule]}</main>"))


def test_what_is_too_wide_is_named(page: Page) -> None:
    resize(page, 320)
    page.set_content(GOOD.replace("</main>", "<p class='wide' style='width:400px'>宽</p></main>"))
    assert "p.wide" in page.evaluate("faces.wide()")[0]
    page.set_content(GOOD)
    assert page.evaluate("faces.wide()") == []


def test_a_frame_without_what_it_needs_is_told() -> None:
    frame = {"headings": [], "title": "", "language": "en", "landmarks": ["main"], "shift": 0.2, "moved": ["p"]}
    told = " ".join(frame_faults(frame | {"refused": ["style-src"]}, "zh-hans"))
    assert all(word in told for word in ("0 visible h1", "no title", "lang='en'", "no main", "moves", "content policy"))


def test_weight_is_counted_packed() -> None:
    assert list(weight_faults(b"", {"/static/css/app.css": 6_000})) == []
    assert "weighs" in next(weight_faults(b"", {"/static/js/one.js": 200_000}))
    heavy = b"".join(str(number * 7919 % 99991).encode() for number in range(120_000))
    assert "weighs" in next(weight_faults(heavy, {}))


def test_what_is_invalid_is_told(checker: NuChecker) -> None:
    assert checker.faults_in(GOOD) == []
    assert "Duplicate ID" in checker.faults_in(GOOD.replace("</main>", "<p id=a>1<p id=a>2</main>"))[0]


def test_what_is_refused_is_sent_to_addresses_that_there_are() -> None:
    assert {one.name for one in FORMS + FAILURES} <= {route.name for route in routes()}


def test_only_what_is_new_is_visited() -> None:
    pages = ["<main><p>一</p></main>", "<main><p>二</p></main>", "<main><p>三</p><b class='new'>四</b></main>"]
    faces = [Face("x", "/", "w", "visitor", str(n), html, parts=parts_of(html)) for n, html in enumerate(pages)]
    assert [face.state for face in worth_a_visit(faces)] == ["2"]
