import pytest
from django.test import Client

from portal.codes import views
from tests.builders import make_tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    make_tenant()
    return Client(headers={"host": "ningbo.localhost"})


def labels(client: Client, name: str, **asked: str) -> list[str]:
    return [one["label"] for one in client.get(f"/codes/{name}/", asked).json()["options"]]


@pytest.mark.parametrize("text", ["演绎逻辑", "yanyiluoji", "yyljx", "1101410"])
def test_code_is_found_by_name_pinyin_initials_and_code(client: Client, text: str) -> None:
    assert labels(client, "gbt13745_subjects", q=text, leaves="True") == ["演绎逻辑学"]


def test_search_is_narrowed_as_a_source_narrows_its_set(client: Client) -> None:
    assert labels(client, "gbt8561_titles", q="讲师", of="010") == ["讲师（高校）"]
    assert labels(client, "gbt2260_divisions", q="海曙", within="330200") == ["海曙区"]
    assert labels(client, "gbt8561_titles", q="讲师", level="9") == []
    assert "数学" not in labels(client, "gbt13745_subjects", q="数学", leaves="True")


def test_level_below_a_code_is_opened_whole(client: Client) -> None:
    assert "宁波市" in labels(client, "gbt2260_divisions", children="330000")
    assert labels(client, "gbt2260_divisions", children="330203") == []
    assert "Beijing" in labels(client, "gbt2260_divisions", children="", lang="en")


def test_answer_may_be_kept_by_a_browser_that_has_a_session(client: Client) -> None:
    client.cookies["sessionid"] = "x"
    response = client.get("/codes/gbt4658_education/?q=x")
    assert response["Cache-Control"] == "public, max-age=86400"


def test_never_more_than_a_listful(client: Client) -> None:
    assert len(labels(client, "gbt13745_subjects", q="学")) == 60


def test_unknown_set_does_not_exist(client: Client) -> None:
    assert client.get("/codes/no_such_set/").status_code == 404


def test_who_asks_too_often_is_told_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(views.LIMITS, "find", "2/m/ip")
    answers = [client.get("/codes/gbt4658_education/?q=x").status_code for _each in range(3)]
    assert answers == [200, 200, 429]
