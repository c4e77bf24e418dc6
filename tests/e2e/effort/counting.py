"""Counts what a person does on the way to a result: clicks, keys, characters that are typed, pages that open.

What counts as one stands in docs/effort.md, in words for everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Download, Locator, Page

HAS_FOCUS = "field => field === document.activeElement"


@dataclass(frozen=True)
class Count:
    """What one task took."""

    clicks: int
    keys: int
    characters: int
    pages: int
    steps: str

    @property
    def presses(self) -> int:
        """Clicks and keys together: what a way is judged by."""
        return self.clicks + self.keys


@dataclass
class Hand:
    """Does things on a page as a person does and counts them. `steps` tells the way in words, from a name of each thing."""

    page: Page
    clicks: int = 0
    keys: int = 0
    characters: int = 0
    pages: int = 0
    steps: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.wait_for_load_state()
        self.page.on("domcontentloaded", self._opened)

    def _opened(self, _page: Page) -> None:
        self.pages += 1

    def open(self, address: str) -> None:
        """Come by an address that a camera reads: no click, and a page."""
        self.steps.append("二维码")
        self.page.goto(address)

    def click(self, target: Locator, *, called: str = "") -> None:
        """Click once. `called` tells the step where the name of the thing would be another each time."""
        self.steps.append(called or _name_of(target))
        target.click()
        self.clicks += 1
        self.page.wait_for_load_state()

    def link(self, name: str, *, within: str = "body", called: str = "") -> None:
        links = self.page.locator(within).get_by_role("link", name=name)
        self.click(links.filter(visible=True).first, called=called)

    def button(self, name: str, *, exact: bool = False) -> None:
        self.click(self.page.get_by_role("button", name=name, exact=exact).filter(visible=True).first)

    def type(self, target: Locator, words: str, *, called: str = "") -> None:
        """Type into a field; a click before it, unless it has the focus already. `called` as for a click."""
        if not target.evaluate(HAS_FOCUS):
            target.click()
            self.clicks += 1
        if target.input_value():
            self.press("Control+a")  # what is typed takes the place of what stands there
        self.steps.append(called or f"“{words[:12]}{'…' if len(words) > 12 else ''}”")
        target.press_sequentially(words)
        self.characters += len(words)

    def date(self, target: Locator, day: str) -> None:
        """Type a date into the browser's own field: a click, and its eight figures."""
        self.steps.append(day)
        target.fill(day)
        self.clicks += 1
        self.characters += 8

    def choose(self, target: Locator, label: str) -> None:
        """Choose from a list of the browser's own: one click opens it, one chooses."""
        self.steps.append(f"{label} ▾")
        target.select_option(label=label)
        self.clicks += 2

    def press(self, *keys: str) -> None:
        for key in keys:
            self.steps.append(f"[{key}]")
            self.page.keyboard.press(key)
            self.keys += 1

    def give(self, target: Locator, *files: Any) -> None:
        """Choose files: one click for the button; what happens in the system's own window is the same everywhere."""
        self.steps.append(_name_of(target))
        with self.page.expect_file_chooser() as chooser:
            target.click()
        chooser.value.set_files(list(files))
        self.clicks += 1

    @contextmanager
    def download(self) -> Iterator[Any]:
        with self.page.expect_download() as taken:
            yield taken

    def opens_pdf(self, link: str) -> None:
        """Click a link, or a button, that opens a PDF file in the browser."""
        with self.page.context.expect_event("response", lambda one: "pdf" in one.headers.get("content-type", "")):
            self.link(link)

    def count(self) -> Count:
        self.page.wait_for_load_state()
        return Count(self.clicks, self.keys, self.characters, self.pages, " → ".join(_shortened(self.steps)))


def _name_of(target: Locator) -> str:
    found = target.evaluate(
        """e => (e.getAttribute("aria-label") || e.innerText || e.labels?.[0]?.innerText || e.value || e.tagName)"""
    )
    return str(found).replace("\n", " ").strip()[:24]


LONGEST_ROUND = 8


def _shortened(steps: list[str]) -> list[str]:
    """Steps that are done again and again are told once, with how often."""
    told, at = list[str](), 0
    while at < len(steps):
        length, times = max((_rounds(steps, at, length) for length in range(1, LONGEST_ROUND)), key=_covers)
        told.append(_round(steps[at : at + length], times))
        at += length * times
    return told


def _rounds(steps: list[str], at: int, length: int) -> tuple[int, int]:
    """Return the length, and how often the steps of that length from there follow one another."""
    first, times = steps[at : at + length], 1
    while steps[at + length * times : at + length * (times + 1)] == first:
        times += 1
    return (length, times) if times > 1 else (1, 1)


def _covers(found: tuple[int, int]) -> tuple[int, int]:
    return (found[0] * found[1], -found[0])


def _round(steps: list[str], times: int) -> str:
    if times == 1:
        return steps[0]
    return f"{steps[0]} ×{times}" if len(steps) == 1 else f"({' → '.join(steps)}) ×{times}"


def saved(download: Download, folder: Path) -> bytes:
    """Return the content of a file that the browser took."""
    path = folder / download.suggested_filename
    download.save_as(path)
    return path.read_bytes()
