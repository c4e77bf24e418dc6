"""What units' officers do most."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from portal.people.invented import invented_id_number
from tests.builders import make_person
from tests.collecting import book, entered, publish_collection, row_of
from tests.e2e.effort.counting import Hand, saved
from tests.e2e.effort.tasks import Place, task
from tests.e2e.effort.world import World, name_of

ENTERED = ("赵一采", "钱二采", "孙三采", "李四采", "周五采", "吴六采")
PHONE = "15400000123"


def prepare(world: World) -> None:
    for number in range(100, 122):
        world.waiting(number)
    version = publish_collection(world.portal.tenant)
    for number, name in enumerate(ENTERED):
        entered(version, world.confirming, world.portal.people["keeper"], 6_700_000 + number, name=name)
    make_person(world.portal.tenant, name="丁同事", phone=f"+86{PHONE}")


@task("unit", "See what needs me, how long it has waited, and until when", who="keeper")
def see_what_needs_me(hand: Hand, place: Place) -> None:
    expect(hand.page.locator("main")).to_contain_text("件员工的申报待单位确认。（最久的已等")


@task("unit", "Find a person by the initials of the name", who="keeper")
def find_a_person(hand: Hand, place: Place) -> None:
    hand.link("去确认")
    hand.type(hand.page.get_by_label("姓名"), "fym")
    hand.press("Enter")
    expect(hand.page.locator("tbody tr")).to_have_count(1)
    expect(hand.page.locator("tbody tr")).to_contain_text(name_of(108))


@task("unit", "Read a case and confirm it", who="keeper")
def confirm_one(hand: Hand, place: Place) -> None:
    hand.link("去确认")
    hand.link("核对并确认", called="核对并确认")
    hand.button("确认", exact=True)
    expect(hand.page.locator("main")).to_contain_text("转交审核机构办理")


@task("unit", "Return one case with a remark on a field", who="keeper")
def return_one(hand: Hand, place: Place) -> None:
    page = hand.page
    hand.link("去确认")
    hand.link("核对并确认", called="核对并确认")
    hand.click(page.locator("summary").filter(has_text="批注 毕业院校"))
    hand.type(page.get_by_label("对“毕业院校”的批注"), "与学位证书不一致。")
    hand.button("退回修改")
    expect(page.locator("main")).to_contain_text("已退回")


@task("unit", "Print the forms of ten people", who="keeper")
def print_ten(hand: Hand, place: Place) -> None:
    hand.link("去确认")
    for box in hand.page.locator("tbody input[type=checkbox]").all()[:10]:
        hand.click(box, called="选择")
    hand.button("合并打印")
    hand.opens_pdf("打开 PDF")


@task("unit", "Confirm the twenty who wait, at once", who="keeper")
def confirm_twenty(hand: Hand, place: Place) -> None:
    hand.link("去确认")
    hand.click(hand.page.get_by_label("全选本页"))
    hand.button("核对所选人员")
    expect(hand.page.get_by_role("heading", name=re.compile("^20 人可以"))).to_be_visible()
    hand.click(hand.page.locator("main form button").filter(has_text="确认").last)
    expect(hand.page.get_by_text("20 人", exact=False).first).to_be_visible()


@task("unit", "Report the six people whom the unit has entered", who="keeper")
def report_many(hand: Hand, place: Place) -> None:
    page = hand.page
    hand.link("去上报")
    hand.click(page.get_by_label("全选本页"))
    hand.button("核对所选人员")
    hand.button("确认无误，提交")
    expect(page.get_by_text("已上报 6 人")).to_be_visible()


@task("unit", "Take the list of a state away as an Excel file", who="keeper")
def export(hand: Hand, place: Place) -> None:
    hand.link("单位工作台")
    with hand.download() as taken:
        hand.link("导出名单（Excel）")
    assert saved(taken.value, place.folder).startswith(b"PK")


@task("unit", "Enter a person who has no account, up to the first page of the form", who="keeper")
def enter_a_person(hand: Hand, place: Place) -> None:
    page = hand.page
    hand.link("单位工作台")
    hand.link("人才信息采集")
    hand.link("立即申报")
    hand.type(page.get_by_label("证件号码"), invented_id_number(6_800_001))
    hand.button("确认")
    hand.type(page.get_by_label("姓名"), "上官采集")
    hand.click(page.get_by_label("已告知本人"))
    hand.button("开始填报")
    expect(page.get_by_role("heading", level=1)).to_contain_text("基本信息")


@task("unit", "Import three people from a file", who="keeper")
def import_a_file(hand: Hand, place: Place) -> None:
    page = hand.page
    file = place.folder / "人员.xlsx"
    file.write_bytes(book(*(row_of(6_800_201 + number, name) for number, name in enumerate(("周四", "吴五", "郑六")))))
    hand.link("单位工作台")
    hand.link("人才信息采集")
    hand.link("批量导入")
    hand.give(page.get_by_label("填好的 Excel 文件"), file)
    hand.button("上传并检查")
    hand.click(page.get_by_label("已告知这些人员"))
    hand.button("导入", exact=True)
    expect(page.get_by_text("已导入 3 / 3 人")).to_be_visible()
