"""The manual's sentences on the real pages, with the fourth portal's own files: one person re-files, one unit reports."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from applications.models import Application, DocumentService
from portal.calendar import set_clock
from portal.people import landing
from portal.people.models import User
from portal.tenants.scope import current_tenant, tenant_scope
from review.models import ReviewTask
from review.services.deciding import UnableToDecide, decide_task
from review.services.setting_up import set_up_tenant
from review.walking import filing
from review.walking.reading import CaseFile, read_case
from review.walking.reviewing import reviewer_of
from review.walking.steps import Edit
from review.walking.walker import Walker
from review.walking.words import as_moment
from review.walking.world import World, schemes_of
from tests.applications.scheme import hangzhou
from tests.builders import sign_in
from tests.review.walking.walks import CASES

pytestmark = pytest.mark.django_db

FOLDER = CASES.parents[2] / "hangzhou"
FIRST_DAY = as_moment("2026-02-09")
LIST = "/cases/of/refiling/"


class Visit:
    """A browser that gives pages as words, one blank between any two."""

    def __init__(self, user: User | None = None) -> None:
        self.client = Client(headers={"host": "hangzhou.localhost"})
        if user is not None:
            sign_in(self.client, user)
            session = self.client.session
            session[landing.KEY] = landing.UNIT if user.is_legal_person else landing.PERSON
            session.save()

    def source(self, url: str) -> str:
        answer = self.client.get(url, follow=True)
        assert answer.status_code == 200, (url, answer.status_code)
        return answer.content.decode()

    def words(self, url: str) -> str:
        plain = html.unescape(
            re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style).*?</\1>", "", self.source(url), flags=re.S))
        )
        return re.sub(r"\s+", " ", plain)


def case_file(name: str) -> CaseFile:
    return read_case(FOLDER / f"{name}.yaml")


@pytest.fixture
def portal() -> Iterator[CaseFile]:
    """The portal as its files set it up, in February 2026; two of the eight documents are printed, as each takes a second."""
    file = case_file("refiling/cases/first-day")
    few = {"downloads": (file.tenant.downloads[0], file.tenant.downloads[4])}
    with set_clock(FIRST_DAY):
        tenant = set_up_tenant(file=file.tenant.model_copy(update=few), schemes=schemes_of(file))
        with tenant_scope(tenant):
            yield file


@pytest.fixture
def person(portal: CaseFile) -> World:
    """Somebody who was recognised 23 months ago, and begins to re-file today."""
    assert portal.before is not None
    walker, tenant = Walker(portal.before, say=lambda _line: None, note=lambda _line, _words: None), current_tenant()
    walker.walk_in(tenant)
    earlier = walker.world
    return World(portal, tenant, earlier.unit, earlier.unit_administrator, earlier.applicant, earlier=earlier)


def begun(world: World) -> Application:
    filing.begin(world, lambda _words: None)
    return world.case


@pytest.mark.requirement("HZ-01", "HZ-93", "HZ-95")
def test_home_page_has_the_help_centre_and_the_news(portal: CaseFile) -> None:
    home = Visit().words("/")
    assert "https://rc.hzrs.hangzhou.gov.cn" in home
    assert "帮助中心" in home
    for title in ("单位账号在认定系统信息登记操作手册", "高层次人才认定备案申请操作手册", "通知公告", "政策法规"):
        assert title in home
    assert "帮助中心" in Visit().words("/downloads/")


@pytest.mark.requirement(
    "HZ-02", "HZ-03", "HZ-04", "HZ-05", "HZ-11", "HZ-12", "HZ-13", "HZ-16", "HZ-18", "HZ-20", "HZ-25", "HZ-26", "HZ-27",
    "HZ-28", "HZ-29", "HZ-30", "HZ-31", "HZ-32",
)  # fmt: skip
def test_sign_in_page_says_every_sentence_of_the_manual(portal: CaseFile) -> None:
    page, network = Visit().words("/account/login/"), hangzhou.network()
    for kind in (network.person, network.unit):
        assert kind.transition is not None
        for text in (kind.button, kind.title, kind.transition, *kind.items):
            assert text.zh in page
    assert network.intro is not None
    assert network.contact is not None
    for text in (network.intro, network.contact, *network.notices):
        assert re.sub(r"\[(.+)\]\(.+\)", r" \1 ", text.zh) in page
    assert 'href="http://www.zjzfw.gov.cn/"' in Visit().source("/account/login/")


@pytest.mark.requirement("HZ-15", "HZ-17", "HZ-27")
def test_unit_finds_its_department_in_its_information(person: World) -> None:
    assert person.unit is not None
    page = Visit(person.unit_administrator).words(f"/my-units/{person.unit.public_id}/information/")
    for words in ("单位信息", "单位所属主管部门", "杭州市教育局（示例）", "统一社会信用代码", person.unit.uscc):
        assert words in page


@pytest.mark.requirement("HZ-24", "HZ-39", "HZ-46", "HZ-47", "HZ-49")
def test_person_finds_the_list_and_the_button_to_add(person: World) -> None:
    visit = Visit(person.person)
    assert "人才认定备案申请" in visit.words("/me/")
    page = visit.words(LIST)
    for words in ("人才认定备案申请", "增加备案申请"):
        assert words in page
    begun(person)
    page = visit.words(LIST)
    for words in ("姓名", "性别", "认定级别", "状态", "操作", "编辑", "删除", "进度查询"):
        assert words in page


@pytest.mark.requirement("HZ-33", "HZ-50", "HZ-51", "HZ-52", "HZ-54", "HZ-55", "HZ-56", "HZ-58")
def test_form_begins_with_the_last_recognition_and_says_what_the_manual_says(person: World) -> None:
    case, visit = begun(person), Visit(person.person)
    url = f"/cases/{case.public_id}/form/form/"
    page, source = visit.words(url), visit.source(url)
    for words in (
        "人才认定备案申请表",
        "填写备案信息时, 请先填写姓名和身份证件号, 再修改或填写其他信息, 没有的信息项请选择或填写“无”",
        "单位搜不到? 请点击查看",
        "《单位账号在认定系统信息登记操作手册》",
        "省自然科学奖、技术发明奖、科学技术进步奖二等奖获得者前3名",
        "保存信息",
        "重置表单",
        "杭州示例大学",
    ):
        assert words in page
    assert 'placeholder="请输入单位名称关键字搜索并选择"' in source
    target = re.search(r'href="(/downloads/#[^"]+)"', source)
    assert target is not None
    assert f'id="{target[1].partition("#")[2]}"' in visit.source("/downloads/")


@pytest.mark.requirement(
    "HZ-59", "HZ-60", "HZ-61", "HZ-62", "HZ-63", "HZ-65", "HZ-66", "HZ-67", "HZ-68", "HZ-71", "HZ-72", "HZ-73", "HZ-74",
    "HZ-75", "HZ-76", "HZ-77", "HZ-78", "HZ-79", "HZ-80", "HZ-82", "HZ-83",
)  # fmt: skip
def test_materials_page_has_the_eight_slots_and_the_universitys_words(person: World) -> None:
    DocumentService.objects.create(key="social_insurance", name_zh="参保证明", address="http://127.0.0.1:9/insurance")
    case = begun(person)
    filing.save(person)
    visit = Visit(person.person)
    form = visit.words(f"/cases/{case.public_id}/form/form/")
    assert "按照规定交所在学院(部门)进行公示" in form
    assert "加盖所在学院(部门)公章后上传在系统佐证材料第一项" in form
    page = visit.words(f"/cases/{case.public_id}/form/materials/")
    for slot in portal_slots(person):
        assert slot in page
    for words in ("人才认定备案申请佐证材料上传", "暂未上传", "上传", "自动获取", "保存材料", "上传佐证材料"):
        assert words in page
    listed = visit.words(LIST)
    for words in ("上传佐证材料", "编辑", "删除", "打印公示信息", "打印申请表", "进度查询"):
        assert words in listed


def portal_slots(world: World) -> list[str]:
    slots = world.file.scheme.slots
    hints = [text.zh for slot in slots for text in (slot.hint, slot.fetch_hint) if text]
    return [slot.label.zh for slot in slots] + hints


@pytest.mark.requirement("HZ-26", "HZ-27", "HZ-84", "HZ-85", "HZ-86", "HZ-89", "HZ-90", "HZ-91", "HZ-99")
def test_unit_is_reminded_and_reports_and_the_person_can_only_look(person: World) -> None:
    case = begun(person)
    filing.save(person)
    for slot in ("hz_form_sealed", "hz_social_insurance"):
        filing.edit(person, Edit(attachments={slot: "sample"}), lambda _words: None)
    filing.save_files(person)
    mine, unit = Visit(person.person), Visit(person.unit_administrator)
    waiting = mine.words(LIST)
    for words in ("请联系所属学校进行提交", "编辑", "删除", "打印公示信息", "打印申请表", "进度查询"):
        assert words in waiting
    assert "请钉钉联系学校经办人进行预审" in mine.words(f"/cases/{case.public_id}/form/materials/")
    desk = unit.words("/my-units/cases/")
    assert "<h1>人才认定备案申请</h1>" in unit.source("/my-units/cases/")  # where something waits
    assert "上报之前请仔细核对该申报人是否为本单位员工，审核申报材料是否真实正确。" in desk + unit.words(
        f"/cases/{case.public_id}/"
    )
    filing.submit_application(application_id=case.pk, user=person.filler("unit"))
    reported = mine.words(LIST)
    for words in ("待预审", "查看", "打印公示信息", "进度查询"):
        assert words in reported
    for words in ("打印申请表", "编辑", "删除"):
        assert words not in reported


def test_menus_and_cards_have_what_the_kind_of_account_can_use(person: World) -> None:
    assert person.unit_administrator is not None
    mine, unit = Visit(person.person).source("/"), Visit(person.unit_administrator).source("/")
    assert "申报查询" in mine
    assert "我的单位" not in mine
    assert 'href="/apply/refiling/"' in mine
    assert "申报查询" not in unit
    assert "我的单位" in unit
    assert 'href="/apply/refiling/"' not in unit
    assert 'href="/my-units/cases/?scheme=refiling"' in unit


def test_long_texts_to_choose_from_have_the_whole_width(person: World) -> None:
    source = Visit(person.person).source(f"/cases/{begun(person).public_id}/form/form/")
    assert re.search(r'field-wide"[^>]* data-field="condition"', source)
    assert not re.search(r'field-wide"[^>]* data-field="unit_category"', source)
    assert "D类人才" in source
    assert "D · D类人才" not in source


@pytest.mark.requirement("HZ-45")
def test_bureau_determines_no_other_category(person: World) -> None:
    case = begun(person)
    filing.save(person)
    for slot in ("hz_form_sealed", "hz_social_insurance"):
        filing.edit(person, Edit(attachments={slot: "sample"}), lambda _words: None)
    filing.save_files(person)
    filing.submit_application(application_id=case.pk, user=person.filler("unit"))
    task = ReviewTask.objects.get(state="OPEN")
    decide_task(task_id=task.pk, user=reviewer_of(task.office), decision="pass", words="")
    task = ReviewTask.objects.get(state="OPEN")
    bureau = reviewer_of(task.office)
    page = Visit(bureau).source(f"/desk/tasks/{task.public_id}/")
    assert re.findall(r'<option value="(\w*)"', page[page.index('name="category"') :]) == ["D"]
    with pytest.raises(UnableToDecide):
        decide_task(task_id=task.pk, user=bureau, decision="pass", words="", category="C")
    decide_task(task_id=task.pk, user=bureau, decision="pass", words="", category="D")
    case.refresh_from_db()
    assert (case.state, case.determined_category) == ("approved", "D")
