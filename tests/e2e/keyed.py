"""Everybody who comes to the portal without a mouse, and how they register, sign in, choose and bring files by keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import expect

from portal.people.choices import Sex
from portal.people.invented import invented_id_number, invented_phone
from tests.builders import PASSWORD
from tests.e2e.keyboard import Keyboard
from tests.e2e.stage import Visitors, next_code, slot
from tests.e2e.whole_way import NAME, code_from_sms


@dataclass
class Keyed:
    """Makes keyboards, each with a browser and a person of its own, and says at the end what was hard for any of them."""

    visitors: Visitors
    all: list[Keyboard] = field(default_factory=list)

    def come(self) -> Keyboard:
        """Return the keyboard of somebody who has opened the portal and is not known to it."""
        keys = self._of(self.visitors.come())
        keys.page.goto("/")
        return keys

    def signed_in(self, who: str) -> Keyboard:
        """Return the keyboard of somebody who had signed in before, at the portal's home page."""
        return self._of(self.visitors.sign_in(who))

    def sign_in(self, who: str) -> Keyboard:
        """Return the same after the person has signed in by keys, and given a code where one is asked for."""
        keys, person = self.come(), self.visitors.portal.people[who]
        keys.open_page("登录")
        keys.skip()
        keys.to("手机号码或登录名")
        keys.type(person.login_name or "")
        keys.to(selector="[type=password]")
        keys.type(PASSWORD)
        keys.send()
        if keys.page.get_by_label("验证码").count():
            keys.skip()
            keys.to("验证码")
            keys.type(next_code(person))
            keys.send()
        expect(keys.page.locator(".site-tools")).to_contain_text(person.name)
        return keys

    def barriers(self) -> list[str]:
        """Return what had the focus unseen, did not let it go, or lay too far away."""
        return [one for keys in self.all for one in (*keys.hidden, *keys.traps, *keys.long_ways)]

    def _of(self, page: Any) -> Keyboard:
        self.all.append(Keyboard(page))
        return self.all[-1]


def register(keys: Keyboard) -> None:
    keys.open_page("注册")
    keys.skip()
    for label, value in (("姓名", NAME), ("证件号码", invented_id_number(5_000_001, sex=Sex.MALE))):
        keys.to(label)
        keys.type(value)
    keys.to("男")
    keys.press("Space")
    keys.to("手机号码")
    keys.type(invented_phone(70_000_001))
    keys.to("设置密码")
    keys.type(PASSWORD)
    for consent in ("我已阅读…", "我同意…"):
        keys.to(consent)
        keys.press("Space")
    keys.open_page("注册并登录")
    expect(keys.page.locator("header")).to_contain_text(NAME)
    keys.skip()
    keys.to("短信验证码")
    keys.type(code_from_sms(keys.page))
    keys.send()
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("宁波市人才服务申报系统")


def choose_unit(keys: Keyboard, part_of_name: str, name: str) -> None:
    """Type a part of the name, go down to the one that is meant and take it."""
    keys.to(field="工作单位")
    keys.type(part_of_name)
    expect(keys.page.get_by_role("option", name=name)).to_be_visible()
    while keys.focused()["option"].strip() != name:
        keys.press("ArrowDown")
    keys.press("Enter")
    expect(keys.page.locator("[data-unit-name]")).to_have_text(name)
    expect(keys.page.locator('[data-fixed="field:unit_kind"]')).not_to_have_text("—")


def choose_files(keys: Keyboard, key: str, *files: dict[str, Any]) -> None:
    """Open the window of the operating system from the slot's own button, and choose there."""
    keys.to(selector=f"[data-slot={key}] input[type=file]")
    with keys.page.expect_file_chooser() as chooser:
        keys.press("Space")
    chooser.value.set_files(list(files))  # type: ignore[arg-type]


def bring(keys: Keyboard, key: str, *files: dict[str, Any]) -> None:
    """Bring files into a slot, which then shows them and still has the focus, or the next thing in it has."""
    place = slot(keys.page, key)
    choose_files(keys, key, *files)
    expect(place.locator(".file-card")).to_have_count(len(files))
    assert_focus_is_in(keys, key)


def assert_focus_is_in(keys: Keyboard, key: str) -> None:
    """What has the focus is in the slot, after the browser has drawn what became of it."""
    drawn = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    keys.page.evaluate(drawn)
    assert keys.focused(f"[data-slot={key}], [data-slot={key}] *").get("matches"), f"the focus left {key}"


def fill_in(keys: Keyboard, answers: dict[str, str]) -> None:
    for label, value in answers.items():
        keys.answer(label, value)
    keys.press("Tab")
    expect(keys.page.locator("[data-save-state]")).to_contain_text("已保存")
