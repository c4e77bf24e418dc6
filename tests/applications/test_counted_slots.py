"""As many files as a form says, and the names that a scheme gives them."""

import datetime as dt

import pytest

from applications.checking import faults_of, missing_slots_of_section
from applications.choices import State
from applications.file_names import LONGEST_STEM, names_of_files
from applications.models import Application
from applications.queries import content_of, form_digest, full_years
from applications.services.attachments import remove_attachment
from applications.services.drafts import save_answers
from applications.services.submitting import submit_application
from tests.applications.conftest import MORNING
from tests.applications.yearly import round_of_2027  # noqa: F401
from tests.tiers import fresh
from tests.yearly import Yearly, publish_yearly, yearly

# ruff: noqa: F811


def messages(case: Application) -> dict[str, str]:
    return {fault.path: fault.message for fault in faults_of(case)}


@pytest.fixture
def case(round_of_2027: Yearly) -> Application:
    return round_of_2027.complete(round_of_2027.declare())


def answer(world: Yearly, case: Application, **answers: object) -> Application:
    return save_answers(application_id=case.pk, user=world.keeper, answers=answers)


@pytest.mark.requirement("CY-50", "CY-51", "CY-52", "CY-53", "CY-54")
def test_as_many_certificates_as_patents_are_claimed(round_of_2027: Yearly, case: Application) -> None:
    assert messages(case) == {}
    case = answer(round_of_2027, case, patents="3")
    assert messages(case) == {"slot:patent_proofs": "发明专利证书：需上传 3 份，已上传 2 份。"}
    round_of_2027.put(case, "patent_proofs")
    assert messages(case) == {}


@pytest.mark.parametrize("number", ["0", "-2", "", "many"])
def test_number_that_is_none_still_calls_for_one(round_of_2027: Yearly, case: Application, number: str) -> None:
    answer(round_of_2027, case, patents=number)
    for file in case.attachments.filter(slot="patent_proofs"):
        remove_attachment(application_id=case.pk, user=round_of_2027.keeper, public_id=file.public_id)
    assert messages(fresh(case))["slot:patent_proofs"] == "发明专利证书未上传"


@pytest.mark.requirement("CY-54")
def test_number_that_no_slot_takes_is_said_at_the_number(round_of_2027: Yearly, case: Application) -> None:
    found = messages(answer(round_of_2027, case, patents="12"))
    assert found["field:patents"] == "发明专利数量：“发明专利证书”最多上传 4 份，请填写不超过 4 的数。"
    assert found["slot:patent_proofs"] == "发明专利证书：需上传 4 份，已上传 2 份。"


@pytest.mark.requirement("CY-55")
def test_other_grounds_call_for_other_evidence(round_of_2027: Yearly, case: Application) -> None:
    found = messages(answer(round_of_2027, case, grounds=["financing"]))
    assert found == {"slot:financing_proofs": "验资报告、公司章程：需上传 2 份，已上传 0 份。"}


@pytest.mark.requirement("CY-50")
def test_each_ticked_ground_has_its_slot(round_of_2027: Yearly, case: Application) -> None:
    found = messages(answer(round_of_2027, case, grounds=["patents", "financing"], patents="3"))
    assert found.keys() == {"slot:patent_proofs", "slot:financing_proofs"}


def test_file_in_an_optional_slot_calls_for_the_others(round_of_2027: Yearly, case: Application) -> None:
    slots = [one.model_copy(update={"required": False}) for one in yearly().slots]
    case.version = publish_yearly(round_of_2027.tenant, slots=tuple(slots))
    case.save()
    case = answer(round_of_2027, case, grounds=["financing"])
    assert messages(case) == {}
    round_of_2027.put(case, "financing_proofs")
    assert messages(case) == {"slot:financing_proofs": "验资报告、公司章程：需上传 2 份，已上传 1 份。"}


def test_next_page_waits_for_all_of_them(round_of_2027: Yearly, case: Application) -> None:
    slots = [one.model_copy(update={"section": "grounds"}) for one in yearly().slots]
    case.version = publish_yearly(round_of_2027.tenant, slots=tuple(slots))
    case.save()
    case = answer(round_of_2027, case, patents="4")
    assert [fault.path for fault in missing_slots_of_section(case, "grounds")] == ["slot:patent_proofs"]


