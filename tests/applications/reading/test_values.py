import datetime as dt
from typing import Any

import pytest
from django.utils.translation import override

from applications.models import CatalogueCondition
from applications.reading import stored_value
from applications.scheme import Field, Scheme
from portal.tenants.models import Tenant
from review.services.setting_up import fill_catalogue
from tests.applications.scheme import hangzhou
from tests.longform import long_scheme

TEXT = "省自然科学奖、技术发明奖、科学技术进步奖二等奖获得者前3名"


@pytest.fixture
def scheme() -> Scheme:
    return long_scheme()


def field(scheme: Scheme, path: str) -> Field:
    section, _dot, key = path.partition(".")
    return scheme.section(section).field(key)


@pytest.mark.parametrize(
    "written",
    ["2018-11-06", "2018/11/6", "2018.11.6", "20181106", "2018年11月6日", "２０１８－１１－０６", "2018/11/6 00:00:00"],
)
def test_date_is_read_in_its_usual_forms(scheme: Scheme, written: str) -> None:
    assert stored_value(scheme, field(scheme, "papers.date"), written) == "2018-11-06"


@pytest.mark.parametrize("written", ["2018-09", "201809", "2018.9", "2018年9月", "2018/09/15", dt.date(2018, 9, 1)])
def test_year_and_month_are_read_in_their_usual_forms(scheme: Scheme, written: Any) -> None:
    assert stored_value(scheme, field(scheme, "posts.start"), written) == "2018-09"


@pytest.mark.parametrize(
    ("path", "written", "stored"),
    [
        ("papers.date", dt.date(2018, 11, 6), "2018-11-06"),
        ("posts.chosen_in", 2016.0, "2016"),
        ("posts.chosen_in", "2016年", "2016"),
        ("posts.full_time", "是", True),
        ("posts.full_time", "否", False),
        ("papers.rank", "一作", "first"),
        ("papers.rank", "First author", "first"),
        ("papers.rank", " 一作 ", "first"),
        ("posts.series", "高等学校教师", "010"),
        ("posts.series", 10, "010"),
        ("posts.employer", 3, "3"),
        ("basics.strengths", "教育、卫生", ["education", "health"]),
        ("basics.strengths", "教育；其他", ["education", "other"]),
        ("basics.subject", "演绎逻辑学", "1101410"),
        ("basics.home", "330203", "330203"),
        ("basics.home", "浙江省宁波市海曙区", "330203"),
        ("basics.home", "浙江省/宁波市/海曙区", "330203"),
        ("papers.name", None, ""),
        ("papers.rank", "", ""),
    ],
)
def test_value_is_stored_as_the_form_stores_it(scheme: Scheme, path: str, written: Any, stored: Any) -> None:
    with override("zh-hans"):
        assert stored_value(scheme, field(scheme, path), written) == stored


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("papers.date", "明年"),
        ("papers.rank", "谁"),
        ("posts.full_time", "也许"),
        ("posts.title", "讲师"),
        ("basics.home", "朝阳区"),
    ],
)
def test_what_cannot_be_understood_stays_as_it_was_written(scheme: Scheme, path: str, written: str) -> None:
    assert stored_value(scheme, field(scheme, path), written) == written


def test_name_that_several_codes_have_is_understood_below_the_one_above(scheme: Scheme) -> None:
    assert stored_value(scheme, field(scheme, "posts.title"), "讲师", {"series": "010"}) == "013"


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["D1", f"D1 {TEXT}", TEXT])
def test_condition_is_known_by_its_code_its_text_or_both(tenant: Tenant, written: str) -> None:
    scheme = hangzhou.scheme("recognition")
    fill_catalogue(scheme=scheme)
    condition = next(one for one in scheme.fields() if one.key == "condition")
    assert stored_value(scheme, condition, written) == "D1"


@pytest.mark.django_db
def test_text_of_two_conditions_names_neither(tenant: Tenant) -> None:
    scheme = hangzhou.scheme("recognition")
    fill_catalogue(scheme=scheme)
    CatalogueCondition.objects.filter(code="C1").update(text_zh=TEXT)
    condition = next(one for one in scheme.fields() if one.key == "condition")
    assert stored_value(scheme, condition, TEXT) == TEXT
