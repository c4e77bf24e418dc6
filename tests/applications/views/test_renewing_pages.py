"""What the pages say of a renewal: whether and when, what the last recognition was, and what of it whom (HZ-39, HZ-42, HZ-43)."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from portal.people.models import User
from review.models import Office, ReviewTask
from tests.applications.renewing import renewing  # noqa: F401
from tests.builders import make_user, sign_in
from tests.renewing import FIRST_DAY, LAST_DAY, NAME, Renewing, certificate_of, fresh, on

# ruff: noqa: F811
DAY = dt.timedelta(days=1)
START = "/apply/refiling/"


@pytest.fixture
def clock() -> None:
    """Each test says what day it is."""


def of(user: User | None) -> Client:
    client = Client(headers={"host": "lakeside.localhost"})
    return sign_in(client, user) if user is not None else client


def words(client: Client, url: str, **more: Any) -> str:
    """The page in words, one blank between any two."""
    content = client.get(url, **more).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def panel(page: str) -> str:
    found = re.search(r'<section class="panel last-recognition".*?</section>', page, re.DOTALL)
    assert found is not None
    return found.group()


@pytest.mark.requirement("HZ-37", "HZ-39")
def test_start_page_answers_by_itself(renewing: Renewing) -> None:
    client = of(renewing.person)
    assert "请先申请“人才认定申请”" in words(client, START)
    number = certificate_of(renewing.recognise()).number
    with on(FIRST_DAY - DAY):
        early = client.get(START).content.decode()
    assert "从 2026年10月3日 起可以办理" in early
    assert 'class="btn btn-primary btn-lg"' not in early
    with on(FIRST_DAY):
        first = client.get(START).content.decode()
    for part in ("现在就可以开始", "示例大学", number, "2026年11月2日", 'class="btn btn-primary btn-lg"'):
        assert part in first
    with on(LAST_DAY + DAY):
        assert "已于 2026年11月2日 到期，仍可办理" in words(client, START)


@pytest.mark.requirement("HZ-37")
def test_who_sends_the_form_too_early_reads_the_same_and_begins_nothing(renewing: Renewing) -> None:
    renewing.recognise()
    with on(FIRST_DAY - DAY):
        response = of(renewing.person).post(START, {"agreed": "yes"})
    assert response.content.decode().count("从 2026年10月3日 起可以办理") == 1
    assert not Application.objects.filter(version=renewing.refiling).exists()


def test_visitor_is_asked_to_sign_in_and_told_nothing_of_anybody(renewing: Renewing) -> None:
    renewing.recognise()
    assert "您是否需要办理" not in words(of(None), START)


def test_legal_person_is_told_who_renews(renewing: Renewing) -> None:
    page = of(make_user(renewing.tenant, is_legal_person=True)).get(START).content.decode()
    assert "单位账号不能替个人办理" in page
    assert 'class="btn btn-primary btn-lg"' not in page


@pytest.mark.requirement("HZ-39")
def test_home_page_says_when_it_is_time(renewing: Renewing) -> None:
    renewing.recognise()
    client = of(renewing.person)
    with on(FIRST_DAY - DAY):
        early = words(client, "/")
        assert "现在还不需要办理“人才认定备案”。从" in early
        assert "了解详情" in early
    with on(FIRST_DAY):
        assert "现在就可以开始" in words(client, "/")
    with on(LAST_DAY + DAY):
        assert "已于 2026年11月2日 到期" in words(client, "/")
        renewing.begin()
        assert "已于 2026年11月2日 到期" not in words(client, "/")


@pytest.mark.requirement("HZ-42", "HZ-81")
def test_form_shows_the_history_and_gives_its_script_what_is_compared(renewing: Renewing) -> None:
    base = renewing.recognise()
    case = renewing.begin()
    page = of(renewing.person).get(f"/cases/{case.public_id}/form/form/").content.decode()
    shown = panel(page)
    for part in (certificate_of(base).number, "机械工程", "示例大学", f"/cases/{base.public_id}/"):
        assert part in shown
    before = json.loads(re.search(r'data-before="([^"]+)"', page).group(1).replace("&quot;", '"'))  # type: ignore[union-attr]
    assert before["groups"] == {
        "changed.contract": ["work_unit"],
        "changed.degree": ["degree", "degree_major"],
        "changed.title": ["title"],
    }
    assert before["answers"] == {
        "degree": "master",
        "degree_major": "机械工程",
        "title": "",
        "work_unit": renewing.unit.public_id,
    }


@pytest.mark.requirement("HZ-54")
def test_reset_works_without_scripts(renewing: Renewing) -> None:
    renewing.recognise()
    case = renewing.begin()
    url = f"/cases/{case.public_id}/form/form/"
    response = of(renewing.person).post(url, {"field:post": "主任", "field:degree": "doctor", "go": "restore"})
    assert response.status_code == 302
    assert (fresh(case).answers["post"], fresh(case).answers["degree"]) == ("无", "master")


@pytest.mark.requirement("HZ-44")
def test_another_category_is_said_when_it_is_saved(renewing: Renewing) -> None:
    renewing.recognise()
    case = renewing.begin()
    url = reverse("applications:autosave", args=[case.public_id, "form"])
    answer = of(renewing.person).post(url, {"field:category": "C"}).json()
    assert answer["errors"]["field:category"] == "申请认定类别：如申请人的认定类别有变更，请重新进行人才认定申请"


def submitted(world: Renewing, **answers: Any) -> Application:
    case = world.save(world.begin(), **answers)
    for slot in ("contract", "degree_proof"):
        world.put(case, slot)
    return world.submit(case)


@pytest.mark.requirement("HZ-43")
def test_same_unit_sees_the_whole_history_and_opens_its_files(renewing: Renewing) -> None:
    base = renewing.recognise()
    case = submitted(renewing, degree="doctor")
    keeper = of(renewing.keeper)
    shown = panel(keeper.get(f"/cases/{case.public_id}/").content.decode())
    file = base.attachments.get()
    for part in ("机械工程", "学位信息", file.public_id):
        assert part in shown
    assert renewing.person.id_number not in shown
    assert keeper.get(reverse("applications:attachment", args=[file.public_id])).status_code == 200


@pytest.mark.requirement("HZ-43", "HZ-97")
def test_another_unit_sees_a_part_and_no_file(renewing: Renewing) -> None:
    base = renewing.recognise()
    case = submitted(renewing, work_unit=renewing.other_unit.public_id)
    keeper = of(renewing.other_keeper)
    shown = panel(keeper.get(f"/cases/{case.public_id}/").content.decode())
    for part in (certificate_of(base).number, "2024年11月3日", NAME, "只显示部分内容"):
        assert part in shown
    file = base.attachments.get()
    for hidden in ("机械工程", "示例大学", file.public_id, file.sha256, base.public_id, "身份证"):
        assert hidden not in shown
    assert keeper.get(reverse("applications:attachment", args=[file.public_id])).status_code == 404
    assert keeper.get(f"/cases/{base.public_id}/").status_code == 404


@pytest.mark.requirement("HZ-43")
def test_applicant_who_chooses_another_unit_is_shown_a_part(renewing: Renewing) -> None:
    renewing.recognise()
    case = renewing.save(renewing.begin(), work_unit=renewing.other_unit.public_id)
    assert "机械工程" not in panel(of(renewing.person).get(f"/cases/{case.public_id}/form/files/").content.decode())


@pytest.mark.requirement("HZ-42", "HZ-81")
def test_reviewer_sees_what_changed_and_that_it_is_late(renewing: Renewing) -> None:
    renewing.recognise(reasons="国家级奖项")
    with on(LAST_DAY + DAY):
        case = submitted(renewing, degree="doctor", work_unit=renewing.other_unit.public_id)
        task = ReviewTask.objects.get(application=case)
        page = of(renewing.reviewer).get(reverse("review:task", args=[task.public_id])).content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "上次认定已于 2026年11月2日 到期，本次是在到期后提出的" in text
    assert "与上次相比有变化 工作单位、学位信息" in text
    assert "与上次认定的不同" in text
    assert re.search(r"最高学位 硕士 博士", text)
    assert re.search(r"工作单位 示例大学 另一示例公司", text)
    assert "国家级奖项" not in text  # what this form does not ask is no difference, and another unit's matter


@pytest.mark.requirement("HZ-43")
def test_reviewer_who_never_had_the_old_case_is_shown_names_and_hashes(renewing: Renewing) -> None:
    base = renewing.recognise()
    elsewhere = Office.objects.create(code="elsewhere", name_zh="另一机构", kind="bureau", tier="city")
    ReviewTask.objects.filter(application=base).update(office=elsewhere)
    case = submitted(renewing)
    task = ReviewTask.objects.get(application=case)
    client = of(renewing.reviewer)
    shown = panel(client.get(reverse("review:task", args=[task.public_id])).content.decode())
    file = base.attachments.get()
    assert file.sha256 in shown
    assert file.public_id not in shown
    assert client.get(reverse("applications:attachment", args=[file.public_id])).status_code == 404


@pytest.mark.requirement("HZ-42")
def test_unit_of_the_former_site_is_called_as_it_was(renewing: Renewing) -> None:
    renewing.imported()
    case = submitted(renewing, work_unit=renewing.unit.public_id)
    task = ReviewTask.objects.get(application=case)
    text = words(of(renewing.reviewer), reverse("review:task", args=[task.public_id]))
    assert re.search(r"工作单位 旧示例公司 示例大学", text)
