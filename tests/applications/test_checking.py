"""The strict look at a whole form."""

import pytest

from applications.checking import faults_of, missing_slots_of_section
from applications.checking.values import fault_of_value
from applications.models import Application
from applications.services.drafts import save_answers
from tests.applications.filling import complete, fill, put
from units.models import Unit

pytestmark = pytest.mark.django_db


def messages(application: Application) -> dict[str, str]:
    return {fault.path: fault.message for fault in faults_of(application)}


def change(application: Application, **answers: object) -> Application:
    return save_answers(application_id=application.pk, user=application.applicant, answers=answers)


def test_faults_of_a_complete_form_are_none(draft: Application, unit: Unit) -> None:
    complete(draft, unit)


@pytest.mark.requirement("NB-29", "NB-51")
def test_faults_of_an_empty_form_name_each_field_and_slot(draft: Application) -> None:
    found = messages(draft)

    assert found["slot:nb_photo"] == "二寸照片图片未上传"
    assert found["slot:nb_identity"] == "身份证明未上传"
    assert found["field:graduate_school"] == "请填写“毕业院校”。"
    assert found["field:work_unit"] == "请填写“工作单位”。"
    assert "field:unit_kind" not in found
    assert "field:ethnicity" not in found
    assert "field:unit_tax_district" not in found


@pytest.mark.requirement("NB-36", "NB-42")
def test_slots_follow_from_the_origin_of_a_doctoral_degree(draft: Application, unit: Unit) -> None:
    fill(draft, unit, degree_origin="foreign")
    abroad = messages(change(draft, degree_origin="foreign"))
    hong_kong = messages(change(draft, degree_origin="hkmt"))
    master = messages(change(draft, degree_origin="foreign", highest_degree="master"))

    assert abroad["slot:nb_foreign_degree_auth"] == "国外学历学位认证书未上传"
    assert "slot:nb_chsi_proof" not in abroad
    assert "slot:nb_hkmt_degree_auth" in hong_kong
    assert "slot:nb_foreign_degree_auth" not in hong_kong
    assert "slot:nb_foreign_degree_auth" not in master


@pytest.mark.requirement("NB-37", "NB-38", "NB-40", "NB-42")
def test_slots_follow_from_where_the_title_was_approved(draft: Application, unit: Unit) -> None:
    fill(draft, unit)
    here = messages(change(draft, by_senior_title=True, title_origin="zhejiang"))
    elsewhere = messages(change(draft, by_senior_title=True, title_origin="other_province"))

    assert "slot:nb_chsi_proof" in here
    assert ("slot:nb_title_cert" in here, "slot:nb_zj_title_cert" in here) == (True, False)
    assert ("slot:nb_title_cert" in elsewhere, "slot:nb_zj_title_cert" in elsewhere) == (False, True)


@pytest.mark.requirement("NB-41")
def test_evidence_is_required_by_the_catalogue_condition(draft: Application, unit: Unit) -> None:
    application = fill(draft, unit)

    assert "slot:nb_other" not in messages(application)
    assert "slot:nb_other" in messages(change(application, claimed_condition="E2"))


@pytest.mark.requirement("NB-42")
def test_a_question_that_is_not_asked_any_more_calls_for_nothing(draft: Application, unit: Unit) -> None:
    fill(draft, unit, by_senior_title=True, title_origin="other_province")

    found = messages(change(draft, by_senior_title=False))

    assert "slot:nb_zj_title_cert" not in found
    assert "field:title_origin" not in found


