import pytest
from django.utils.translation import override

from portal.codes.regions import lies_within, prefix_of, region_label, regions_within


@pytest.mark.parametrize(("code", "prefix"), [("640000", "64"), ("640100", "6401"), ("640104", "640104")])
def test_prefix_is_what_every_place_within_begins_with(code: str, prefix: str) -> None:
    assert prefix_of(code) == prefix


@pytest.mark.requirement("NX-30")
def test_place_lies_within_itself_and_within_what_is_above_it() -> None:
    assert lies_within("640104", "640104")
    assert lies_within("640104", "640100")
    assert lies_within("640100", "640000")
    assert not lies_within("640100", "640104")
    assert not lies_within("640104", "640200")
    assert not lies_within("", "640000")


@pytest.mark.requirement("NX-38")
def test_own_levels_are_called_so_and_counties_stand_below_their_city() -> None:
    by_code = {one.code: one for one in regions_within("640000")}
    assert by_code["640000"].label == "宁夏回族自治区本级"
    assert (by_code["640100"].label, by_code["640100"].group_label) == ("银川市本级", "银川市")
    assert (by_code["640104"].label, by_code["640104"].group_label) == ("兴庆区", "银川市")
    assert [one.code for one in regions_within("640104")] == ["640104"]


def test_code_that_is_none_is_shown_as_it_is() -> None:
    assert region_label("999900") == "999900"


def test_own_level_is_named_in_the_readers_language() -> None:
    with override("en"):
        assert region_label("640000").startswith("Ningxia")
    assert region_label("640000", "zh-hans") == "宁夏回族自治区本级"
