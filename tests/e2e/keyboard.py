"""A person without a mouse: only keys, and what the screen shows to have the focus."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

FOCUSED = """selector => {
    const e = document.activeElement, before = window.hadFocus;
    window.hadFocus = e;
    if (!e || e === document.body) return {tag: "BODY", type: "", name: "", field: "", value: "", trouble: ""};
    const own = [...(e.labels ?? [])].map(label => label.innerText).join(" ");
    const label = e.closest("[data-field]")?.querySelector("label, legend");
    const place = e.getBoundingClientRect();
    const [x, y] = [place.x + place.width / 2, place.y + Math.min(place.height / 2, 20)];
    const hit = document.elementFromPoint(x, y);
    const isSeen = hit && (e.contains(hit) || hit.contains(e) || [...(e.labels ?? [])].some(one => one.contains(hit)));
    return {
        tag: e.tagName, type: e.type ?? "", role: e.getAttribute("role") ?? "",
        name: (e.getAttribute("aria-label") ?? (own || e.innerText || e.value || "")).replace(/\\s+/g, " ").trim(),
        field: label?.firstChild?.textContent.trim() ?? "",
        value: e.tagName === "SELECT" ? e.selectedOptions[0]?.label ?? "" : e.value ?? "",
        checked: Boolean(e.checked), matches: !selector || e.matches(selector), stays: e === before,
        option: document.getElementById(e.getAttribute("aria-activedescendant"))?.firstChild.textContent ?? "",
        trouble: isSeen && place.width > 1 ? "" : `${e.tagName} ${e.id} ${own || e.innerText}`.slice(0, 90),
    };
}"""

FURTHEST = 160
"""So many presses of Tab reach every part of the longest page."""

TOO_FAR = 40
"""More presses of Tab than this to what a page is for are a barrier by themselves."""

IN_PARTS = ("date", "month", "time")
"""Controls in which Tab leads from year to month to day first."""


@dataclass
class Keyboard:
    """Presses keys, and keeps account of what makes that hard.

    `hidden` collects what had the focus while nothing of it was to be seen, `traps` what Tab did not lead out of, and
    `long_ways` what lay further than TOO_FAR from where the focus was.
    """

    page: Page
    hidden: list[str] = field(default_factory=list)
    traps: list[str] = field(default_factory=list)
    long_ways: list[str] = field(default_factory=list)

    def focused(self, selector: str = "") -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(FOCUSED, selector)
        return found

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def to(self, name: str = "", *, field: str = "", selector: str = "", back: bool = False) -> dict[str, Any]:
        """Go on with Tab until something of that name, in that field, has the focus. A name may end in “…”."""
        passed: list[str] = []
        here = self.focused(selector)
        while len(passed) < FURTHEST and passed.count("跳到正文") < 2:
            if _is_meant(here, name, field) and here["matches"]:
                if len(passed) > TOO_FAR:
                    self.long_ways.append(f"{name or field or selector}: {len(passed)}")
                return here
            passed.append(here["name"][:20] or here["tag"])
            here = self._step(back, selector)
        raise AssertionError(f"no key leads to {name or field or selector}: {passed}")

    def gets(self, name: str = "", *, selector: str = "") -> None:
        """Assert that something of that name has the focus, or gets it as soon as the page has done what was asked."""
        for _attempt in range(250):
            here = self.focused(selector)
            if _is_meant(here, name, "") and here["matches"]:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"the focus is on {here['name'] or here['tag']}, not on {name or selector}")

    def skip(self) -> None:
        """Pass over the head of the page, as the first thing on it offers."""
        self.to("跳到正文")
        self.press("Enter")

    def walk_round(self) -> None:
        """Go through the whole page until it begins anew: nothing on it keeps the focus."""
        self.to("跳到正文")
        passed = [self._step(False, "")["name"]]
        while passed[-1] != "跳到正文" and len(passed) < FURTHEST:
            passed.append(self._step(False, "")["name"])
        assert passed[-1] == "跳到正文", passed

    def _step(self, back: bool, selector: str) -> dict[str, Any]:
        self.press("Shift+Tab" if back else "Tab")
        here = self.focused(selector)
        for _attempt in range(500):  # the page may be scrolling there, on a busy machine for long
            if not here["trouble"]:
                break
            self.page.wait_for_timeout(20)
            here = self.focused(selector) | {"stays": here["stays"]}
        else:
            self.hidden.append(here["trouble"])
        if here.get("stays") and here["type"] not in IN_PARTS:
            self.traps.append(here["name"] or here["tag"])
        return here

    def open(self, name: str, *, back: bool = False, by: str = "Enter") -> None:
        """Go to a link or a button and use it."""
        self.to(name, back=back)
        self.press(by)

    def open_page(self, name: str, *, back: bool = False) -> None:
        """The same, and wait for the page that follows."""
        self.to(name, back=back)
        self.send()

    def send(self) -> None:
        """Press Enter where the focus is, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.press("Enter")

    def answer(self, field: str, value: str) -> None:
        """Give a field its answer in the manner of its control."""
        here = self.to(field=field)
        if here["role"] == "combobox":
            self._choose_typed(value)
        elif here["tag"] == "SELECT":
            self.choose(value)
        elif here["type"] == "radio":
            self._choose_radio(value)
        elif here["type"] == "checkbox":
            self._tick(field, value.split("、"))
        else:
            self.type(as_typed(value) if here["type"] == "date" else value)
            assert self.focused()["value"] == value

    def _choose_typed(self, value: str) -> None:
        self.type(value)
        options = self.page.locator(".combobox-list:visible [role=option]")
        expect(options.filter(has_text=value).first).to_be_visible()
        for _press in range(options.count()):
            self.press("ArrowDown")
            if self.focused()["option"].strip() == value:
                break
        self.press("Enter")
        assert self.focused()["value"] == value, self.focused()
        expect(self.page.locator(".combobox-list:visible")).to_have_count(0)

    def choose(self, value: str) -> None:
        """Go down a list that has the focus, from its first entry, to the one that is meant."""
        self.press("Home")
        for _press in range(20):
            if self.focused()["value"] == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"the list does not offer {value}")

    def _choose_radio(self, value: str) -> None:
        for _press in range(8):
            here = self.focused()
            if here["name"] == value:
                break
            self.press("ArrowDown")
        if not self.focused()["checked"]:
            self.press("Space")
        here = self.focused()
        assert (here["name"], here["checked"]) == (value, True)

    def _tick(self, field: str, values: list[str]) -> None:
        for value in values:
            self.to(value, field=field)
            self.press("Space")
            assert self.focused()["checked"]


def _is_meant(here: dict[str, Any], name: str, field: str) -> bool:
    if here["tag"] == "BODY":
        return False
    return (not name or _is_named(here["name"], name)) and (not field or here["field"] == field)


def _is_named(found: str, name: str) -> bool:
    if name.endswith("…"):
        return found.startswith(name[:-1])
    return found in (name, f"{name}必填") or found.startswith(f"{name} ")


def as_typed(date: str) -> str:
    """Month, day, year: the tests' Chromium is an English one, whatever language it asks pages for."""
    year, month, day = date.split("-")
    return f"{month}{day}{year}"
