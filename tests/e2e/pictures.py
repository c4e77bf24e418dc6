"""The pictures of the guides: which page of whom each shows, and what must be there for it to show what its words say."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.e2e.gallery import WAITING, Gallery
from tests.e2e.stage import DESKTOP, PHONE, ROOT

FOLDER = ROOT / "docs" / "images"
LANGUAGES = {"zh-hans": "", "en": ".en"}
"""What stands between a picture's name and its ending, by the language that it is in."""
COLOURS = 64
LARGEST = 80_000
"""Bytes of a picture: a guide with six of them is read on a phone."""


def nothing(page: Page) -> None:
    """Most pages are shown as they open."""


@dataclass(frozen=True)
class Picture:
    """One page, as one of the portal's people sees it.

    `shows` are words of the page, in Chinese as the catalogue has them, or names that are the same in both languages.
    """

    name: str
    who: str
    address: Callable[[Gallery], str]
    shows: tuple[str, ...]
    act: Callable[[Page], None] = nothing
    size: tuple[int, int] = DESKTOP


def case_page(view: str, *more: str) -> Callable[[Gallery], str]:
    """The address of a page of the unfinished case."""
    return lambda gallery: reverse(f"applications:{view}", args=[gallery.draft.public_id, *more])


def choose_all(page: Page) -> None:
    for box in page.locator("table input[type=checkbox][name=case]").all():
        box.check()
    page.get_by_role("button", name=words("核对所选人员", page)).click()


def look_at_a_file(page: Page) -> None:
    page.get_by_role("link", name=words("查看证明材料", page)).first.click()
    page.locator("dialog.viewer [data-picture]").wait_for()


def scroll_to_look(page: Page) -> None:
    page.locator("[name=colour]").scroll_into_view_if_needed()


def scroll_to_decision(page: Page) -> None:
    page.locator(".decision-panel").scroll_into_view_if_needed()


PICTURES = [
    Picture("home", "applicant", lambda gallery: "/", ("接下来要做的", "申报事项")),
    Picture(
        "guide",
        "",
        lambda gallery: reverse("applications:guide", args=["recognition"]),
        ("办事指南", "本页目录"),
    ),
    Picture("form", "applicant", case_page("page", "personal_information"), ("下一步", "保存到草稿")),
    Picture("form-phone", "applicant", case_page("page", "basic_information"), ("下一步",), size=PHONE),
    Picture("upload", "applicant", case_page("page", "attachments"), ("上传清单", "打印申请表")),
    Picture(
        "preview",
        "person33",
        lambda gallery: reverse("applications:preview", args=[gallery.complete.public_id]),
        ("预览", "胡浩然"),
    ),
    Picture(
        "following",
        "person30",
        lambda gallery: reverse("applications:detail", args=[gallery.under_way.public_id]),
        ("办理情况", "现由谁办理", "办理记录"),
    ),
    Picture(
        "verification",
        "",
        lambda gallery: reverse("certificates:verify_token", args=[gallery.certificate.token]),
        ("证书查验",),
    ),
    Picture("unit-desk", "keeper", lambda gallery: "/my-units/cases/", ("今天要办的", *WAITING)),
    Picture("unit-check", "keeper", lambda gallery: "/my-units/cases/", WAITING, act=choose_all),
    Picture("queue", "window", lambda gallery: reverse("review:queue"), ("待办申报，最急的在前", "徐清越")),
    Picture(
        "case",
        "window",
        lambda gallery: reverse("review:task", args=[gallery.task.public_id]),
        ("徐清越", "旋转", "打开原件"),
        act=look_at_a_file,
    ),
    Picture(
        "decision",
        "window",
        lambda gallery: reverse("review:task", args=[gallery.task.public_id]),
        ("作出决定", "提交决定"),
        act=scroll_to_decision,
    ),
    Picture("overview", "bureau", lambda gallery: reverse("review:overview"), ("概览", "期间", "怎么算的")),
    Picture("versions", "clerk", lambda gallery: reverse("admin:applications_schemeversion_changelist"), ("事项版本",)),
    Picture(
        "tenant",
        "clerk",
        lambda gallery: reverse("admin:tenants_tenant_change", args=[gallery.draft.tenant_id]),
        ("外观", "主色"),
        act=scroll_to_look,
    ),
]


def words(chinese: str, page: Page) -> str:
    """What a page says for words of the catalogue: in the language that the page itself is in."""
    with translation.override(str(page.locator("html").get_attribute("lang")).lower()):
        return gettext(chinese)


def show(page: Page, picture: Picture, gallery: Gallery) -> None:
    """Bring a page to what the picture shows, and see that it is there."""
    page.set_viewport_size({"width": picture.size[0], "height": picture.size[1]})
    page.goto(picture.address(gallery))
    picture.act(page)
    for shown in picture.shows:
        expect(_visible(page, words(shown, page))).not_to_have_count(0)


def keep(page: Page, picture: Picture, language: str) -> None:
    """Write the picture to where the guides show it from: in few colours, and without what only demonstrations have."""
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.querySelector('.demo-bar')?.remove()")
    image = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
    content = io.BytesIO()
    image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(content, "PNG", optimize=True)
    assert content.tell() <= LARGEST, f"{picture.name}: {content.tell()} bytes"
    FOLDER.mkdir(exist_ok=True)
    file_of(picture, language).write_bytes(content.getvalue())


def file_of(picture: Picture, language: str) -> Path:
    return FOLDER / f"{picture.name}{LANGUAGES[language]}.png"


def _visible(page: Page, said: str) -> Locator:
    """What a person reads is text, or the name of something that is pressed."""
    return page.get_by_text(said).or_(page.get_by_role("button", name=said)).filter(visible=True)
