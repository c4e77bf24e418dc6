"""Lists of records as a browser without scripts works with them."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from applications.models import Application
from applications.scheme.records import records_in
from applications.services.records import add_records
from portal.people.models import User
from tests.longform import PAPER, begin_long_form, fill_long_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(person: User) -> Application:
    return begin_long_form(person)


def page_of(case: Application, section: str = "papers", *more: str) -> str:
    return "/".join(["", "cases", case.public_id, "form", section, *more, ""])


def papers(case: Application) -> list[dict[str, object]]:
    return records_in(Application.objects.get(pk=case.pk).answers, "papers")


def add(case: Application, *many: dict[str, object], section: str = "papers") -> list[str]:
    return add_records(application_id=case.pk, user=case.applicant, section=section, many=many)


def typed(values: dict[str, object]) -> dict[str, object]:
    return {f"field:{key}": value for key, value in values.items()}


@pytest.mark.requirement("NX-47")
def test_record_is_there_as_soon_as_it_is_begun_and_what_is_typed_is_kept(case: Application, client: Client) -> None:
    begun = client.post(page_of(case, "papers", "add"))
    url = begun.url
    body = client.get(url).content.decode()

    assert [record["id"] for record in papers(case)] == [url.rstrip("/").rpartition("/")[2]]
    assert "保存" in body
    assert "关闭" in body
    assert (
        client.post(url, typed(PAPER) | {"go": "save"}).url == page_of(case) + f"#record-papers-{papers(case)[0]['id']}"
    )
    assert papers(case)[0] | PAPER == papers(case)[0]


def test_record_that_was_never_typed_in_goes_when_it_is_closed(case: Application, client: Client) -> None:
    url = client.post(page_of(case, "papers", "add")).url

    assert client.post(url, typed({"name": "", "publisher": ""}) | {"go": "close"}).url == page_of(case)
    assert papers(case) == []


def test_record_that_was_typed_in_stays_when_it_is_closed(case: Application, client: Client) -> None:
    url = client.post(page_of(case, "papers", "add")).url

    assert client.post(url, typed({"name": "题目"}) | {"go": "close"}).url.startswith(page_of(case) + "#record-papers-")
    assert papers(case)[0]["name"] == "题目"


@pytest.mark.requirement("NX-47", "NX-49")
def test_saving_a_record_says_what_is_missing_in_it_and_loses_nothing(case: Application, client: Client) -> None:
    (record,) = add(case, {})

    response = client.post(
        page_of(case, "papers", record), typed({"name": "题" * 31, "rank": "other"}) | {"go": "save"}
    )
    body = client.get(response.url).content.decode()

    assert response.url == page_of(case, "papers", record) + "?check=1"
    assert "最多 30 个字，现在有 31 个" in body
    assert "第 1 条 · 发表时间：必填，请填写。" in body  # in the list above
    assert "第 1 条 · 排名备注：必填，请填写。" in body
    assert f'href="#field-papers-{record}-date"' in body
    assert f'id="field-papers-{record}-date"' in body
    assert papers(case)[0]["name"] == "题" * 31


@pytest.mark.requirement("NX-82")
def test_an_eleventh_of_ten_is_refused_in_words(case: Application, client: Client) -> None:
    add(case, *[PAPER] * 10)

    response = client.post(page_of(case, "papers", "add"), follow=True)

    assert "最多填写 10 条论文（专著）" in response.content.decode()
    assert len(papers(case)) == 10


@pytest.mark.requirement("NX-47")
def test_records_are_listed_copied_moved_and_deleted(case: Application, client: Client) -> None:
    first, second = add(case, PAPER, PAPER | {"name": "第二篇"})

    body = client.get(page_of(case)).content.decode()
    assert body.index("稀土催化") < body.index("第二篇")
    assert "2018-11-06" in body

    assert client.post(page_of(case, "papers", second, "act"), {"do": "up"}).url.endswith(f"#record-papers-{second}")
    assert [record["id"] for record in papers(case)] == [second, first]
    copied = client.post(page_of(case, "papers", first, "act"), {"do": "copy"}).url
    assert [record["name"] for record in papers(case)] == ["第二篇", "稀土催化", "稀土催化"]
    assert copied == page_of(case, "papers", str(papers(case)[2]["id"]))
    client.post(page_of(case, "papers", first, "act"), {"do": "remove"})
    assert first not in [record["id"] for record in papers(case)]
    assert client.post(page_of(case, "papers", second, "act"), {"do": "nothing"}).status_code == 404


def test_pressing_add_twice_begins_one_record(case: Application, client: Client) -> None:
    body = client.get(page_of(case)).content.decode()
    keys = re.findall(r'action="[^"]*/add/".*?name="write_key" value="([^"]+)"', body, re.DOTALL)

    answers = [client.post(page_of(case, "papers", "add"), {"write_key": keys[0]}) for _twice in range(2)]

    assert answers[0].url == answers[1].url
    assert len(papers(case)) == 1


@pytest.mark.requirement("NX-43", "NX-44", "NX-45")
def test_tabs_say_what_is_missing_and_what_is_finished(case: Application, client: Client) -> None:
    add(case, PAPER, section="papers")

    page = client.get(page_of(case))
    tabs = {tab.key: (tab.missing, tab.is_done) for tab in page.context["sections"]}

    assert tabs == {
        "basics": (5, False),
        "contact": (1, False),
        "papers": (0, True),
        "posts": (1, False),
        "attachments": (1, False),
    }
    body = page.content.decode()
    assert [step["label"] for step in page.context["progress"]] == ["未上报", "待单位确认", "待审核", "已认定"]
    assert f'href="/cases/{case.public_id}/preview/"' in body


@pytest.mark.requirement("NX-46", "NX-51")
def test_saving_a_tab_leads_to_the_next_one(case: Application, client: Client) -> None:
    response = client.post(page_of(case, "basics"), {"field:specialty": "催化", "go": "done"}, follow=True)

    assert response.redirect_chain[-1][0] == page_of(case, "contact")
    assert "“基本信息”已保存，还有 4 处需要补充或更正。" in response.content.decode()
    assert "重置" in client.get(page_of(case, "basics")).content.decode()


@pytest.mark.requirement("NX-48", "NX-49", "NX-50", "NX-52", "NX-83")
def test_fields_say_what_they_take(case: Application, client: Client) -> None:
    (record,) = add(case, {}, section="posts")
    basics = client.get(page_of(case, "basics")).content.decode()
    post = client.get(page_of(case, "posts", record)).content.decode()

    assert "多个内容之间用“、”隔开。" in basics
    assert "多个专业用“、”隔开" in basics
    assert "最多 20 个字符" in basics
    assert "至少 2 个字符，最多 20 个字符" in post
    assert "选填" in post
    assert "必填" in post


def test_page_does_not_carry_thousands_of_codes_and_finds_them_without_scripts(
    case: Application, client: Client
) -> None:
    body = client.get(page_of(case, "basics")).content.decode()
    assert "演绎逻辑学" not in body

    found = client.post(page_of(case, "basics"), {"find:subject": "yyljx", "go": "find:subject"}).content.decode()
    assert 'value="1101410">演绎逻辑学' in found
    client.post(page_of(case, "basics"), {"field:subject": ["", "1101410"], "go": "save"})
    assert Application.objects.get(pk=case.pk).answers["subject"] == "1101410"


def test_choices_below_another_are_grouped_under_it(case: Application, client: Client) -> None:
    (record,) = add(case, {"series": "010"}, section="posts")

    body = client.get(page_of(case, "posts", record)).content.decode()

    assert 'data-depends-on="field:series"' in body
    assert '<optgroup label="高等学校教师" data-group="010">' in body


def test_division_is_chosen_level_by_level_without_scripts(case: Application, client: Client) -> None:
    client.post(page_of(case, "basics"), {"field:home": ["330000", "", ""], "go": "save"})
    body = client.get(page_of(case, "basics")).content.decode()
    assert "宁波市" in body
    assert "海曙区" not in body

    client.post(page_of(case, "basics"), {"field:home": ["330000", "330200", "330203"], "go": "save"})
    assert Application.objects.get(pk=case.pk).answers["home"] == "330203"
    client.post(page_of(case, "basics"), {"field:home": ["110000", "330200", "330203"], "go": "save"})
    assert Application.objects.get(pk=case.pk).answers["home"] == "110000"


def test_autosave_of_a_record_keeps_it_and_says_what_is_wrong(case: Application, client: Client) -> None:
    (record,) = add(case, {"start": "2018-09"}, section="posts")

    answer = client.post(page_of(case, "posts", record, "save"), {"field:end": "201701"}).json()

    assert answer["errors"] == {"field:end": "不能早于开始的日期（2018-09）。"}
    assert answer["facts"]["end"] == "2017-01"


def test_what_a_record_held_when_the_session_had_ended_is_saved_after_signing_in(
    case: Application, client: Client
) -> None:
    (record,) = add(case, {})
    url = page_of(case, "papers", record)
    client.logout()
    sent = client.post(url, typed({"name": "写到一半"}))
    assert sent.url.startswith("/account/login/")

    from tests.builders import sign_in

    kept = client.session["kept_page"]
    sign_in(client, case.applicant)
    session = client.session
    session["kept_page"] = kept
    session.save()

    assert "登录过期前填写的内容已为您保存。" in client.get(url).content.decode()
    assert papers(case)[0]["name"] == "写到一半"


def test_record_of_another_case_and_of_a_page_without_records_do_not_exist(case: Application, client: Client) -> None:
    assert client.get(page_of(case, "papers", "0000abcd")).status_code == 404
    assert client.get(page_of(case, "basics", "0000abcd")).status_code == 404
    assert client.post(page_of(case, "basics", "add")).status_code == 404
    assert client.post(page_of(case, "papers", "0000abcd"), typed({"name": "x"})).status_code == 409


@pytest.mark.parametrize("count", [1, 60])
def test_list_takes_the_same_queries_however_long_it_is(
    case: Application, client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    fill_long_form(case, posts=count)
    client.get(page_of(case, "posts"))

    with django_assert_num_queries(LIST_QUERIES):
        client.get(page_of(case, "posts"))


LIST_QUERIES = 11