@pytest.mark.parametrize(
    ("answers", "path", "words"),
    [
        ({"birth_date": "1986-02-30"}, "field:birth_date", "不是真实的日期"),
        ({"full_time_intro_date": "1899-01-01"}, "field:full_time_intro_date", "早于 1900 年"),
        ({"birth_date": "1999-01-01"}, "field:id_number", "与证件号码中的日期"),
        ({"full_time_intro_date": "2026-11-04"}, "field:full_time_intro_date", "不能晚于今天"),
        ({"graduate_school": "浙" * 101}, "field:graduate_school", "最多 100 个字，现在有 101 个"),
        ({"major": "机械\x07工程"}, "field:major", "无法显示"),
        ({"major": "\ue863"}, "field:major", "无法显示"),
        ({"nationality": "ZZZ"}, "field:nationality", "已不在列表中"),
        ({"highest_degree": "professor"}, "field:highest_degree", "已不在列表中"),
        ({"equivalent_claim": "maybe"}, "field:equivalent_claim", "请选择“是”或“否”"),
        ({"claimed_condition": "D1"}, "field:claimed_condition", "不属于所选类别"),
        ({"work_unit": "nobody"}, "field:work_unit", "请填写“工作单位”"),
        ({"unit_publicity_start": "2026-10-27", "unit_publicity_end": "2026-11-02"}, None, ""),
        (
            {"unit_publicity_start": "2026-10-28", "unit_publicity_end": "2026-11-02"},
            "field:unit_publicity_end",
            "只有 4 个",
        ),
        (
            {"unit_publicity_start": "2026-10-28", "unit_publicity_end": "2026-11-04"},
            "field:unit_publicity_end",
            "不能晚于今天",
        ),
        (
            {"unit_publicity_start": "2026-10-28", "unit_publicity_end": "2026-10-20"},
            "field:unit_publicity_end",
            "只有 0 个",
        ),
    ],
)
def test_faults_of_single_answers(
    draft: Application, unit: Unit, answers: dict[str, object], path: str | None, words: str
) -> None:
    fill(draft, unit)

    found = {key: text for key, text in messages(change(draft, **answers)).items() if key.startswith("field:")}

    assert set(found) == ({path} if path else set())
    assert words in found.get(path or "", "")


def test_numbers_of_identity_must_hold(draft: Application, unit: Unit) -> None:
    fill(draft, unit)
    draft.applicant.id_number = "330203198601011234"
    draft.applicant.save()

    assert "校验位不符" in messages(change(draft))["field:id_number"]


@pytest.mark.requirement("NB-20")
def test_a_category_that_is_not_recognised_here_cannot_be_applied_for(draft: Application, unit: Unit) -> None:
    fill(draft, unit)

    assert "field:claimed_category" in messages(change(draft, claimed_category="basic"))


@pytest.mark.requirement("NB-24")
def test_the_first_page_waits_for_the_photo_only(draft: Application) -> None:
    missing = missing_slots_of_section(draft, "basic_information")
    assert [fault.message for fault in missing] == ["二寸照片图片未上传"]

    put(draft, "nb_photo")
    assert missing_slots_of_section(draft, "basic_information") == []
    assert missing_slots_of_section(draft, "attachments") == []


@pytest.mark.requirement("NB-32", "NB-50")
def test_a_sealed_form_is_stale_after_a_change_and_new_pages_take_its_place(draft: Application, unit: Unit) -> None:
    application = complete(draft, unit)

    changed = change(application, major="电气工程")
    assert "请重新打印、由单位盖章后再上传" in messages(changed)["slot:nb_form_sealed"]

    put(changed, "nb_form_sealed", name="新.jpg")
    assert faults_of(changed) == []


def test_a_sealed_form_stays_good_when_only_the_publicity_is_corrected(draft: Application, unit: Unit) -> None:
    application = complete(draft, unit)

    assert faults_of(change(application, unit_publicity_start="2026-10-19")) == []


def test_a_phone_number_of_five_digits_is_none(draft: Application) -> None:
    field = draft.scheme.field("mobile")

    assert "11 位手机号码" in str(fault_of_value(draft, field, "12345"))
    assert fault_of_value(draft, field, "+8615400000001") is None


def test_a_sex_that_the_identity_number_denies_is_a_fault(draft: Application, unit: Unit) -> None:
    fill(draft, unit)
    draft.refresh_from_db()
    other = "1" if draft.answers["sex"] == "2" else "2"

    assert "性别与证件号码不一致" in messages(change(draft, sex=other))["field:id_number"]
