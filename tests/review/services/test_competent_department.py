"""Routes to the department that a unit has chosen, and what becomes of its cases when it chooses another (HZ-17, HZ-98)."""

from pathlib import Path

import pytest

from applications.holders import office_name, offices_of_kind
from applications.models import Application
from applications.scheme.faults import SchemeError
from applications.scheme.loader import load_scheme
from applications.services.submitting import submit_application
from applications.services.unit_information import save_information
from portal.calendar import set_clock
from portal.people.models import User
from portal.policy import Refused
from portal.tenants.models import Tenant
from review.models import Office, ReviewTask
from review.services.routing import UnableToRoute
from review.tenant_file import read_tenant_file
from tests.builders import make_person
from tests.departments import (
    FOLDER,
    STATED,
    browser_of,
    come,
    decide,
    fresh,
    make_legal_person,
    make_officer,
    offices_with,
    report,
)
from tests.departments.fixtures import lakeside  # noqa: F401
from tests.review.services.acting import IN_WINDOW
from units.models import Unit


@pytest.fixture(autouse=True)
def clock():
    with set_clock(IN_WINDOW):
        yield


@pytest.fixture
def account(lakeside: Tenant) -> User:  # noqa: F811
    for code in ("education", "health", "bureau"):
        make_officer(lakeside, code)
    return make_legal_person(lakeside)


@pytest.fixture
def unit(account: User) -> Unit:
    unit = come(account)
    state(unit, account)
    return Unit.objects.get(pk=unit.pk)


@pytest.fixture
def person(lakeside: Tenant) -> User:  # noqa: F811
    return make_person(lakeside)


def state(unit: Unit, account: User, **changes: str) -> None:
    assert save_information(unit=unit, by=account, answers=STATED | changes) == []


@pytest.mark.requirement("HZ-15", "HZ-17", "HZ-98")
def test_new_department_gets_what_comes_later_and_the_old_one_decides_what_it_has(lakeside, account, unit, person):  # noqa: F811
    case = report(person, unit)
    state(unit, account, competent_department="health")
    assert offices_with(case) == ["education"]  # a task stays where it was opened
    other = report(make_person(lakeside), unit)
    assert offices_with(other) == ["health"]
    decide(case, "pass")
    assert offices_with(case) == ["education", "health"]  # the second review was opened after the change
    assert fresh(case).state == "departmental_review"
    decide(case, "pass")
    assert offices_with(case) == ["education", "health", "bureau"]


@pytest.mark.requirement("HZ-17", "HZ-98")
def test_case_that_comes_back_after_the_change_goes_to_the_new_department(account, unit, person):
    case = report(person, unit)
    decide(case, "return", "请补充")
    state(unit, account, competent_department="health")
    submit_application(application_id=case.pk, user=person)
    assert offices_with(case) == ["education", "health"]
    assert fresh(case).state == "pre_review"
    assert fresh(case).holder_zh == "市卫健委"
    numbers = ReviewTask.objects.filter(application=case).order_by("id")
    assert [task.submission.unit_facts["competent_department"] for task in numbers] == ["education", "health"]


def test_department_that_is_no_longer_there_is_chosen_again(account, unit, person):
    Office.objects.filter(code="education").update(is_active=False)
    with pytest.raises(UnableToRoute) as refused:
        report(person, unit)
    for words in (unit.name, "所属主管部门", "信息维护"):
        assert words in refused.value.reason
    address = f"/my-units/{unit.public_id}/information/"
    page = browser_of(account).get(address)
    assert page.status_code == 200
    text = page.content.decode()
    assert "所选的项目已不在列表中，请重新选择" in text
    assert "改动尚未保存" not in text
    assert 'value="education"' not in text
    answer = browser_of(account).post(address, {"go": "save", "field:unit_kind": "university"})
    assert answer.status_code == 422
    with pytest.raises(Refused):
        report(person, unit)
    state(unit, account, competent_department="health")
    assert "重新选择" not in browser_of(account).get(address).content.decode()
    case = Application.objects.get(applicant=person)
    submit_application(application_id=case.pk, user=person)
    assert offices_with(case) == ["health"]


def test_offices_are_named_in_both_languages_and_only_those_in_use_are_offered(lakeside):  # noqa: F811
    offices = offices_of_kind("department")
    assert [one.code for one in offices] == ["education", "health"]
    assert [one.label("en") for one in offices] == ["Education Bureau", "Health Commission"]
    Office.objects.filter(code="education").update(is_active=False)
    assert [one.code for one in offices_of_kind("department")] == ["health"]
    assert office_name("education", "zh-hans") == "市教育局"
    assert office_name("nothing") == "nothing"


# --- What the files may say


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("opened_by_network: true", "opened_by_network: true\n  certified_by_licence: true", "expected one of these"),
        ("opened_by_network: true", "opened_by_network: true\n  opened_by_office: true", "expected one of these"),
        ("offices: department", "offices: departments", "no such kind of office; did you mean department?"),
        ("offices: department}", "catalogue: categories}", "has no catalogue; expected `codes` or `offices`"),
        ("value: university", "value: school", "no unit.kind"),
        (
            "type: choice\n        prefill: unit.kind",
            "type: multi_choice\n        prefill: unit.kind",
            "takes a choice",
        ),
    ],
)
def test_fault_in_the_units_block_is_said_with_what_was_expected(tmp_path, before, after, expected):
    text = (FOLDER / "tenant.yaml").read_text("utf-8")
    assert before in text
    (tmp_path / "tenant.yaml").write_text(text.replace(before, after), "utf-8")
    (tmp_path / "recognition").mkdir()
    (tmp_path / "recognition" / "scheme.yaml").write_text("", "utf-8")
    with pytest.raises(SchemeError, match=expected):
        read_tenant_file(tmp_path)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("unit_facts: [competent_department]\n", "unit_facts: [faculty]\n", "office_of: no such fact"),
        ("office_of: unit.competent_department", "office_of: major", "office_of: no such fact"),
        (
            "type: text}\n  - key: attach",
            "type: choice, choices: {offices: department}}\n  - key: attach",
            "only a unit",
        ),
    ],
)
def test_fault_in_a_scheme_is_said_with_what_was_expected(tmp_path: Path, before: str, after: str, expected: str):
    text = (FOLDER / "recognition" / "scheme.yaml").read_text("utf-8")
    assert before in text
    (tmp_path / "scheme.yaml").write_text(text.replace(before, after), "utf-8")
    with pytest.raises(SchemeError, match=expected):
        load_scheme(tmp_path)
