"""Complaints and reports: what is kept of them, who may do what, until when, and what goes again."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from portal.audit.models import Event
from portal.calendar import now, set_clock
from portal.calendar.models import Day
from portal.notices.models import Notice
from portal.people.models import User
from portal.policy import Overtaken, Refused
from portal.privacy.own_data import parts
from portal.privacy.services.retaining import run_retention
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import Complaint, ComplaintDesk, ComplaintFile, Office, Seat
from review.queries.complaints import complaint_by_code, complaint_of_offices, complaints_by
from review.services.answering import (
    answer_complaint,
    close_complaint,
    hand_back_complaint,
    reveal_complainant,
    take_complaint,
)
from review.services.complaining import Filed, file_complaint, recompute_complaints, set_complaint_desk
from review.services.emptying import empty_complaint, part_from_account
from tests.builders import make_person, make_picture, make_tenant
from tests.review.services.acting import officer

SAID = {"about": "某窗口", "unit_name": "某公司", "words": "办理拖延，态度不好。"}
WHO = {"name": "赵先生", "contact": "13800138000"}

pytestmark = pytest.mark.requirement("NX-119")


@pytest.fixture(autouse=True)
def desk(tenant: Tenant) -> ComplaintDesk:
    return set_complaint_desk(desk=ComplaintDesk(office=Office.objects.get(code="bureau"), working_days=5), by=None)


@pytest.fixture
def colleague(tenant: Tenant) -> User:
    user = make_person(tenant, name="钱同事")
    Seat.objects.create(office=Office.objects.get(code="bureau"), user=user)
    return user


def filed(kind: str = "complaint", **changes: Any) -> Filed:
    return file_complaint(kind=kind, **SAID | WHO | changes)


def test_it_goes_to_the_office_that_the_tenant_names_and_its_reviewers_are_told_without_its_words(bureau: User) -> None:
    complaint = filed().complaint
    assert complaint.office.code == "bureau"
    notice = Notice.objects.get(recipient=bureau, key="complaint_filed")
    assert complaint.number in notice.text
    assert complaint.due_on.isoformat() in notice.text
    assert not [word for word in (*SAID.values(), *WHO.values()) if word in notice.text]
    event = Event.objects.get(action="complaint.filed")
    assert event.detail == {"number": complaint.number, "kind": "complaint", "office": "bureau"}
    assert event.words == ""


def test_the_reply_is_due_in_working_days_and_moves_with_the_calendar(tenant: Tenant) -> None:
    complaint = filed().complaint
    assert complaint.due_on == dt.date(2026, 11, 10)  # five working days after Tuesday
    Day.objects.update_or_create(date=dt.date(2026, 11, 6), defaults={"is_working": False, "note": "停电"})
    assert recompute_complaints() == 1
    complaint.refresh_from_db()
    assert complaint.due_on == dt.date(2026, 11, 11)
    assert recompute_complaints() == 0


def test_all_words_are_sealed_at_rest(tenant: Tenant) -> None:
    filed(uploads=[SimpleUploadedFile("证据.png", make_picture(size=(60, 80)))])
    with connection.cursor() as cursor:
        for table in ("review_complaint", "review_complaintfile"):
            cursor.execute(f"SELECT string_agg(t::text, '|') FROM {table} t")
            row = cursor.fetchone()[0]
            assert not [word for word in (*SAID.values(), *WHO.values(), "证据") if word in row]


@pytest.mark.parametrize(
    ("kind", "changes", "reason"),
    [
        ("complaint", {"name": ""}, "投诉请留下姓名和联系方式"),
        ("complaint", {"contact": " "}, "投诉请留下姓名和联系方式"),
        ("report", {"words": " "}, "请写明"),
        ("report", {"uploads": [SimpleUploadedFile("a.png", b"x")] * 4}, "附件最多 3 个"),
        ("report", {"uploads": [SimpleUploadedFile("a.exe", b"MZ")]}, "“a.exe”未能上传"),
    ],
)
def test_what_is_unsaid_or_unusable_is_refused_with_the_reason(kind: str, changes: dict, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        filed(kind, **changes)
    assert not Complaint.objects.exists()


def test_a_report_may_be_anonymous(tenant: Tenant) -> None:
    complaint = filed("report", name="", contact="").complaint
    assert (complaint.name, complaint.contact, complaint.filed_by) == ("", "", None)
    assert Event.objects.get(action="complaint.filed").actor is None


def test_a_tenant_that_has_closed_its_desk_takes_none(desk: ComplaintDesk) -> None:
    desk.is_open = False
    set_complaint_desk(desk=desk, by=None)
    with pytest.raises(Refused, match="没有开通"):
        filed()


def test_the_reply_is_found_by_number_and_code_together_however_they_are_typed(tenant: Tenant) -> None:
    first, second = filed(), filed()
    number, code = first.complaint.number, first.code
    assert complaint_by_code(number, code) == first.complaint
    assert complaint_by_code(f" {number.lower().replace('-', '')} ", code.replace("-", " ").lower()) == first.complaint
    assert complaint_by_code(number, second.code) is None
    assert complaint_by_code(second.complaint.number, code) is None
    assert complaint_by_code("", "") is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, '|') FROM review_complaint t")
        assert code not in cursor.fetchone()[0]
    with tenant_scope(make_tenant("elsewhere")):
        assert complaint_by_code(number, code) is None


def test_a_complaint_is_taken_answered_and_closed_each_step_on_record(bureau: User, colleague: User) -> None:
    complaint = filed().complaint
    take_complaint(complaint_id=complaint.pk, user=bureau, seen=0)
    take_complaint(complaint_id=complaint.pk, user=bureau, seen=0)  # twice is no fault
    with pytest.raises(Refused, match="正在办理"):
        take_complaint(complaint_id=complaint.pk, user=colleague)
    with pytest.raises(Refused, match="不在您手中"):
        hand_back_complaint(complaint_id=complaint.pk, user=colleague)
    hand_back_complaint(complaint_id=complaint.pk, user=bureau)
    with pytest.raises(Refused, match="答复之后才能办结"):
        close_complaint(complaint_id=complaint.pk, user=colleague)
    with pytest.raises(Refused, match="请写明答复"):
        answer_complaint(complaint_id=complaint.pk, user=colleague, words=" ")
    answer_complaint(complaint_id=complaint.pk, user=colleague, words="已核实，窗口已整改。")
    with pytest.raises(Refused, match="已答复"):
        answer_complaint(complaint_id=complaint.pk, user=bureau, words="再答")
    closed = close_complaint(complaint_id=complaint.pk, user=bureau)
    assert (closed.state, closed.reply, closed.replied_by) == ("CLOSED", "已核实，窗口已整改。", colleague)
    steps = ["filed", "taken", "handed_back", "answered", "closed"]
    events = Event.objects.filter(action__startswith="complaint.").order_by("id")
    assert [event.action for event in events] == [f"complaint.{step}" for step in steps]
    assert events.get(action="complaint.answered").words == "已核实，窗口已整改。"


def test_an_old_page_is_told_who_was_first_and_when(bureau: User, colleague: User) -> None:
    complaint = filed().complaint
    answer_complaint(complaint_id=complaint.pk, user=colleague, words="已核实。", seen=0)
    with pytest.raises(Overtaken, match="钱同事 已于 2026-11-03 09:00 处理该件（现为“已答复”）"):
        answer_complaint(complaint_id=complaint.pk, user=bureau, words="另一答复", seen=0)
    complaint.refresh_from_db()
    assert complaint.reply == "已核实。"


def test_no_other_office_and_nobody_who_filed_it_handles_it(tenant: Tenant, bureau: User, colleague: User) -> None:
    complaint = filed(user=colleague).complaint
    for user in (officer("talent-office"), colleague):
        assert complaint_of_offices(user, complaint.public_id) is None
        for act in (take_complaint, hand_back_complaint, close_complaint):
            with pytest.raises(Refused):
                act(complaint_id=complaint.pk, user=user)
        with pytest.raises(Refused):
            reveal_complainant(complaint=complaint, user=user)
    assert complaint_of_offices(bureau, complaint.public_id) == complaint


def test_who_complained_is_told_of_the_reply_by_the_ways_they_left(tenant: Tenant, bureau: User) -> None:
    person = make_person(tenant)
    ways = {
        "13800138000": [("SMS", "+8613800138000")],
        "zhao@example.cn": [("EMAIL", "zhao@example.cn")],
        "微信 zhao": [],
    }
    for contact, expected in ways.items():
        complaint = filed(contact=contact, user=person).complaint
        answer_complaint(complaint_id=complaint.pk, user=bureau, words="保密的答复")
        found = Notice.objects.filter(key="complaint_answered", dedupe_key__contains=complaint.public_id)
        told = sorted((notice.channel, notice.address) for notice in found)
        assert told == sorted([("PORTAL", ""), *expected])
        assert not [notice for notice in found if "保密的答复" in notice.text or complaint.number not in notice.text]


def test_what_was_answered_is_emptied_when_its_time_is_over_and_keeps_its_frame(tenant: Tenant, bureau: User) -> None:
    person = make_person(tenant)
    uploads = [SimpleUploadedFile("证据.png", make_picture(size=(60, 80)))]
    done, waiting = filed(user=person, uploads=uploads), filed()
    answer_complaint(complaint_id=done.complaint.pk, user=bureau, words="已核实。")
    with set_clock(now() + dt.timedelta(days=3 * 365)):
        assert run_retention().lines.get(rule="complaints").erased == 1
        assert run_retention().lines.get(rule="complaints").due == 0
    emptied = Complaint.objects.get(pk=done.complaint.pk)
    said = (emptied.about, emptied.unit_name, emptied.words, emptied.name, emptied.contact, emptied.reply)
    assert said == ("",) * 6
    assert emptied.filed_by is None
    assert (emptied.state, emptied.number) == ("ANSWERED", done.complaint.number)
    assert not ComplaintFile.objects.exists()
    assert Complaint.objects.get(pk=waiting.complaint.pk).words == SAID["words"]


def test_files_go_from_the_storage_with_it(tenant: Tenant, bureau: User, django_capture_on_commit_callbacks) -> None:
    complaint = filed(uploads=[SimpleUploadedFile("证据.png", make_picture(size=(60, 80)))]).complaint
    file = complaint.files.get().file
    assert file.storage.exists(file.name)
    with django_capture_on_commit_callbacks(execute=True):
        empty_complaint(complaint=complaint)
    assert not file.storage.exists(file.name)


def test_a_person_gets_their_complaints_with_their_data_and_leaves_none_of_them_behind(
    tenant: Tenant, bureau: User
) -> None:
    person = make_person(tenant)
    answered, waiting = filed(user=person).complaint, filed(user=person).complaint
    answer_complaint(complaint_id=answered.pk, user=bureau, words="已核实。")
    part = next(one for one in parts() if one.key == "complaints")
    assert [record["words"] for record in part.collect(person).records] == [SAID["words"]] * 2
    assert part_from_account(user=person) == 2
    assert not complaints_by(person).exists()
    assert [Complaint.objects.get(pk=one.pk).contact for one in (answered, waiting)] == ["", WHO["contact"]]
