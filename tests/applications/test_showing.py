"""Answers in words, and what differs between two submissions."""

import pytest

from applications.models import Application
from applications.paths import locked_paths
from applications.queries import changes_between
from applications.services.confirming import return_case_by_unit
from applications.services.drafts import save_answers
from applications.services.submitting import submit_application
from applications.showing import answer_text, options_of, submission_sections
from portal.people.models import User
from tests.applications.filling import complete, fill, picture, put
from units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("key", "value", "zh", "en"),
    [
        ("nationality", "CHN", "中国", "China"),
        ("highest_degree", "doctor", "博士", "Doctor"),
        ("by_senior_title", True, "是", None),
        ("claimed_category", "E", "E · 高级人才", "E · Senior"),
        ("claimed_condition", "E1", "E1 具有博士学位", None),
        ("graduate_school", "浙江大学", "浙江大学", "浙江大学"),
        ("mobile", "+8613800000001", "13800000001", "13800000001"),
        ("graduate_school", "", "", ""),
        ("by_senior_title", None, "", ""),
        ("highest_degree", "gone", "gone", "gone"),
        ("claimed_category", "Z", "Z", "Z"),
    ],
)
def test_answer_text(draft: Application, unit: Unit, key: str, value: object, zh: str, en: str | None) -> None:
    fill(draft, unit)
    field = draft.scheme.field(key)

    assert answer_text(draft.scheme, field, value, "zh-hans") == zh
    if en is not None:
        assert answer_text(draft.scheme, field, value, "en") == en


def test_answer_text_of_a_unit_is_its_name(draft: Application, unit: Unit) -> None:
    assert answer_text(draft.scheme, draft.scheme.field("work_unit"), unit.public_id) == unit.name


def test_options_of_districts_are_those_of_the_tenant(draft: Application) -> None:
    options = options_of(draft.scheme, draft.scheme.field("unit_location_district"), "zh-hans")

    assert {option.value[:4] for option in options} == {"3302"}


def test_changes_between_two_submissions_are_what_was_corrected(draft: Application, unit: Unit, manager: User) -> None:
    complete(draft, unit)
    first = submit_application(application_id=draft.pk, user=draft.applicant)
    remarks = [("field:major", "请核对"), ("slot:nb_identity", "不清晰")]
    return_case_by_unit(application_id=draft.pk, user=manager, words="", remarks=remarks)
    draft.refresh_from_db()
    save_answers(application_id=draft.pk, user=draft.applicant, answers={"major": "电气"})
    put(draft, "nb_identity", picture((300, 300)))
    put(draft, "nb_form_sealed", picture((310, 300)))
    second = submit_application(application_id=draft.pk, user=draft.applicant)

    changed = changes_between(first, second)

    assert changed == {"field:major", "slot:nb_identity", "slot:nb_form_sealed"}
    sections = submission_sections(second, changed=changed, masked=True, language="zh-hans")
    answers = {answer.path: answer for section in sections for answer in section.answers}
    assert answers["field:major"].is_changed
    assert not answers["field:name"].is_changed
    assert "***" in answers["field:id_number"].text
    assert "field:title_origin" not in answers
    slots = {slot.path: slot for section in sections for slot in section.slots}
    assert len(slots["slot:nb_identity"].files) == 2
    assert slots["slot:nb_photo"].is_changed is False


def test_locked_paths_of_a_case_returned_without_remarks_are_none(
    draft: Application, unit: Unit, manager: User
) -> None:
    complete(draft, unit)
    submit_application(application_id=draft.pk, user=draft.applicant)
    return_case_by_unit(application_id=draft.pk, user=manager, words="请全部核对", remarks=[])

    assert locked_paths(Application.objects.get(pk=draft.pk)) == frozenset()


def test_a_remark_on_the_units_attributes_opens_the_choice_of_the_unit(
    draft: Application, unit: Unit, manager: User
) -> None:
    complete(draft, unit)
    submit_application(application_id=draft.pk, user=draft.applicant)
    remarks = [("field:unit_level", "隶属层级不符，请重新选择单位")]
    return_case_by_unit(application_id=draft.pk, user=manager, words="单位有误", remarks=remarks)

    locked = locked_paths(Application.objects.get(pk=draft.pk))

    assert "field:work_unit" not in locked
    assert "slot:nb_form_sealed" not in locked
    assert {"field:major", "slot:nb_identity"} <= locked
