"""Filling in the form as a person does: by the labels on the screen."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from review.demo.papers import paper, portrait
from tests.e2e.stage import UNIT_PUBLICITY, slot

PERSONAL = {
    "全职引进时间": "2024-03-01",
    "在宁波缴纳社会保险": "是",
    "最高学历": "博士研究生毕业",
    "最高学位": "博士",
    "学历学位授予地": "国内（内地）",
    "毕业院校": "浙江大学",
    "专业": "港口航道与海岸工程",
    "是否按高级职称条件认定": "否",
    "申报人才类别": "高级人才",
    "对应目录条件": "具有博士学位",
    "是否按“相当于上述层次的人才”申报": "是",
}
PUBLICITY = {"单位公示开始日期": UNIT_PUBLICITY[0], "单位公示结束日期": UNIT_PUBLICITY[1]}


def fill_in(page: Page, answers: Mapping[str, str]) -> None:
    page.wait_for_load_state()  # the scripts of the page are running then
    for label, value in answers.items():
        answer(field_of(page, label), value)
    expect(page.locator("[data-save-state]")).to_contain_text("已保存")


def field_of(page: Page, label: str) -> Locator:
    name = page.locator("label, legend").filter(has_text=re.compile(rf"^\s*{re.escape(label)}\s*(必填)?\s*$"))
    return page.locator("[data-field]").filter(has=name)


def answer(field: Locator, value: str) -> None:
    """Give an answer in the manner of the field: tick, type and choose, choose, or type."""
    if field.locator("input[type=radio]").count():
        field.locator("label").filter(has_text=re.compile(rf"^(\w · )?{re.escape(value)}$")).locator("input").check()
    elif field.locator("input[role=combobox]").count():
        field.locator("input[role=combobox]").fill(value)
        field.get_by_role("option", name=value).first.click()
    elif field.locator("select").count():
        field.locator("select").select_option(label=value)
    else:
        field.locator("input, textarea").first.fill(value)


def choose_unit(page: Page, part_of_name: str, name: str) -> None:
    page.get_by_label("工作单位").press_sequentially(part_of_name)
    page.get_by_role("option", name=name).click()
    expect(page.locator("[data-unit-name]")).to_have_text(name)
    expect(page.locator('[data-fixed="field:unit_kind"]')).not_to_have_text("—")


def give(page: Page, key: str, *files: dict[str, Any]) -> None:
    """Put files into a slot and wait until they lie there."""
    place = slot(page, key)
    before = place.locator(".file-card").count()
    place.locator("input[type=file]").set_input_files(list(files))  # type: ignore[arg-type]
    expect(place.locator(".file-card")).to_have_count(before + len(files))


def file(name: str, content: bytes, kind: str = "image/jpeg") -> dict[str, Any]:
    return {"name": name, "mimeType": kind, "buffer": content}


def scan(label: str, name: str = "scan.jpg") -> dict[str, Any]:
    """A page of an invented paper."""
    return file(name, paper(label, "钱江潮").read())


def photo(name: str = "portrait.jpg") -> dict[str, Any]:
    """A portrait as a telephone takes it, larger than two inches."""
    with Image.open(portrait(3)) as drawn:
        return file(name, _jpeg(drawn.resize((1500, 2103))))


def large_picture(name: str) -> dict[str, Any]:
    """A picture of several megabytes, which no compression makes small by itself."""
    noise = Image.frombytes("RGB", (2200, 1600), os.urandom(2200 * 1600 * 3))
    return file(name, _jpeg(noise, quality=92))


def sealed(pages: list[bytes]) -> list[dict[str, Any]]:
    """The printed form, scanned page by page with a round red seal on each."""
    return [file(f"申请表 盖章（{number}）.jpg", _with_seal(page)) for number, page in enumerate(pages, start=1)]


def _with_seal(page: bytes) -> bytes:
    with Image.open(io.BytesIO(page)) as picture:
        scan = picture.convert("RGB")
    pen = ImageDraw.Draw(scan)
    right, bottom = scan.width - 60, scan.height - 120
    pen.ellipse((right - 190, bottom - 190, right, bottom), outline="#c62828", width=6)
    return _jpeg(scan)


def _jpeg(picture: Image.Image, quality: int = 85) -> bytes:
    stored = io.BytesIO()
    picture.save(stored, "JPEG", quality=quality)
    return stored.getvalue()
