import pytest
from django.utils import translation

from portal.codes import UnknownCodeSet, code_set, known_code_sets, search


def codes(name: str, text: str, limit: int = 20) -> list[str]:
    return [entry.code for entry in search(name, text, limit)]


@pytest.mark.parametrize("name", sorted(known_code_sets()))
def test_every_set_is_whole(name):
    entries = code_set(name).entries
    assert entries
    assert all(entry.code and entry.name_zh for entry in entries.values())
    assert {entry.parent for entry in entries.values() if entry.parent} <= entries.keys()


def test_set_is_read_once():
    assert code_set("gbt3304_ethnic_groups") is code_set("gbt3304_ethnic_groups")


@pytest.mark.parametrize("name", ["gbt9999", "../../settings", ""])
def test_unknown_set_is_refused_with_those_that_exist(name):
    with pytest.raises(UnknownCodeSet, match="gbt2260_divisions"):
        code_set(name)


def test_children_are_those_directly_below():
    divisions = code_set("gbt2260_divisions")
    assert [entry.name_zh for entry in divisions.children("330200")][:2] == ["海曙区", "江北区"]
    assert len(divisions.children()) == 34
    assert divisions.get("339999") is None


def test_label_follows_the_language():
    groups = code_set("gbt3304_ethnic_groups")
    assert groups.label("01", "zh-hans") == "汉族"
    assert groups.label("01", "en") == "Han"
    with translation.override("en"):
        assert groups.label("01") == "Han"


def test_label_without_english_is_chinese():
    assert code_set("gbt2260_divisions").label("110100", "en") == "市辖区"


def test_label_of_an_unknown_code_is_the_code():
    assert code_set("gbt4658_education").label("00") == "00"


@pytest.mark.parametrize("text", ["杭州", "3301", "hangzhou", "hzs", "ＨＺＳ", " Hang Zhou "])
def test_division_is_found_as_people_look_for_it(text):
    assert "330100" in codes("gbt2260_divisions", text)


def test_best_answers_come_first():
    assert codes("gbt2260_divisions", "330200")[0] == "330200"
    assert codes("gbt13745_subjects", "数学")[0] == "110"


def test_search_keeps_its_limit_and_offers_the_beginning_for_nothing_typed():
    assert len(codes("gbt13745_subjects", "学", 5)) == 5
    assert codes("gbt3304_ethnic_groups", "", 2) == ["01", "02"]
    assert codes("gbt3304_ethnic_groups", "没有这个") == []


def test_search_by_english_name():
    assert codes("gbt2659_countries_alpha2", "germany") == ["DE"]