@pytest.mark.requirement("CY-56")
def test_pledge_stays_good_when_the_form_changes(round_of_2027: Yearly, case: Application) -> None:
    before = form_digest(case)
    case = answer(round_of_2027, case, title="工程师")
    assert form_digest(case) != before
    assert messages(case) == {}


@pytest.mark.requirement("CY-57", "CY-58")
def test_files_are_called_by_the_rule_whatever_they_were(round_of_2027: Yearly, case: Application) -> None:
    names = [file["name"] for file in content_of(case)["attachments"]]
    assert names == [
        "示例科技公司-乐明哲-缴费记录.jpg",
        "示例科技公司-乐明哲-诚信声明.jpg",
        "示例科技公司-乐明哲-发明专利证书.jpg",
        "示例科技公司-乐明哲-发明专利证书-2.jpg",
    ]
    assert {file.original_name for file in case.attachments.all()} == {f"扫描件{n}.jpg" for n in range(4)}


@pytest.mark.requirement("CY-58")
def test_submission_keeps_the_names_it_had(round_of_2027: Yearly, case: Application) -> None:
    submission = submit_application(application_id=case.pk, user=round_of_2027.keeper)
    round_of_2027.unit.name = "改名公司"
    round_of_2027.unit.save()
    assert {file["name"].partition("-")[0] for file in submission.attachments} == {"示例科技公司"}
    assert fresh(case).state == State.PRE_REVIEW


@pytest.mark.requirement("CY-58")
def test_what_no_disk_takes_is_replaced_and_what_is_too_long_cut(round_of_2027: Yearly, case: Application) -> None:
    round_of_2027.unit.name = '甲/乙:"丙"?\u202e\n' + "长" * 90
    round_of_2027.unit.save()
    names = list(names_of_files(fresh(case)).values())
    assert all(name.startswith("甲_乙__丙__长") for name in names)
    assert names[3].endswith("长-乐明哲-发明专利证书-2.jpg")
    assert max(len(name.encode()) for name in names) <= LONGEST_STEM + len("-2.jpg")


def test_case_without_a_unit_has_names_all_the_same(round_of_2027: Yearly, case: Application) -> None:
    case.unit = None
    case.save()
    assert names_of_files(case)[case.attachments.first().public_id] == "乐明哲-缴费记录.jpg"


def test_without_a_rule_files_are_called_as_they_were(round_of_2027: Yearly, case: Application) -> None:
    case.version = publish_yearly(round_of_2027.tenant, file_names=None)
    assert set(names_of_files(case).values()) == {f"扫描件{n}.jpg" for n in range(4)}


@pytest.mark.requirement("CY-45", "CY-46")
def test_every_text_takes_none_for_an_answer_and_none_stays_empty(round_of_2027: Yearly, case: Application) -> None:
    assert answer(round_of_2027, case, title="无").answers["title"] == "无"
    assert messages(fresh(case)) == {}
    assert messages(answer(round_of_2027, case, title=" ")) == {"field:title": "请填写“职称”。"}
    assert all(field.required for field in case.scheme.fields())


@pytest.mark.requirement("CY-62")
def test_age_that_was_typed_must_agree_with_the_number(round_of_2027: Yearly, case: Application) -> None:
    sections = list(yearly().sections)
    fields = [one.model_copy(update={"immutable": False}) if one.key == "age" else one for one in sections[0].fields]
    sections[0] = sections[0].model_copy(update={"fields": tuple(fields)})
    case.version = publish_yearly(round_of_2027.tenant, sections=tuple(sections))
    case.save()
    years = full_years(case.applicant.birth_date, MORNING.date())
    found = messages(answer(round_of_2027, case, age=str(years + 1)))
    assert found == {"field:age": f"年龄：年龄与出生日期不一致：今天应为 {years} 岁，请核对。"}
    assert messages(answer(round_of_2027, case, age=str(years))) == {}


@pytest.mark.requirement("CY-62")
@pytest.mark.parametrize(
    ("birth", "day", "years"),
    [
        ("1990-11-03", "2026-11-02", 35),
        ("1990-11-03", "2026-11-03", 36),
        ("1992-02-29", "2026-02-28", 33),
        ("1992-02-29", "2026-03-01", 34),
        ("2026-11-03", "2026-11-03", 0),
    ],
)
def test_full_years(birth: str, day: str, years: int) -> None:
    assert full_years(dt.date.fromisoformat(birth), dt.date.fromisoformat(day)) == years
