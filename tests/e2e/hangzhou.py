"""The portal whose people come by an account network, with everything that stands beside it, and what its site before it left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from applications.fetching.standin import LocalDocuments
from applications.models import DocumentService
from certificates.services.former import import_former
from portal.calendar.models import ClockSetting
from portal.network.local import LocalNetwork
from portal.network.models import NetworkClient
from portal.people.choices import IdType
from portal.people.identity import check_id_number
from portal.people.invented import invented_id_number, invented_phone, invented_uscc
from portal.people.totp import enrol_totp
from portal.tenants.models import Tenant
from review.models import Office, Seat
from review.services.setting_up import set_up_tenant
from tests.answering import answered
from tests.applications.scheme import hangzhou as files
from tests.builders import make_person
from tests.certificates.former import folder
from tests.e2e.stage import IN_WINDOW, SECRET, Portal, give_code
from tests.network.people import PASSWORD, client_of, individual, legal_person
from tests.network.people import SECRET as CLIENT_SECRET

UNIT, UNIT_SEED = "杭州示例师范大学", 6_101
NEWCOMER, NEWCOMER_SEED = "杭州示例新材料有限公司", 6_102
PERSON, PERSON_SEED = "陈秀强", 6_201
STAFF = {"education": ("骆预审", 6_301), "bureau": ("俞审批", 6_302)}
"""Who decides at which office: they come by the network like everybody else."""
PRINTED = ("unit-registration.md", "refiling.md")
"""Of the eight documents; each takes a second."""

OLD_NUMBER = "HZRC-J00017"
OLD_UNIT = {
    "旧系统账号": "hsd",
    "单位名称": UNIT,
    "统一社会信用代码": invented_uscc(UNIT_SEED),
    "单位所属主管部门": "杭州市教育局（示例）",
    "单位性质": "高等院校",
    "是否为不缴纳社保的财政补助单位": "否",
    "经办人": "陆小满",
    "经办人手机": invented_phone(6_101),
}
OLD_CASE = {
    "申报编号": "RD00017",
    "旧系统账号": "hsd",
    "姓名": PERSON,
    "证件类型": "居民身份证",
    "证件号码": invented_id_number(PERSON_SEED),
    "认定类别": "D",
    "认定日期": "2024-04-20",
    "状态": "通过",
    "民族": "汉族",
    "手机": invented_phone(PERSON_SEED),
    "出生地": "浙江磐安",
    "政治面貌": "团员",
    "从事产业类别": "教育",
    "在职状态": "在职",
    "单位类别": "高等院校",
    "行政职务": "无",
    "从事专业": "材料科学",
    "最高学历": "硕士研究生",
    "education_major": "材料学",
    "毕业学校": "示例理工大学",
    "毕业时间": "2012-06-30",
    "最高学位": "硕士",
    "degree_major": "材料学",
    "授予单位": "示例理工大学",
    "授予时间": "2012-06-30",
    "title_level": "无",
    "title_name": "无",
    "category": "D",
    "condition": "省自然科学奖、技术发明奖、科学技术进步奖二等奖获得者前3名",
}
OLD_CERTIFICATE = {"证书编号": OLD_NUMBER, "申报编号": "RD00017", "发证日期": "2024-04-20", "有效期至": "2026-04-19"}


@contextmanager
def opened(live_server: Any, settings: Any, network: LocalNetwork, place: Path) -> Iterator[Portal]:
    """Set it up with somebody at both desks; units and people have yet to come, and what the old site had is taken over."""
    port = urlsplit(live_server.url).port
    settings.CLOCK_CAN_MOVE = True
    settings.PORTAL_ADDRESS = f"http://{{host}}:{port}"
    portal = Portal(f"http://hangzhou.localhost:{port}", _tenant())
    portal.at(IN_WINDOW)
    insured = {"id_number": invented_id_number(PERSON_SEED), "name": PERSON, "uscc": invented_uscc(UNIT_SEED)}
    with answered(), portal.scope(), LocalDocuments([insured]) as documents:
        _seat(portal)
        _let_in(portal, network)
        _connect(documents)
        _take_over(place)
        yield portal
    ClockSetting.objects.all().delete()


def _tenant() -> Tenant:
    file = files.tenant()
    few = tuple(one for one in file.downloads if Path(one.file).name in PRINTED)
    schemes = [files.scheme(name) for name in file.schemes]
    return set_up_tenant(file=file.model_copy(update={"downloads": few}), schemes=schemes)


def _seat(portal: Portal) -> None:
    for code, (name, seed) in STAFF.items():
        facts = check_id_number(IdType.CN_ID, invented_id_number(seed))
        document = {"id_number": facts.number, "birth_date": facts.birth_date, "sex": facts.sex}
        portal.people[code] = person = make_person(portal.tenant, name=name, **document)
        Seat.objects.create(office=Office.objects.get(code=code), user=person)
        enrol_totp(person=person, secret=SECRET)


def _let_in(portal: Portal, network: LocalNetwork) -> None:
    network.let_in(
        [
            legal_person("university", UNIT_SEED, unit_name=UNIT),
            legal_person("newcomer", NEWCOMER_SEED, unit_name=NEWCOMER),
            individual("person", PERSON_SEED, name=PERSON, level="basic"),
            *(individual(code, seed, name=name) for code, (name, seed) in STAFF.items()),
        ]
    )
    network.know([_client(kind, portal.url, network.issuer) for kind in ("person", "unit")])


def _client(kind: str, address: str, issuer: str) -> dict[str, Any]:
    known = client_of(kind, address) | {
        "redirect_uris": [f"{address}/account/network/{kind}/callback/"],
        "backchannel_logout_uri": f"{address}/account/network/{kind}/ended/",
    }
    NetworkClient.objects.create(kind=kind, issuer=issuer, client_id=known["client_id"], secret=CLIENT_SECRET)
    return known


def _connect(documents: LocalDocuments) -> None:
    given = {"address": documents.address, "secret": documents.secret, "seconds": 5}
    DocumentService.objects.create(
        key="social_insurance", name_zh="市社保中心（示例）", name_en="Social insurance centre (sample)", **given
    )


def _take_over(place: Path) -> None:
    tables = {"单位账号": [OLD_UNIT], "认定申报": [OLD_CASE], "认定证书": [OLD_CERTIFICATE]}
    found = import_former(source=folder(place / "former", tables))
    untaken = [one for rows in found.outcomes.values() for one in rows if one.what != "taken" or one.reasons]
    assert not untaken, untaken


def come_by_network(page: Page, account: str, kind: str = "个人") -> None:
    """Go to the sign-in page, press the button, and give the password at the network."""
    page.goto("/")
    page.locator("header").get_by_role("link", name="登录").click()
    page.get_by_role("link", name=f"{kind}账号登录").first.click()
    give_password(page, account)


def give_password(page: Page, account: str) -> None:
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main button").first.click()


def come_to_desk(page: Page, portal: Portal, office: str) -> None:
    """Sign a member of an office's staff in: by the network, and by the second factor here."""
    come_by_network(page, office)
    give_code(page, portal.people[office])
    is_greeted(page, f"*{portal.people[office].name[1:]}", "[个人账号]")


def is_greeted(page: Page, name: str, kind: str) -> None:
    expect(page.locator("header .greeting")).to_contain_text(name)
    expect(page.locator("header .account-kind")).to_have_text(kind)


def sign_out(page: Page) -> None:
    menu(page).get_by_role("button", name="退出").click()


def menu(page: Page) -> Locator:
    """Open the menu at the name and return it."""
    page.locator("header .menu summary").click()
    return page.locator("header .menu-panel")


def press(page: Page, name: str) -> None:
    """Save, and wait for the page that follows: it looks like the one before."""
    with page.expect_event("framenavigated"):
        page.get_by_role("button", name=name).last.click()
    page.wait_for_load_state()


def verify(page: Page, number: str) -> None:
    """Ask for the person's certificate of this number."""
    page.get_by_label("证书编号").fill(number)
    page.get_by_label("持证人姓名").fill(PERSON)
    page.get_by_role("button", name="查验").click()
