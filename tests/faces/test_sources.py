"""What is seen better in the files than in a browser: nothing inline, a visible focus, rest for those who ask for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.stage import ROOT

TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
STYLES = sorted(ROOT.glob("static/css/*.css"))
SCRIPTS = sorted(ROOT.glob("static/js/**/*.js"))
PRINTED = re.compile(r"@page\b|<style\b")
"""A page that is printed, and never shown by a browser, carries its own styles."""

INLINE = re.compile(
    r"<[a-z][^>{]*\s(?:style|on[a-z]+)=|<script(?![^>]*(?:\bsrc=|json))[^>]*>|javascript:", re.IGNORECASE
)
BUTTON = re.compile(r'<button\b[^>]*\btype="button"[^>]*>')
APART = re.compile(r"<(dialog|template|\w+(?=[^>]*\shidden>))\b.*?</\1>", re.DOTALL)
"""What no browser shows unless a script opens it, or takes a copy of it."""

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
NO_OUTLINE = re.compile(r"outline(?:-style|-width)?\s*:\s*(?:none|0)\b")
INSTEAD = re.compile(r"box-shadow|border|background|outline-color")
TARGET = re.compile(r'<([a-z]+)\b[^>]*\bid="([\w-]+)"[^>]*tabindex="-1"')
MOVES = re.compile(r"(?:^|[;{\s])(?:animation|transition|scroll-behavior)(?:-[a-z]+)?\s*:(?!\s*(?:none|auto|initial))")


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", TEMPLATES, ids=_name)
def test_a_template_has_nothing_inline(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    if not PRINTED.search(text):
        assert (found := INLINE.search(text)) is None, found and found.group()


@pytest.mark.parametrize("file", TEMPLATES, ids=_name)
def test_a_button_that_only_a_script_answers_is_not_there_without_one(file: Path) -> None:
    text = APART.sub("", file.read_text(encoding="utf-8"))
    dead = [one for one in BUTTON.findall(text) if not re.search(r"\shidden\b|\bonly-js\b|\bnav-toggle\b", one)]
    assert not dead, f"{dead} is dead without scripts: give it the class only-js, or `hidden` until its script shows it"


@pytest.mark.parametrize("file", STYLES, ids=_name)
def test_focus_stays_visible(file: Path) -> None:
    """Whoever takes the browser's outline away draws something else in its place."""
    for selector, body in RULE.findall(COMMENT.sub("", file.read_text(encoding="utf-8"))):
        if NO_OUTLINE.search(body) and not _is_never_tabbed_to(selector):
            assert INSTEAD.search(body), f"{selector.strip()} takes the outline away and puts nothing in its place"


def _is_never_tabbed_to(selector: str) -> bool:
    """A region that only a link or a script brings the focus to, for a screen reader to begin there."""
    found = TARGET.findall("".join(file.read_text(encoding="utf-8") for file in TEMPLATES))
    targets = {f"#{one}" for _tag, one in found} | {tag for tag, _one in found if tag == "main"}
    return {one.strip().removesuffix(":focus") for one in selector.split(",")} <= targets


def test_what_moves_rests_for_whoever_asks_for_it() -> None:
    """One rule for everything, as no sheet can forget it."""
    moving = [_name(file) for file in STYLES if MOVES.search(COMMENT.sub("", file.read_text(encoding="utf-8")))]
    app = (ROOT / "static" / "css" / "app.css").read_text(encoding="utf-8")
    rests = re.search(r"@media\s*\(prefers-reduced-motion:\s*reduce\)\s*\{(.*?\})\s*\}", app, re.DOTALL)
    assert rests is not None or not moving, f"{moving} move; app.css has no @media (prefers-reduced-motion: reduce)"
    if rests is not None:
        assert re.search(r"\*[^{]*\{[^}]*(?:animation|transition)", rests.group(1)), "it has to hold for every element"


@pytest.mark.parametrize("file", SCRIPTS, ids=_name)
def test_a_script_writes_no_styles(file: Path) -> None:
    """The content policy would refuse what a script writes into a style attribute as text; properties are let pass."""
    text = file.read_text(encoding="utf-8")
    assert 'setAttribute("style"' not in text
    assert not re.search(r"\bstyle=\\?[\"']", text)


@pytest.mark.parametrize("file", SCRIPTS, ids=_name)
def test_a_script_scrolls_smoothly_for_nobody_who_asked_for_rest(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert '"smooth"' not in text or "prefers-reduced-motion" in text
