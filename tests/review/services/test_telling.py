"""Who is told what about a case, once."""

import pytest

from portal.notices.choices import Channel
from portal.notices.models import Notice
from review.models import Office, Seat
from review.services.withdrawing import revoke_recognition
from tests.builders import make_person, make_unit
from tests.review.services.acting import decide, fresh, let_publicity_end, officer, told


@pytest.fixture
def manager(tenant):
    return make_person(tenant, name="何人事")


@pytest.mark.requirement("NB-71", "NB-72", "NB-106")
def test_units_contact_is_told_by_sms_where_to_bring_the_originals(cases, manager):
    unit = make_unit(cases.tenant, administrator=manager, contact_phone="+8615400000007")
    application = cases.send(unit=unit)
    assert told("originals") == []
    decide(application)
    [contact] = told("originals", recipient=None)
    assert (contact.channel, contact.address) == (Channel.SMS, "+8615400000007")
    assert "海曙区服务联盟窗口" in contact.text
    assert "宁波市海曙区示例路1号" in contact.text
    people = {(notice.recipient.name, notice.channel) for notice in told("originals") if notice.recipient}
    assert people == {(name, channel) for name in ("何人事", "陈秀强") for channel in (Channel.SMS, Channel.PORTAL)}


@pytest.mark.requirement("NB-106")
def test_contact_who_administers_the_unit_gets_one_message(cases, manager):
    unit = make_unit(cases.tenant, administrator=manager, contact_phone=manager.phone)
    decide(cases.send(unit=unit))
    assert [notice.address for notice in told("originals", channel=Channel.SMS)].count(manager.phone) == 1


@pytest.mark.requirement("NB-55")
@pytest.mark.parametrize(
    ("stage", "decision", "key"), [("pre_review", "reject", "rejected"), ("bureau_approval", "return", "returned")]
)
def test_applicant_learns_by_sms_which_office_decided_and_why(cases, stage, decision, key):
    application = cases.at(stage)
    office = fresh(application).holder_zh
    decide(application, decision, words="学历证明不清晰")
    [sms] = told(key, channel=Channel.SMS)
    assert (sms.recipient, sms.address) == (application.applicant, application.applicant.phone)
    assert office in sms.text
    assert "学历证明不清晰" in sms.text


@pytest.mark.requirement("NB-55", "NB-94")
def test_recognised_applicant_learns_category_and_number_by_sms(cases):
    application = cases.approved()
    [sms] = told("approved", channel=Channel.SMS)
    assert sms.recipient == application.applicant
    assert application.certificate.number in sms.text
    assert "高级人才" in sms.text


@pytest.mark.requirement("NB-09", "NB-86")
def test_result_is_fed_back_to_unit_receiving_office_and_department(cases, manager):
    unit = make_unit(cases.tenant, administrator=manager)
    application = cases.at("publicity", unit=unit)
    assert told("result_fed_back") == []
    let_publicity_end(application)
    notices = told("result_fed_back")
    expected = {manager, officer("alliance-haishu"), officer("human-resources-department")}
    assert {notice.recipient for notice in notices} == expected
    assert len(notices) == 3
    assert all(notice.channel == Channel.PORTAL and "已被认定为高级人才" in notice.text for notice in notices)


@pytest.mark.requirement("NB-86")
def test_reviewer_of_two_offices_of_a_case_is_told_once(cases):
    both = officer("alliance-haishu")
    Seat.objects.create(office=Office.objects.get(code="human-resources-department"), user=both)
    cases.approved()
    assert [notice.recipient for notice in told("result_fed_back")] == [both]


@pytest.mark.requirement("NB-99")
def test_withdrawal_of_the_recognition_is_told_with_number_and_reason(cases, bureau):
    application = cases.approved()
    revoke_recognition(application_id=application.pk, user=bureau, reason="弄虚作假")
    [sms] = told("revoked", channel=Channel.SMS)
    assert application.certificate.number in sms.text
    assert "弄虚作假" in sms.text


def test_notice_is_in_the_readers_language(cases):
    application = cases.send()
    application.applicant.language = "en"
    application.applicant.save()
    decide(application, "return", words="blurred")
    [sms] = told("returned", channel=Channel.SMS)
    assert "returned by Haishu District Service Alliance" in sms.text


def test_nothing_is_told_of_a_decision_that_was_refused(cases):
    application = cases.at("originals_check")
    before = Notice.objects.count()
    with pytest.raises(Exception, match="填写或勾选"):
        decide(application, records={})
    assert Notice.objects.count() == before
