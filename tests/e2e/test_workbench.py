"""A reviewer who decides ten cases by keys alone, and counts them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from applications.services.way import By, begin
from portal.calendar import now
from review.models import Office, Opinion, ReviewTask, Seat
from review.services.desk import set_keys
from tests.builders import make_application, make_attachment, make_person, make_unit
from tests.e2e.stage import Portal, Visitors, snap
from tests.policy.world import freeze
from tests.review.views.conftest import ANSWERS

TELL_WHO_TAKES_A_KEY = """() => window.addEventListener("keydown", (event) => {
    document.documentElement.dataset.taken = `${event.key} ${event.defaultPrevented}`;
})"""
"""After all that the page itself listens for: a key that is a command has been taken by then."""

NAMES = [f"{family}一鸣" for family in "赵钱孙李周吴郑王冯陈"]


@pytest.fixture
def ten(ningbo: Portal) -> list[ReviewTask]:
    """Ten cases before the same window, each due a day after the one before."""
    tasks = []
    for number, name in enumerate(NAMES):
        person, unit = make_person(ningbo.tenant, name=name), make_unit(ningbo.tenant, level="municipal")
        answers = ANSWERS | {"name": name, "id_number": person.id_number, "work_unit": unit.public_id}
        case = make_application(
            ningbo.tenant, applicant=person, unit=unit, answers=answers, claimed_category="E", submitted_at=now()
        )
        make_attachment(case, "nb_photo")
        freeze(case)
        begin(case, by=By(user=person))
        task = ReviewTask.objects.get(application=case)
        task.office = Office.objects.get(code="municipal-window")
        task.due_on += dt.timedelta(days=number)
        task.save()
        tasks.append(task)
    return tasks


class Keys:
    """Presses keys and counts them, each on a page whose scripts are there."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.wait_for_load_state()
            self.page.keyboard.press(key)
            self.count += 1


def test_ten_cases_by_keys_alone(ningbo: Portal, visitors: Visitors, ten: list[ReviewTask]) -> None:
    page = visitors.sign_in("window")
    page.goto("/desk/")
    keys = Keys(page)
    keys.press("j")
    title = page.locator("[data-case-title]")
    expect(title).to_contain_text(NAMES[0])
    snap(page, "workbench")

    # Back and forth, without deciding: the case is swapped beside its list, and the browser's own way back works.
    keys.press("j")
    expect(title).to_contain_text(NAMES[1])
    expect(page.locator("#desk-list [aria-current]")).to_contain_text(NAMES[1])
    page.go_back()
    expect(title).to_contain_text(NAMES[0])
    keys.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    keys.press("Escape")

    # A letter that is typed is no command; Escape leaves the box.
    keys.press("m")
    expect(page.locator(".remark-box textarea:focus")).to_be_visible()
    keys.press("j", "Escape")
    expect(title).to_contain_text(NAMES[0])
    page.locator(".remark-box textarea").first.fill("")
    page.locator("[data-case-title]").focus()

    keys.press("t")
    expect(page.get_by_role("button", name="交回")).to_be_visible()

    for number, name in enumerate(NAMES):
        expect(title).to_contain_text(name)
        before = keys.count
        keys.press("a", "Enter")
        following = NAMES[number + 1] if number < 9 else ""
        expect(page.locator(".decided")).to_contain_text(f"已记录对 {name} 的决定")
        if following:
            expect(title).to_contain_text(following)
        assert keys.count - before <= 4
    # Each came back as the next stage of its case, behind the others; what is narrowed to the first stage is done.
    assert Opinion.objects.filter(stage="pre_review", reviewer=ningbo.people["window"]).count() == 10


def test_files_and_remarks_follow_the_case_that_is_swapped(
    ningbo: Portal, visitors: Visitors, ten: list[ReviewTask]
) -> None:
    page = visitors.sign_in("window")
    page.goto(f"/desk/tasks/{ten[0].public_id}/")
    page.wait_for_load_state()
    title, viewer = page.locator("[data-case-title]"), page.locator("dialog.viewer")

    # One key opens one file; the viewer has letters of its own, `r` turns the page and returns no case.
    page.keyboard.press("o")
    expect(viewer.get_by_role("img", name=re.compile("第 1 页，共 1 页"))).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.press("j")
    expect(title).to_contain_text(NAMES[0])
    expect(page.locator("input[name=decision]:checked")).to_have_count(0)
    snap(page, "workbench-viewer")

    # Beside the open file the page has its keys; Escape leaves the box first, then the file.
    title.click()
    page.keyboard.press("m")
    box = page.locator(".remark-box textarea:focus")
    page.keyboard.type("请重新扫描")
    expect(page.locator(".phrase-bar")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(viewer).to_be_visible()
    expect(box).to_have_count(0)

    # The file of one person does not stay beside another's case, and what was written comes back with its own.
    page.keyboard.press("j")
    expect(title).to_contain_text(NAMES[1])
    expect(viewer).to_be_hidden()
    expect(title).to_be_focused()
    page.keyboard.press("m")
    expect(box).to_have_value("")
    expect(page.locator(".phrase-bar")).to_have_count(1)
    expect(page.locator("[data-for-return]")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    expect(title).to_contain_text(NAMES[0])
    expect(page.locator("[data-remark-list]")).to_contain_text("已写批注 1")
    page.keyboard.press("o")
    expect(viewer.get_by_role("img", name=re.compile("第 1 页，共 1 页"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()

    # Who switched the keys off opens files by their links alone.
    set_keys(user=ningbo.people["window"], are_on=False)
    page.reload()
    page.locator(".file-list a").first.focus()
    page.evaluate(TELL_WHO_TAKES_A_KEY)
    page.keyboard.press("o")
    expect(page.locator("html")).to_have_attribute("data-taken", "o false")
    expect(viewer).to_have_count(0)
    page.keyboard.press("Enter")
    expect(viewer).to_be_visible()


def test_colleague_is_seen_and_a_list_works_without_scripts(
    ningbo: Portal, visitors: Visitors, ten: list[ReviewTask]
) -> None:
    assert Seat.objects.filter(office__code="municipal-window").count() == 2
    first, second = visitors.sign_in("window"), visitors.sign_in("window2", scripts=False)
    address = f"/desk/tasks/{ten[0].public_id}/"
    first.goto(address)
    second.goto(address)
    expect(second.locator("[data-presence]")).to_contain_text("陈窗口 也正在查看这件申报")
    second.locator("#desk-list").get_by_role("link", name=NAMES[2]).click()
    expect(second.locator("h1")).to_contain_text(NAMES[2])
    second.get_by_role("link", name="下一件").click()
    expect(second.locator("h1")).to_contain_text(NAMES[3])
