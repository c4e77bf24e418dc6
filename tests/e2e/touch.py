"""A person with a telephone: one finger, a narrow screen, and no mouse at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import FileChooser, Locator, Page, expect

from tests.e2e.stage import PHONE

LOOKING = (Path(__file__).parent / "touch.js").read_text(encoding="utf-8")


@dataclass
class Finger:
    """Taps what is on the screen. `troubles` collects what a finger or an eye stumbles over on the way."""

    page: Page
    troubles: list[str] = field(default_factory=list)

    def tap(self, target: Locator) -> None:
        """Scroll until it is to be seen, and touch the screen where it lies: whatever lies on top of it is what is hit."""
        target.wait_for()
        place = target.evaluate(f"({LOOKING}).aim")
        self._note(place["troubles"])
        self.page.touchscreen.tap(place["x"], place["y"])

    def open_page(self, target: Locator) -> None:
        """The same, and look at the page that follows."""
        with self.page.expect_navigation():
            self.tap(target)
        self.look()

    def look(self) -> None:
        """Hold the whole page to what a telephone needs."""
        self.page.wait_for_load_state()
        self._note(self.page.evaluate(f"({LOOKING}).look", PHONE[0]))

    def write(self, control: Locator, text: str) -> None:
        """Tap into a box and write; the keyboard may set words in one go, as those for Chinese do."""
        self.tap(control)
        expect(control).to_be_focused()
        self._note(self.page.evaluate(f"({LOOKING}).focused"))
        if control.get_attribute("type") == "date":
            control.fill(text)  # the telephone's own wheel of days sets it
        else:
            self.page.keyboard.insert_text(text)

    def answer(self, name: str, value: str) -> None:
        """Give a field its answer in the manner of its control."""
        place = self.field(name)
        if place.locator("input[role=combobox]").count():
            self.write(place.locator("input[role=combobox]"), value)
            begins = re.compile(rf"^{re.escape(value)}(\s|$)")  # what tells it from others may follow
            self.tap(place.get_by_role("option").filter(has_text=begins).first)
            expect(place.locator("input[role=combobox]")).to_have_value(value)
        elif place.locator("input[type=radio], input[type=checkbox]").count():
            for one in value.split("、"):
                self._tick(place, one)
        elif place.locator("select").count():
            self.tap(place.locator("select"))
            place.locator("select").select_option(label=value)  # in the telephone's own list
        else:
            self.write(place.locator("input, textarea").first, value)

    def field(self, name: str) -> Locator:
        label = self.page.locator("label, legend").filter(
            has_text=re.compile(rf"^\s*{re.escape(name)}\s*(必填|选填)?\s*$")
        )
        return self.page.locator("[data-field]").filter(has=label)

    def choose_file(self, control: Locator, *files: dict[str, Any]) -> None:
        with self.page.expect_file_chooser() as opened:
            self.tap(control)
        chooser: FileChooser = opened.value
        chooser.set_files(list(files))  # type: ignore[arg-type]

    def drag(self, target: Locator, by: tuple[int, int]) -> None:
        """Put the finger on it, move it and lift it."""
        place = target.bounding_box()
        assert place is not None
        self._note([f"{place} is small"] if min(place["width"], place["height"]) < 24 else [])
        x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
        screen = self.page.context.new_cdp_session(self.page)
        for kind, part in (("touchStart", 0.0), ("touchMove", 0.5), ("touchMove", 1.0)):
            point = {"x": x + by[0] * part, "y": y + by[1] * part}
            screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        screen.detach()

    def _tick(self, place: Locator, name: str) -> None:
        box = place.get_by_label(name, exact=True)
        self.tap(box)
        expect(box).to_be_checked()

    def _note(self, troubles: list[str]) -> None:
        where = self.page.url.split("/", 3)[-1]
        self.troubles += [f"{where}: {one}" for one in troubles]
