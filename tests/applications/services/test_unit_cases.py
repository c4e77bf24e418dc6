"""A unit begins a case of its own: once, with what it had submitted before, called as the register calls it."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage

from applications.models import Application, Attachment, Consent
from applications.queries import cases_of, latest_submission
from applications.scheme.parts import Statement
from applications.scheme.text import Text, Texts
from applications.services.copying import copy_from
from applications.services.drafts import UnableToStart, save_answers, write_draft
from applications.services.publishing import UnableToPublish, publish_scheme
from applications.services.submitting import submit_application
from applications.services.unit_cases import begin_unit_case
from applications.services.withdrawing import withdraw_application
from portal.notices.models import Notice
from portal.people.models import User
from portal.policy import Refused
from portal.tenants.models import Tenant
from review.models import ReviewTask
from tests.builders import make_person
from tests.permitting import Permitting, attach, fresh, make_permitting, scheme
from units.certified import tell_certified
from units.models import Unit, UnitAdministrator
from units.services import add_administrator, change_unit


@pytest.mark.requirement("CY-26", "CY-29")
def test_case_is_the_units_and_brings_its_name_along(permitting: Permitting) -> None:
    case = permitting.begun()
    assert (case.subject, case.unit, case.applicant) == ("unit", permitting.unit, permitting.keeper)
    assert (case.applicant_name, case.entered_by, case.submitted_by) == ("朝晖科技有限公司", "unit", "unit")
    assert case.answers["company"] == "朝晖科技有限公司"
    save_answers(application_id=case.pk, user=permitting.keeper, answers={"company": "别的公司"})
    assert fresh(case).answers["company"] == "朝晖科技有限公司"


def test_two_clicks_and_two_administrators_make_one_case(permitting: Permitting) -> None:
    other = make_person(permitting.tenant)
    add_administrator(unit=permitting.unit, user=other, by=permitting.keeper)
    assert permitting.begun() == permitting.begun() == permitting.begun(other)


def test_only_the_units_administrators_begin_it(permitting: Permitting) -> None:
    with pytest.raises(Refused, match="只有该单位的管理员"):
        permitting.begun(make_person(permitting.tenant))
    with pytest.raises(Refused, match="不是单位自己的申请"):
        begin_unit_case(version=permitting.declaration, unit=permitting.unit, by=permitting.keeper)


@pytest.mark.requirement("CY-32")
def test_nothing_is_begun_while_one_is_under_review(permitting: Permitting) -> None:
    permitting.applied()
    with pytest.raises(UnableToStart, match="正在审核（审核中）"):
        permitting.begun()


@pytest.mark.requirement("CY-39")
def test_failed_case_is_corrected_and_submitted_again(permitting: Permitting) -> None:
    failed = permitting.decided(permitting.applied(), "return")
    assert failed.label == "业务权限审核不通过"
    again = permitting.applied(profile="已补充")
    assert (again, again.stage, again.submissions.count()) == (failed, "review", 2)


@pytest.mark.requirement("CY-37")
def test_change_begins_with_answers_records_and_files_of_the_case_before(permitting: Permitting) -> None:
    granted = permitting.granted()
    [record] = granted.answers["taxes"]
    change = permitting.begun()
    assert (change.follows, change.submitted_at) == (granted, None)
    assert change.answers == granted.answers
    assert change.answers["taxes"] == [record]
    [before], [after] = granted.attachments.all(), change.attachments.all()
    assert before.file.name != after.file.name
    assert (before.sha256, before.original_name) == (after.sha256, after.original_name)
    assert before.file.open("rb").read() == after.file.open("rb").read()
    default_storage.delete(before.file.name)
    default_storage.delete(before.thumbnail.name)
    assert after.file.open("rb").read()
    assert after.thumbnail.open("rb").read()


def test_file_of_a_record_stays_with_its_record(permitting: Permitting) -> None:
    case = permitting.filled_in()
    [record] = case.answers["taxes"]
    attach(case, permitting.keeper, f"vouchers.{record['id']}", "#aa0000")
    permitting.granted()
    assert permitting.begun().attachments.filter(slot=f"vouchers.{record['id']}").exists()


def test_file_that_is_gone_is_asked_for_again_and_costs_nothing_else(permitting: Permitting) -> None:
    granted = permitting.granted()
    default_storage.delete(granted.attachments.get().file.name)
    change = permitting.begun()
    assert change.attachments.count() == 0
    assert change.answers["profile"] == "研发机构"


def test_what_the_form_no_longer_asks_is_left_behind(permitting: Permitting) -> None:
    permitting.granted()
    old = scheme("permission")
    basics, taxes, attachments = old.sections
    fields = tuple(
        one.model_copy(update={"type": "text"}) if one.key == "profile" else one
        for one in basics.fields
        if one.key != "contact_phone"
    )
    sections = (basics.model_copy(update={"fields": fields}), taxes, attachments)
    permitting.permission = publish_scheme(scheme=old.model_copy(update={"sections": sections, "slots": ()}))[0]
    change = permitting.begun()
    assert change.answers.keys() == {"company", "taxes"}
    assert change.attachments.count() == 0


def test_what_was_taken_back_is_followed_only_where_there_is_nothing_else(permitting: Permitting) -> None:
    first = permitting.applied()
    withdraw_application(application_id=first.pk, user=permitting.keeper)
    second = permitting.begun()
    assert (second.follows, second.answers["profile"]) == (first, "研发机构")
    granted = permitting.granted()
    assert granted == second
    change = permitting.applied(profile="改过的")
    withdraw_application(application_id=change.pk, user=permitting.keeper)
    assert permitting.begun().follows == granted


def test_erased_case_gives_nothing(permitting: Permitting) -> None:
    granted = permitting.granted()
    Application.objects.filter(pk=granted.pk).update(erased_at="2026-11-03T00:00Z")
    draft = Application(version=permitting.permission, applicant=permitting.keeper, unit=permitting.unit)
    draft.subject = draft.entered_by = "unit"
    write_draft(draft, by=permitting.keeper)
    copy_from(fresh(granted), draft, by=permitting.keeper)
    assert draft.answers.keys() == {"company"}
    assert permitting.begun() == draft


@pytest.mark.requirement("CY-29")
def test_draft_follows_the_register_when_the_unit_is_certified_anew(permitting: Permitting) -> None:
    draft = permitting.begun()
    change_unit(unit=permitting.unit, by=_system(permitting), name="朝晖集团有限公司")
    permitting.unit = Unit.objects.get(pk=permitting.unit.pk)
    tell_certified(permitting.unit)
    draft = fresh(draft)
    assert (draft.answers["company"], draft.applicant_name) == ("朝晖集团有限公司", "朝晖集团有限公司")


def test_what_was_submitted_stays_as_it_was_when_the_unit_is_certified_anew(permitting: Permitting) -> None:
    case = permitting.applied()
    change_unit(unit=permitting.unit, by=_system(permitting), name="朝晖集团有限公司")
    tell_certified(Unit.objects.get(pk=permitting.unit.pk))
    assert fresh(case).answers["company"] == "朝晖科技有限公司"


def _system(permitting: Permitting) -> User:
    return make_person(permitting.tenant, role="system", is_staff=True)


def test_handler_agrees_to_the_statement_for_the_unit(tenant: Tenant) -> None:
    words = Texts(zh=("单位承诺属实",), en=("The unit states the truth",))
    text = Text(zh="声明", en="Statement")
    statement = Statement(title=text, parts=(), consent=words, agree=text, confirm=text)
    at = make_permitting(tenant, statement=statement)
    with pytest.raises(UnableToStart, match="勾选"):
        at.begun()
    case = begin_unit_case(version=at.permission, unit=at.unit, by=at.keeper, agreed=True)
    assert Consent.objects.get(application=case).user == at.keeper


@pytest.mark.requirement("CY-32")
def test_notices_of_a_units_case_go_to_its_administrators_and_name_the_unit(permitting: Permitting) -> None:
    other = make_person(permitting.tenant)
    add_administrator(unit=permitting.unit, user=other, by=permitting.keeper)
    case = permitting.filled_in()
    UnitAdministrator.objects.filter(user=permitting.keeper).update(is_active=False)
    submit_application(application_id=case.pk, user=other)
    permitting.decided(fresh(case))
    notices = Notice.objects.filter(channel="PORTAL").order_by("id")
    texts = [one.text for one in notices if one.recipient == other]
    assert texts == ["朝晖科技有限公司的业务权限已提交", "朝晖科技有限公司的业务权限已通过"]
    assert not any(one.recipient == permitting.keeper for one in notices if "业务权限" in one.text)


def test_office_gets_the_unit_as_who_applies(permitting: Permitting) -> None:
    task = ReviewTask.objects.get(application=permitting.applied())
    assert (task.applicant_name, task.unit_name) == ("朝晖科技有限公司", "")


def test_no_person_is_behind_the_facts_of_a_units_case(permitting: Permitting) -> None:
    case = permitting.applied()
    assert case.facts["applicant.id_type"] == ""
    assert (case.facts["case.submitted_by"], case.facts["unit.name"]) == ("unit", "朝晖科技有限公司")
    assert latest_submission(case) is not None
    assert list(cases_of(permitting.keeper)) == []


def test_need_that_nothing_meets_is_not_published(tenant: Tenant) -> None:
    with pytest.raises(UnableToPublish, match="needs: permission is no scheme with `subject: unit`"):
        publish_scheme(scheme=scheme("declaration"))
    publish_scheme(scheme=scheme("declaration").model_copy(update={"needs": None, "scheme": "permission"}))
    with pytest.raises(UnableToPublish, match="publish it first"):
        publish_scheme(scheme=scheme("declaration"))


def test_beginning_that_fails_leaves_no_case(permitting: Permitting, monkeypatch: pytest.MonkeyPatch) -> None:
    permitting.granted()

    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(Attachment, "save", refuse)
    with pytest.raises(OSError, match="no room"):
        permitting.begun()
    assert Application.objects.filter(subject="unit").count() == 1
