"""保存信息, 保存材料: what each step asks, what sets it back, and what stays as it is."""

from __future__ import annotations

import pytest

from applications.choices import Deed, Progress, State
from applications.models import Application, Attachment, Fetch, TimelineEntry
from applications.queries import return_of
from applications.services.attachments import remove_attachment
from applications.services.drafts import save_answers, start_application
from applications.services.filing import (
    UnableToSave,
    delete_case,
    give_back_unreported,
    save_files,
    save_form,
)
from applications.services.submitting import submit_application
from applications.services.way import MovedOn
from applications.services.withdrawing import withdraw_application, withdraw_running
from portal.audit.models import Event
from portal.calendar import now
from portal.notices.models import Notice
from portal.policy import Refused
from tests.applications.filed import filing  # noqa: F401
from tests.builders import make_unit
from tests.filed import Filed, fresh

# ruff: noqa: F811


@pytest.mark.requirement("HZ-54", "HZ-83")
def test_saved_form_gives_the_case_its_status(filing: Filed) -> None:
    case = filing.begun()
    assert (case.progress, case.label_zh) == ("", "草稿")
    case = fresh(filing.form_saved(case))
    assert (case.progress, case.label_zh, case.label_en) == (Progress.FORM, "上传佐证材料", "Upload the evidence")
    entry = case.timeline.order_by("-id").first()
    assert (entry.action, entry.label_zh, entry.actor) == (Deed.FORM_SAVED, "上传佐证材料", filing.person)
    assert Event.objects.filter(action="application.form_saved", actor=filing.person).count() == 1


@pytest.mark.requirement("HZ-54")
def test_form_with_faults_is_kept_as_typed_and_is_no_step(filing: Filed) -> None:
    case = filing.typed(filing.begun(), post="长" * 31)
    with pytest.raises(UnableToSave) as unable:
        save_form(application_id=case.pk, user=filing.person)
    assert {fault.path for fault in unable.value.faults} == {"field:unit", "field:post", "field:level"}
    assert fresh(case).answers["post"] == "长" * 31
    assert fresh(case).progress == ""


@pytest.mark.requirement("HZ-82", "HZ-84", "HZ-99")
@pytest.mark.parametrize(
    ("kind", "label"), [("enterprise", "请联系所属企业进行提交"), ("university", "请联系所属学校进行提交")]
)
def test_saved_files_name_the_kind_of_unit(filing: Filed, kind: str, label: str) -> None:
    filing.unit.kind = kind
    filing.unit.save()
    case = fresh(filing.files_saved())
    assert (case.progress, case.label_zh) == (Progress.FILES, label)
    assert case.timeline.order_by("-id").first().action == Deed.FILES_SAVED


@pytest.mark.requirement("HZ-82")
def test_files_wait_for_the_form_and_for_what_is_missing(filing: Filed) -> None:
    case = filing.typed(filing.begun())
    with pytest.raises(UnableToSave, match="保存信息"):
        save_files(application_id=case.pk, user=filing.person)
    save_form(application_id=case.pk, user=filing.person)
    with pytest.raises(UnableToSave) as unable:
        save_files(application_id=case.pk, user=filing.person)
    assert [fault.path for fault in unable.value.faults] == ["slot:sealed"]


@pytest.mark.requirement("HZ-68", "HZ-69")
def test_sealed_form_is_stale_after_an_edit_and_blocks(filing: Filed) -> None:
    case = filing.files_saved()
    filing.typed(case, post="班长")
    save_form(application_id=case.pk, user=filing.person)
    with pytest.raises(UnableToSave) as unable:
        save_files(application_id=case.pk, user=filing.person)
    assert [fault.path for fault in unable.value.faults] == ["slot:sealed"]
    assert "重新打印" in unable.value.faults[0].message
    filing.put(case, colour="#101010")
    assert save_files(application_id=case.pk, user=filing.person).progress == Progress.FILES


@pytest.mark.requirement("HZ-69", "HZ-86")
def test_changed_answer_sets_back_to_the_beginning(filing: Filed) -> None:
    case = filing.files_saved()
    filing.typed(case, post="班长")
    assert (fresh(case).progress, fresh(case).label_zh) == ("", "草稿")


def test_same_answers_sent_again_change_nothing(filing: Filed) -> None:
    case = filing.files_saved()
    filing.typed(case, **filing.answers())
    filing.typed(case, mobile=case.answers["mobile"])
    assert fresh(case).progress == Progress.FILES
    before = TimelineEntry.objects.count()
    save_form(application_id=case.pk, user=filing.person)
    save_files(application_id=case.pk, user=filing.person)
    assert TimelineEntry.objects.count() == before


