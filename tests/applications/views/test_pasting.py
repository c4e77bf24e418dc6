"""A table pasted from a spreadsheet into a list of records."""

import pytest
from django.test import Client

from applications.models import Application
from applications.scheme.records import records_in
from applications.services.records import add_records
from portal.people.models import User
from tests.longform import PAPER, begin_long_form

pytestmark = pytest.mark.django_db

HEAD = "论文（专著）名称\t期刊/出版社\t发表时间*\t排名\t备注栏"
GOOD = "甲\t学报\t2018/1/2\t一作\tx"
BAD = "乙\t学报\t去年\t谁\ty"


@pytest.fixture
def case(person: User) -> Application:
    return begin_long_form(person)


def paste_url(case: Application, section: str = "papers") -> str:
    return f"/cases/{case.public_id}/form/{section}/paste/"


def names(case: Application, section: str = "papers", key: str = "name") -> list[str]:
    return [str(record[key]) for record in records_in(Application.objects.get(pk=case.pk).answers, section)]


def test_table_is_shown_as_it_is_understood_and_nothing_is_written(case: Application, client: Client) -> None:
    body = client.post(paste_url(case), {"table": f"{HEAD}\n{GOOD}\n{BAD}", "do": "look"}).content.decode()

    assert "可以添加 1 行，有问题 1 行。" in body
    assert "没有对应的列，未使用：备注栏。" in body
    assert "2018-01-02" in body
    assert "发表时间：不是真实的日期" in body
    assert names(case) == []


def test_good_rows_are_added_and_the_others_come_back_with_their_reasons(case: Application, client: Client) -> None:
    response = client.post(paste_url(case), {"table": f"{HEAD}\n{GOOD}\n{BAD}", "do": "add"}, follow=True)
    body = response.content.decode()

    assert names(case) == ["甲"]
    assert "已添加 1 条。" in body
    assert "有 1 行没有添加，原因见下。" in body
    assert "乙\t学报\t去年\t谁\ty" in body
    assert "甲\t学报" not in body


def test_faulty_rows_are_added_if_wanted_and_wait_for_correction(case: Application, client: Client) -> None:
    response = client.post(paste_url(case), {"table": f"{HEAD}\n{GOOD}\n{BAD}", "do": "all"})

    assert response.url == f"/cases/{case.public_id}/form/papers/"
    assert names(case) == ["甲", "乙"]


def test_columns_without_names_follow_the_form(case: Application, client: Client) -> None:
    table = '2010-09\t\t"银川\n大学"\t\t\t\t是\n201809\t2019.1\t公司乙\t高等学校教师\t讲师（高校）\t2016年\t否'
    client.post(paste_url(case, "posts"), {"table": table, "do": "add"})

    records = records_in(Application.objects.get(pk=case.pk).answers, "posts")
    assert [record["start"] for record in records] == ["2018-09"]  # a name over two lines is no name
    assert (records[0]["title"], records[0]["end"], records[0]["full_time"]) == ("013", "2019-01", False)


@pytest.mark.requirement("NX-82")
def test_more_rows_than_the_list_takes_are_refused_as_a_whole(case: Application, client: Client) -> None:
    add_records(application_id=case.pk, user=case.applicant, section="papers", many=[PAPER] * 9)

    body = client.post(paste_url(case), {"table": f"{HEAD}\n{GOOD}\n{GOOD}", "do": "add"}).content.decode()

    assert "最多填写 10 条论文（专著）" in body
    assert "甲\t学报" in body
    assert len(names(case)) == 9


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("", "没有读到内容"),
        (" \n\t\n", "没有读到内容"),
        (HEAD, "没有读到内容"),
        ("甲\n" * 501, "一次最多粘贴 500 行，这里有 501 行"),
        ("甲" * 500_001, "表格太大"),
    ],
)
def test_table_that_is_none_is_refused_in_words(case: Application, client: Client, table: str, reason: str) -> None:
    assert reason in client.post(paste_url(case), {"table": table, "do": "add"}).content.decode()
    assert names(case) == []


def test_sending_a_table_twice_adds_its_rows_once(case: Application, client: Client) -> None:
    sent = {"table": f"{HEAD}\n{GOOD}", "do": "add", "write_key": "a" * 22}

    answers = [client.post(paste_url(case), sent) for _twice in range(2)]

    assert answers[0].url == answers[1].url
    assert names(case) == ["甲"]


def test_page_without_records_takes_no_table(case: Application, client: Client) -> None:
    assert client.get(paste_url(case)).status_code == 200
    assert client.get(paste_url(case, "basics")).status_code == 404
