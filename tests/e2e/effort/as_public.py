"""What strangers do most, and everybody before they sign in."""

from __future__ import annotations

from playwright.sync_api import expect

from certificates.models import Certificate
from tests.builders import PASSWORD
from tests.e2e.effort.counting import Hand
from tests.e2e.effort.tasks import Place, task
from tests.e2e.effort.world import LAST_MONTH, World, name_of

PUBLIC, PASSED, SIGNS_IN = (401, 402, 403), 404, 405
GUIDE = "办事指南 高层次人才分类认定"


def prepare(world: World) -> None:
    for number in PUBLIC:
        world.case(number, until="publicity")
    world.case(PASSED, until="approved", at=LAST_MONTH)
    world.person(SIGNS_IN)


@task("public", "Who may apply, and when")
def conditions(hand: Hand, place: Place) -> None:
    main = hand.page.locator("main")
    for words in ("谁可以申报", "受理时间"):
        expect(main).to_contain_text(words)


@task("public", "Which papers are asked for")
def papers(hand: Hand, place: Place) -> None:
    hand.link(GUIDE)
    expect(hand.page.locator("main")).to_contain_text("最高学历学位证书")


@task("public", "Which stages a case goes through, and how long each may take")
def stages(hand: Hand, place: Place) -> None:
    hand.link(GUIDE)
    expect(hand.page.locator("main")).to_contain_text("待部门审核")
    expect(hand.page.locator("main")).to_contain_text("7 个工作日")


@task("public", "Which conditions of the catalogue lead to which category")
def catalogue(hand: Hand, place: Place) -> None:
    hand.link(GUIDE)
    expect(hand.page.locator("main")).to_contain_text("具有博士学位并全职在甬工作")


@task("public", "Which papers are asked for, in English")
def papers_in_english(hand: Hand, place: Place) -> None:
    hand.button("English")
    hand.click(hand.page.locator("main").get_by_role("link", name="Guide").first)
    expect(hand.page.locator("main")).to_contain_text("Highest")


@task("public", "Who is on the publicity list, and until when one may object")
def publicity(hand: Hand, place: Place) -> None:
    hand.link("查看公示")
    expect(hand.page.locator("tbody")).to_contain_text(name_of(PUBLIC[0]))
    expect(hand.page.locator("main")).to_contain_text("公示期")


@task("public", "Object to somebody on the list")
def objecting(hand: Hand, place: Place) -> None:
    page = hand.page
    hand.link("查看公示")
    hand.link("提出异议", within="tbody", called="提出异议")
    hand.type(page.get_by_label("您的姓名"), "李明察")
    hand.type(page.get_by_label("联系方式"), "15400009999")
    hand.type(page.get_by_label("异议事由"), "该同志的全职引进时间与我了解的情况不符。")
    hand.button("提交异议")
    expect(page.get_by_role("heading", level=1)).to_contain_text("异议")


@task("public", "Verify a certificate by its QR code")
def verify_by_code(hand: Hand, place: Place) -> None:
    token = Certificate.objects.get(application__applicant=place.world.person(PASSED)).token
    hand.open(f"{place.world.portal.url}/verify/{token}/")
    expect(hand.page.locator(".finding h2")).to_contain_text("有效")


@task("public", "Verify a certificate by its number")
def verify_by_number(hand: Hand, place: Place) -> None:
    number = Certificate.objects.get(application__applicant=place.world.person(PASSED)).number
    hand.type(hand.page.get_by_label("证书编号"), number)
    hand.type(hand.page.get_by_label("持证人姓名"), name_of(PASSED))
    hand.button("查验")
    expect(hand.page.locator(".finding h2")).to_contain_text("有效")


@task("public", "Sign in with a password")
def sign_in(hand: Hand, place: Place) -> None:
    hand.link("登录", within="header")
    hand.type(hand.page.get_by_label("手机号码或登录名"), f"person{SIGNS_IN}")
    hand.type(hand.page.get_by_label("密码", exact=False).first, PASSWORD)
    hand.press("Enter")
    expect(hand.page.locator(".site-tools")).to_contain_text(name_of(SIGNS_IN))