@pytest.mark.requirement("HZ-86")
def test_changed_file_sets_back_to_the_saved_form(filing: Filed) -> None:
    case = filing.files_saved()
    contract = filing.put(case, "contract")
    assert (fresh(case).progress, fresh(case).label_zh) == (Progress.FORM, "上传佐证材料")
    save_files(application_id=case.pk, user=filing.person)
    remove_attachment(application_id=case.pk, user=filing.person, public_id=contract.public_id)
    assert fresh(case).progress == Progress.FORM


@pytest.mark.requirement("HZ-28")
def test_person_cannot_report(filing: Filed) -> None:
    case = filing.files_saved()
    with pytest.raises(Refused, match="个人账号不能上报"):
        submit_application(application_id=case.pk, user=filing.person)


@pytest.mark.requirement("HZ-29")
def test_account_of_a_unit_begins_nothing_for_a_person(filing: Filed) -> None:
    filing.keeper.is_legal_person = True
    filing.keeper.save()
    with pytest.raises(Refused, match="单位账号不能替个人办理"):
        start_application(version=filing.version, user=filing.keeper, agreed=True, language="zh-hans")


@pytest.mark.requirement("HZ-25", "HZ-90")
@pytest.mark.parametrize("is_legal_person", [False, True])
def test_unit_reports_what_is_complete(filing: Filed, is_legal_person: bool) -> None:
    filing.keeper.is_legal_person = is_legal_person
    filing.keeper.save()
    case = filing.reported()
    assert (case.state, case.label_zh, case.submitted_by) == (State.PRE_REVIEW, "待预审", "unit")
    entry = case.timeline.order_by("-id").first()
    assert (entry.action, entry.office_zh, entry.actor) == ("submitted", filing.unit.name, filing.keeper)
    assert "本单位员工" in entry.words
    notice = Notice.objects.filter(key="submitted", recipient=filing.person).first()
    assert notice is not None
    assert filing.unit.name in notice.text


@pytest.mark.requirement("HZ-27")
def test_nobody_is_reported_without_the_units_word(filing: Filed) -> None:
    case = filing.files_saved()
    [outcome] = filing.report(case, is_vouched_for=False)
    assert "是否为本单位员工" in outcome.reason
    assert fresh(case).state == State.DRAFT


@pytest.mark.requirement("HZ-25")
def test_only_saved_files_are_reported(filing: Filed) -> None:
    case = filing.form_saved()
    [outcome] = filing.report(case)
    assert "还没有上传并保存材料" in outcome.reason


@pytest.mark.requirement("HZ-27")
def test_unit_does_not_report_what_it_has_not_seen(filing: Filed) -> None:
    seen = filing.files_saved()
    filing.typed(seen, post="班长")
    assert filing.report(seen) == []  # with its person again, it is not the unit's to see
    save_form(application_id=seen.pk, user=filing.person)
    filing.put(seen, colour="#222222")
    save_files(application_id=seen.pk, user=filing.person)
    [outcome] = filing.report(seen)  # the page still shows what stood there before
    assert "市秀强" in outcome.reason
    assert fresh(seen).state == State.DRAFT
    [outcome] = filing.report(fresh(seen))
    assert outcome.is_done


@pytest.mark.requirement("HZ-25", "HZ-69")
def test_report_looks_at_the_whole_form_again(filing: Filed) -> None:
    case = filing.files_saved()
    filing.person.phone = "+8615400000077"
    filing.person.save()
    Attachment.objects.filter(application=case).update(form_digest="0" * 64)
    [outcome] = filing.report(case)
    assert "1 处" in outcome.reason
    assert fresh(case).state == State.DRAFT


@pytest.mark.requirement("HZ-34")
def test_unit_gives_back_before_it_reports(filing: Filed) -> None:
    case = filing.files_saved()
    with pytest.raises(Refused, match="原因"):
        give_back_unreported(application_id=case.pk, user=filing.keeper, words="  ")
    given = give_back_unreported(application_id=case.pk, user=filing.keeper, words="合同已到期")
    assert (given.progress, given.state, given.label_zh) == (Progress.RETURNED, State.DRAFT, "已退回")
    entry = given.timeline.order_by("-id").first()
    assert (entry.action, entry.words, entry.office_zh) == (Deed.RETURNED, "合同已到期", filing.unit.name)
    notice = Notice.objects.filter(key="returned", recipient=filing.person).first()
    assert notice is not None
    assert "合同已到期" in notice.text
    with pytest.raises(MovedOn):
        save_form(application_id=case.pk, user=filing.person, revision=case.revision)
    with pytest.raises(Refused, match="已在申报人处修改"):
        give_back_unreported(application_id=case.pk, user=filing.keeper, words="再看一遍")


