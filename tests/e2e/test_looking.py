"""A reviewer looks at the files beside what they prove, and writes a remark with a saved phrase, by the keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from review.models import Office
from review.services.phrases import save_phrase
from tests.e2e.cases import make_case
from tests.e2e.keyboard import Keyboard
from tests.e2e.stage import Portal, Visitors, open_case, snap

PHRASE = "请上传清晰的彩色扫描件。"


def test_files_are_looked_at_and_remarks_written_by_keyboard(ningbo: Portal, visitors: Visitors) -> None:
    make_case(ningbo)
    office = Office.objects.get(code="municipal-window")
    save_phrase(user=ningbo.people["window"], office=office, text=PHRASE, is_shared=True)
    page = visitors.sign_in("window")
    open_case(page, "钱江潮")
    page.wait_for_load_state()
    viewer = page.get_by_role("dialog")

    proof = page.locator('dd[id="at-field:major"] a.proof').first
    proof.focus()
    page.keyboard.press("o")
    expect(viewer.get_by_role("img", name=re.compile("第 1 页，共 1 页"))).to_be_visible()
    expect(viewer).to_contain_text("与上传时一致")
    expect(page.locator('dd[id="at-field:major"]')).to_have_class(re.compile("is-being-proved"))
    first = viewer.get_by_role("heading").inner_text(), viewer.locator("[data-file]").inner_text()
    page.keyboard.press("+")
    expect(viewer.locator("[data-zoom]")).to_have_text("125%")
    page.keyboard.press("r")
    page.keyboard.press("w")
    expect(viewer.locator("[data-zoom]")).to_have_text("100%")
    page.keyboard.press("]")
    expect(viewer.locator("[data-file]")).not_to_have_text(first[1])
    snap(page, "viewer")
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(proof).to_be_focused()

    keys = Keyboard(page)
    keys.to(selector='dd[id="at-field:major"] .remark-box > summary')
    keys.press("Enter")
    keys.to(selector='textarea[name="remark:field:major"]')
    page.keyboard.type("专业与证书不符。")
    keys.to(selector=".phrase-bar summary")
    keys.press("Enter")
    keys.to(selector="[data-phrase]")
    keys.press("Enter")
    box = page.locator('[name="remark:field:major"]')
    expect(box).to_have_value(f"专业与证书不符。\n{PHRASE}")
    expect(box).to_be_focused()
    expect(page.locator("[data-remark-list]")).to_contain_text("已写批注 1")
    page.reload()
    expect(box).to_have_value(f"专业与证书不符。\n{PHRASE}")
    page.locator("[data-remark-list]").get_by_role("link", name="专业").press("Enter")
    expect(box).to_be_focused()
    snap(page, "remark-with-phrase")
