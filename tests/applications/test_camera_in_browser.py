"""Pictures from a phone: looked at, turned and cut before they are sent; several at once, in their order, tried again."""

import io
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from applications.models import Application
from portal.tenants.scope import tenant_scope
from tests.applications.test_form_in_browser import address, case, sign_in  # noqa: F401

# ruff: noqa: F811
pytestmark = pytest.mark.django_db(transaction=True)


def photographed(name: str, *, size: tuple[int, int] = (1600, 1200), blur: int = 0) -> dict[str, Any]:
    """A page of print as a telephone takes it."""
    drawn, kept = Image.new("RGB", size, "white"), io.BytesIO()
    pen = ImageDraw.Draw(drawn)
    for line in range(60, size[1] - 60, 40):
        pen.text((60, line), "Certificate of an invented person " * 4, fill="black", font_size=28)
    drawn.filter(ImageFilter.GaussianBlur(blur)).save(kept, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": kept.getvalue()}


@pytest.fixture
def phone(browser: Browser) -> Any:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


PRESSED_AT_ONCE = "(dialog, wanted) => wanted.forEach(one => dialog.querySelector(`[data-look-do=${one}]`).click())"


def names_in_order(page: Page) -> list[str]:
    return page.locator("[data-slot=nb_contract] .file-words a").all_inner_texts()


def test_pictures_from_a_phone_are_looked_at_and_come_in_their_order(
    live_server: LiveServer, case: Application, phone: Page
) -> None:
    url = address(live_server, case, "attachments")
    sign_in(phone.context, case.applicant, url)
    phone.goto(url)
    slot = phone.locator("[data-slot=nb_contract]")
    expect(slot.locator("[data-camera]")).to_have_attribute("capture", "environment")
    assert not phone.evaluate("performance.getEntriesByType('resource').some((one) => one.name.includes('cropper'))")
    is_away = [True]

    def through(route: Route) -> None:
        route.abort() if is_away[0] else route.continue_()

    phone.route("**/slots/nb_contract/", through)
    slot.locator("input[type=file]:not([data-camera])").set_input_files(
        [photographed("第一页.jpg"), photographed("第二页.jpg", blur=9), photographed("第三页.jpg", size=(520, 400))]
    )

    look = phone.locator("dialog[data-look]")
    expect(look).to_contain_text("第 1 张，共 3 张")
    expect(look.locator("[data-look-advice]")).to_be_hidden()
    look.get_by_role("button", name="裁剪").tap()
    look.get_by_role("button", name="完成裁剪").tap()
    expect(look.get_by_role("button", name="裁剪", exact=True)).to_be_visible()
    look.evaluate(PRESSED_AT_ONCE, ["turn", "cut"])  # it turns still when it is to be cut
    look.get_by_role("button", name="完成裁剪").tap()
    expect(look.get_by_role("button", name="裁剪", exact=True)).to_be_visible()
    look.get_by_role("button", name="上传这张").tap()
    expect(look).to_contain_text("第 2 张，共 3 张")
    expect(look.locator("[data-look-advice]")).to_contain_text("没有对准焦点")
    look.get_by_role("button", name="上传这张").tap()
    expect(look.locator("[data-look-advice]")).to_contain_text("图片较小")
    look.get_by_role("button", name="上传这张").tap()

    lines = slot.locator("[data-uploads] li")
    expect(lines).to_have_count(3)
    expect(lines.first).to_contain_text("网络中断")
    expect(lines.nth(1)).to_contain_text("等待上传")
    is_away[0] = False
    lines.first.get_by_role("button", name="重试").tap()
    expect(slot.locator(".file-card")).to_have_count(3)
    expect(lines).to_have_count(0)
    assert names_in_order(phone) == ["第一页.jpg", "第二页.jpg", "第三页.jpg"]
    with tenant_scope(case.tenant):
        first = case.attachments.order_by("id").first()
        assert first is not None
        with first.file.open("rb") as stored, Image.open(stored) as picture:
            assert picture.height > picture.width  # it was turned
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_on_a_desk_a_doubtful_picture_is_taken_and_spoken_of(
    live_server: LiveServer, case: Application, page: Page
) -> None:
    url = address(live_server, case, "attachments")
    sign_in(page.context, case.applicant, url)
    page.goto(url)
    slot = page.locator("[data-slot=nb_contract]")
    slot.locator("input[type=file]").set_input_files([photographed("小图.jpg", size=(520, 400))])

    expect(slot.locator(".file-card")).to_have_count(1)
    expect(slot.locator("[data-uploads] .is-advice")).to_contain_text("图片较小")