@pytest.mark.requirement("HZ-34")
def test_what_was_given_back_for_a_file_is_saved_again_by_the_files_alone(filing: Filed) -> None:
    case = filing.files_saved()
    give_back_unreported(application_id=case.pk, user=filing.keeper, words="扫描件看不清")
    filing.typed(fresh(case), post="班长")
    assert fresh(case).progress == Progress.RETURNED  # it stays so until something is saved as complete
    with pytest.raises(UnableToSave):  # the sealed form is of other answers
        save_files(application_id=case.pk, user=filing.person)
    filing.typed(fresh(case), post=case.answers["post"])
    assert save_files(application_id=case.pk, user=filing.person).progress == Progress.FILES


@pytest.mark.requirement("HZ-26", "HZ-34")
def test_what_one_unit_gave_back_is_no_concern_of_the_next(filing: Filed) -> None:
    case, (unit, _keeper) = filing.files_saved(), filing.another_unit()
    give_back_unreported(application_id=case.pk, user=filing.keeper, words="已离职")
    changed = filing.typed(fresh(case), unit=unit.public_id)
    assert (changed.progress, changed.label_zh) == ("", "草稿")
    assert return_of(changed) is None


def test_others_give_nothing_back(filing: Filed) -> None:
    case = filing.files_saved()
    _unit, stranger = filing.another_unit()
    for user in (stranger, filing.person):
        with pytest.raises(Refused, match="只有申报人所在单位的管理员"):
            give_back_unreported(application_id=case.pk, user=user, words="不对")


@pytest.mark.requirement("HZ-88")
def test_nothing_changes_after_reporting(filing: Filed) -> None:
    case = filing.reported()
    with pytest.raises(Refused, match="不能修改"):
        save_answers(application_id=case.pk, user=filing.person, answers={"post": "班长"})
    with pytest.raises(Refused, match="不能删除"):
        delete_case(application_id=case.pk, user=filing.person)
    for user in (filing.person, filing.keeper):
        with pytest.raises(Refused):
            withdraw_application(application_id=case.pk, user=user)
    with pytest.raises(Refused, match="已上报"):
        give_back_unreported(application_id=case.pk, user=filing.keeper, words="还要改")


def test_who_takes_back_a_consent_ends_what_a_unit_has_reported_too(filing: Filed) -> None:
    case = filing.reported()
    withdraw_running(filing.person)
    assert fresh(case).state == State.WITHDRAWN


@pytest.mark.requirement("HZ-88", "HZ-90")
def test_returned_case_is_filed_in_steps_again_and_resumes(filing: Filed) -> None:
    case = filing.returned()
    assert (case.state, case.progress, case.label_zh) == (State.RETURNED, "", "已退回")
    [outcome] = filing.report(case)
    assert "正在填写" in outcome.reason
    save_answers(application_id=case.pk, user=filing.person, answers={"post": "班长", "level": "E"})
    assert (fresh(case).answers["post"], fresh(case).answers["level"]) == ("班长", "D")  # only what was remarked on
    case = save_form(application_id=case.pk, user=filing.person)
    assert (case.state, case.label_zh) == (State.RETURNED, "上传佐证材料")
    filing.put(case, colour="#333333")
    case = save_files(application_id=case.pk, user=filing.person)
    [outcome] = filing.report(case)
    assert outcome.is_done, outcome.reason
    assert (fresh(case).state, fresh(case).stage) == (State.PRE_REVIEW, "review")
    assert case.submissions.count() == 2


@pytest.mark.requirement("HZ-87")
def test_deleted_case_is_gone_with_its_files_and_the_log_keeps_that(filing: Filed) -> None:
    case = filing.files_saved()
    Fetch.objects.create(application=case, slot="contract", source="x", asked_by=filing.person, asked_at=now())
    delete_case(application_id=case.pk, user=filing.person, revision=case.revision)
    assert not Application.objects.filter(pk=case.pk).exists()
    assert not Attachment.objects.filter(application_id=case.pk).exists()
    event = Event.objects.get(action="application.draft_deleted")
    assert (event.actor, event.detail["files"]) == (filing.person, 2)  # and the small picture


def test_only_its_person_deletes_a_case(filing: Filed) -> None:
    case = filing.files_saved()
    with pytest.raises(Refused, match="本人"):
        delete_case(application_id=case.pk, user=filing.keeper)


@pytest.mark.requirement("HZ-31")
def test_another_unit_reports_after_the_person_has_moved(filing: Filed) -> None:
    case = filing.files_saved()
    unit, keeper = filing.another_unit()
    filing.typed(case, unit=unit.public_id)
    save_form(application_id=case.pk, user=filing.person)
    filing.put(case, colour="#444444")
    case = save_files(application_id=case.pk, user=filing.person)
    assert filing.report(case) == []
    [outcome] = filing.report(case, by=keeper)
    assert outcome.is_done


def test_steps_are_no_matter_of_other_schemes(filing: Filed, draft: Application) -> None:
    with pytest.raises(Refused, match="不分步"):
        save_form(application_id=draft.pk, user=draft.applicant)
    make_unit(filing.tenant)
    assert fresh(draft).progress == ""
