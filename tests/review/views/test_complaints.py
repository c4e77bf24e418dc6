"""Complaints as anybody files them in a browser, and as the office answers them."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.audit.models import Event
from portal.people.models import User
from portal.tenants.models import Tenant
from review.models import Complaint, ComplaintDesk, Office
from review.services.complaining import file_complaint, set_complaint_desk
from tests.builders import make_person, make_picture

HOME, WAYS, MINE, DESK = "/", "/complaints/", "/complaints/mine/", "/complaint-desk/"
COMPLAIN, REPORT = "/complaints/new/complaint/", "/complaints/new/report/"
SAID = {"about": "某窗口", "unit_name": "某公司", "words": "办理拖延，态度不好。", "agreed": "on"}
WHO = {"name": "赵先生", "contact": "13800138000"}

AsUser = Callable[[User | None], Client]
Reviewer = Callable[..., User]


@pytest.fixture(autouse=True)
def desk(tenant: Tenant) -> ComplaintDesk:
    forget_all()
    return set_complaint_desk(desk=ComplaintDesk(office=Office.objects.get(code="bureau")), by=None)


def forget_all() -> None:
    for cache in caches.all():
        cache.clear()


def text_of(response) -> str:
    return response.content.decode()


def receipt_of(client: Client, path: str = COMPLAIN, **changes) -> tuple[str, str]:
    """File one and read number and code off the receipt."""
    answer = client.post(path, SAID | WHO | changes)
    assert answer["Location"] == "/complaints/receipt/", text_of(answer)
    number, code = re.findall(r"<strong>(\d{8}-\w{6}|[\w-]{19})</strong>", text_of(client.get(answer["Location"])))
    return number, code


def filed(**changes) -> Complaint:
    said = {key: value for key, value in (SAID | WHO).items() if key != "agreed"}
    return file_complaint(kind="complaint", **said | changes).complaint


@pytest.mark.requirement("NX-02", "NX-04")
def test_home_and_menu_lead_to_both_ways(as_user: AsUser) -> None:
    page = text_of(as_user(None).get(HOME))
    assert f'href="{COMPLAIN}">网上投诉</a>' in page
    assert f'href="{REPORT}">网上举报</a>' in page
    assert 'href="/complaints/">投诉举报</a>' in page.partition("</nav>")[0]
    assert [word in text_of(as_user(None).get(WAYS)) for word in ("网上投诉", "网上举报", "查询码")] == [True] * 3


@pytest.mark.requirement("NX-02", "NX-04")
def test_a_portal_without_a_desk_has_no_such_page(desk: ComplaintDesk, as_user: AsUser, reviewer: Reviewer) -> None:
    desk.delete()
    forget_all()
    assert "投诉" not in text_of(as_user(None).get(HOME))
    assert [as_user(None).get(path).status_code for path in (WAYS, COMPLAIN, REPORT)] == [404] * 3
    assert as_user(reviewer("bureau")).get(DESK).status_code == 404


@pytest.mark.requirement("NX-119")
def test_anybody_complains_without_an_account_and_reads_the_reply_with_number_and_code(
    as_user: AsUser, reviewer: Reviewer
) -> None:
    visitor, bureau = as_user(None), as_user(reviewer("bureau"))
    number, code = receipt_of(visitor)
    assert "投诉办理" in text_of(bureau.get(HOME))
    assert "某窗口" in text_of(bureau.get(DESK))
    complaint = Complaint.objects.get()
    page = f"{DESK}{complaint.public_id}/"
    assert "办理拖延" in text_of(bureau.get(page))
    bureau.post(f"{page}take/", {"revision": 0})
    assert "办理中" in text_of(as_user(None).post(WAYS, {"number": number, "code": code}))
    bureau.post(f"{page}answer/", {"revision": 1, "words": "已核实，\n窗口已整改。"})
    reply = text_of(as_user(None).post(WAYS, {"number": number, "code": code}))
    assert "已核实，<br>窗口已整改。" in reply
    assert not [word for word in ("办理拖延", "赵先生", "13800138000") if word in reply]
    assert "没有找到" in text_of(as_user(None).post(WAYS, {"number": number, "code": "WRONG"}))
    bureau.post(f"{page}close/", {"revision": 2})
    assert "某窗口" in text_of(bureau.get(DESK, {"shown": "closed"}))
    assert "已办结" in text_of(as_user(None).post(WAYS, {"number": number, "code": code}))


@pytest.mark.requirement("NX-119")
def test_the_receipt_is_in_the_browser_that_filed_and_in_no_address(as_user: AsUser) -> None:
    visitor = as_user(None)
    _number, code = receipt_of(visitor)
    answer = visitor.get("/complaints/receipt/")
    assert "no-store" in answer["Cache-Control"]
    assert code in text_of(answer)
    assert as_user(None).get("/complaints/receipt/")["Location"] == WAYS
    session = visitor.session
    session["complaint_receipt"] |= {"until": 0}
    session.save()
    assert visitor.get("/complaints/receipt/")["Location"] == WAYS


@pytest.mark.requirement("NX-119")
def test_a_form_that_lacks_something_says_so_and_keeps_the_words(as_user: AsUser) -> None:
    page = text_of(as_user(None).post(COMPLAIN, {"about": "某窗口", "words": "办理拖延"}))
    assert "办理拖延" in page
    assert page.count("这个字段是必填项") >= 2
    assert "请先勾选" in page
    upload = SimpleUploadedFile("程序.exe", b"MZ\x90\x00")
    page = text_of(as_user(None).post(REPORT, SAID | {"uploads": [upload]}))
    assert "“程序.exe”未能上传" in page
    assert "办理拖延" in page
    assert not Complaint.objects.exists()


@pytest.mark.requirement("NX-119")
def test_a_report_may_be_anonymous_even_of_somebody_who_has_signed_in(tenant: Tenant, as_user: AsUser) -> None:
    person = make_person(tenant)
    receipt_of(as_user(person), REPORT, anonymous="on")
    complaint = Complaint.objects.get()
    assert (complaint.name, complaint.contact, complaint.filed_by) == ("", "", None)
    assert not Event.objects.filter(actor=person, action__startswith="complaint").exists()
    receipt_of(as_user(person), REPORT)
    assert Complaint.objects.last().filed_by == person


@pytest.mark.requirement("NX-119")
def test_who_has_signed_in_finds_their_own_with_the_reply(tenant: Tenant, as_user: AsUser, reviewer: Reviewer) -> None:
    person = make_person(tenant)
    receipt_of(as_user(person))
    complaint, bureau = Complaint.objects.get(), as_user(reviewer("bureau"))
    bureau.post(f"{DESK}{complaint.public_id}/answer/", {"revision": 0, "words": "已核实。"})
    page = text_of(as_user(person).get(MINE))
    assert complaint.number in page
    assert "已核实。" in page
    assert "还没有投诉举报" in text_of(as_user(make_person(tenant)).get(MINE))


@pytest.mark.requirement("NX-119")
def test_whoever_it_is_about_and_every_other_office_sees_nothing_of_it(
    tenant: Tenant, as_user: AsUser, reviewer: Reviewer
) -> None:
    upload = SimpleUploadedFile("证据.png", make_picture(size=(60, 80)))
    complaint = filed(about="市服务总窗口", uploads=[upload])
    addresses = [
        f"{DESK}{complaint.public_id}/",
        f"/complaint-desk/files/{complaint.files.get().public_id}/",
        DESK,
    ]
    for user in (reviewer("municipal-window"), make_person(tenant)):
        client = as_user(user)
        assert [client.get(address).status_code for address in addresses] == [404] * 3
        assert client.post(f"{addresses[0]}answer/", {"words": "没有的事", "revision": 0}).status_code == 404
        assert "投诉办理" not in text_of(client.get(HOME))
    bureau = as_user(reviewer("bureau"))
    assert [bureau.get(address).status_code for address in addresses] == [200] * 3
    assert Event.objects.filter(action="complaint.file_opened").count() == 1


@pytest.mark.requirement("NX-119")
def test_the_contact_is_masked_until_asked_for_and_the_look_is_logged(as_user: AsUser, reviewer: Reviewer) -> None:
    complaint, user = filed(), reviewer("bureau")
    client, page = as_user(user), f"{DESK}{complaint.public_id}/"
    assert "13800138000" not in text_of(client.get(page))
    assert "13800138000" in text_of(client.post(f"{page}contact/"))
    event = Event.objects.get(action="contact.viewed")
    assert (event.actor, event.target) == (user, f"review.complaint:{complaint.pk}")


@pytest.mark.requirement("NX-119")
def test_who_comes_second_is_told_so_and_keeps_their_words(as_user: AsUser, reviewer: Reviewer) -> None:
    complaint = filed()
    page = f"{DESK}{complaint.public_id}/"
    first, second = as_user(reviewer("bureau", name="甲审核")), as_user(reviewer("bureau", name="乙审核"))
    first.post(f"{page}answer/", {"revision": 0, "words": "甲的答复"})
    lost = second.post(f"{page}answer/", {"revision": 0, "words": "乙的答复"})
    assert lost.status_code == 409
    assert "甲审核 已于" in text_of(lost)
    assert "乙的答复" in text_of(lost)
    assert second.post(f"{page}take/", {}).status_code == 409
    assert Complaint.objects.get().reply == "甲的答复"


def test_filing_and_asking_again_and_again_is_slowed_down(as_user: AsUser) -> None:
    client = as_user(None)
    answers = [client.post(COMPLAIN, SAID | WHO | {"about": f"第{number}次"}) for number in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "第5次" in text_of(answers[-1])
    asked = [client.post(WAYS, {"number": "20261103-ABCDEF", "code": str(number)}) for number in range(31)]
    assert asked[-1].status_code == 429


def test_the_desk_asks_as_much_for_three_as_for_one(as_user: AsUser, reviewer: Reviewer) -> None:
    client = as_user(reviewer("bureau"))

    def queries() -> int:
        client.get(DESK)
        with CaptureQueriesContext(connection) as asked:
            client.get(DESK)
        return len(asked)

    filed()
    few = queries()
    filed()
    filed()
    assert queries() == few


def test_a_closed_desk_still_answers_for_what_was_filed(desk: ComplaintDesk, as_user: AsUser) -> None:
    number, code = receipt_of(as_user(None))
    desk.is_open = False
    set_complaint_desk(desk=desk, by=None)
    forget_all()
    assert as_user(None).get(COMPLAIN).status_code == 404
    assert "目前不受理" in text_of(as_user(None).get(WAYS))
    assert "已收到" in text_of(as_user(None).post(WAYS, {"number": number, "code": code}))
