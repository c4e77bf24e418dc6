"""What the public reads of each portal: guides made from the schemes, and no Chinese on a page in English."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from applications.models import SchemeVersion
from applications.queries import current_versions
from applications.scheme import Scheme
from portal.calendar import set_clock
from portal.tenants.models import Article, ServiceArea, Tenant
from portal.tenants.scope import tenant_scope
from review.models import Outlet
from review.services.setting_up import load_tenant
from tests.conftest import SCHEMES

pytestmark = pytest.mark.django_db
TENANTS = ("ningbo", "hangzhou", "ningxia", "chaoyang")
LANGUAGES = ("zh-hans", "en")
DAY = dt.datetime(2026, 11, 3, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HAN = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e]")
NOT_READ = re.compile(r"\bid=\"[^\"]*\"|\bhref=\"[^\"]*\"|“、”")
"""Anchors, which nobody reads, and the sign that an English sentence quotes."""
CHINESE_ELEMENT = re.compile(r"<(\w+)\b[^>]*\blang=\"zh[^\"]*\"[^>]*>.*?</\1>", re.DOTALL)


@pytest.fixture(params=TENANTS)
def portal(request: pytest.FixtureRequest) -> Iterator[Tenant]:
    with set_clock(DAY):
        tenant = load_tenant(SCHEMES / request.param)
        with tenant_scope(tenant):
            yield tenant


def page(tenant: Tenant, path: str, language: str = "zh-hans") -> str:
    visitor = Client(headers={"host": f"{tenant.slug}.localhost", "accept-language": language})
    response = visitor.get(path, follow=True)
    assert response.status_code == 200, path
    return unescape(response.content.decode())


def guide(tenant: Tenant, version: SchemeVersion, language: str) -> str:
    return page(tenant, reverse("applications:guide", args=[version.key]), language)


def words_of(scheme: Scheme, language: str) -> Iterator[str]:
    """Everything that a guide has to name, by walking the scheme."""
    yield from ((stage.name or stage.for_offices).of(language) for stage in scheme.stages)
    yield from (stage.action.of(language) for stage in scheme.stages if stage.action)
    yield from (stage.help.of(language) for stage in scheme.stages if stage.help)
    for slot in scheme.slots:
        yield from (text.of(language) for text in (slot.label, slot.hint) if text)
        yield from slot.guide.of(language) if slot.guide else ()
    for section in scheme.sections:
        yield section.title.of(language)
        yield from (field.name.of(language) for field in section.fields)
    if scheme.statement:
        for part in scheme.statement.parts:
            yield from (part.title.of(language), *part.text.of(language))
        yield from (*scheme.statement.consent.of(language), scheme.statement.agree.of(language))
    if scheme.certificate:
        yield scheme.certificate.title.of(language)
    if scheme.follow_up:
        yield from (result.label.of(language) for result in scheme.follow_up.results)
    yield scheme.label("approved").of(language)


def limits_of(scheme: Scheme) -> Iterator[tuple[str, int]]:
    """Where a limit in working days has to stand, and how many they are."""
    if scheme.working_days:
        yield "steps", scheme.working_days
    if scheme.unit_publicity:
        yield "steps", scheme.unit_publicity.working_days
    for stage in scheme.stages:
        if stage.working_days:
            yield f"step-{stage.key}", stage.working_days


def test_a_guide_names_every_stage_slot_field_and_limit_of_its_scheme(portal: Tenant) -> None:
    versions = current_versions()
    assert versions
    for version in versions:
        for language in LANGUAGES:
            shown = guide(portal, version, language)
            said = re.sub(r'<span lang="zh[^"]*">([^<]*)</span>', r"\1", shown)
            missing = [words for words in words_of(version.scheme, language) if words not in said]
            assert missing == [], (version.key, language)
            days = "个工作日" if language == "zh-hans" else "working days"
            for place, count in limits_of(version.scheme):
                part = shown.partition(f'id="{place}"')[2].partition("<li id=" if place != "steps" else "</section>")[0]
                assert re.search(rf"\b{count} {days}", part), (version.key, language, place)


@pytest.mark.requirement("NB-72")
def test_a_guide_lists_where_originals_are_handed_in(portal: Tenant) -> None:
    outlets = Outlet.objects.select_related("office")
    for version in current_versions():
        shown = guide(portal, version, "zh-hans")
        assert ("原件受理网点" in shown) == outlets.exists()
        for outlet in outlets:
            told = (outlet.office.name_zh, outlet.name, outlet.address, outlet.contact, outlet.hours)
            assert [words for words in told if words not in shown] == []


def test_a_guide_says_of_each_material_when_it_is_needed_without_a_code(portal: Tenant) -> None:
    for version in current_versions():
        shown = guide(portal, version, "zh-hans")
        for slot in version.scheme.slots:
            item = shown.partition(f'id="material-{slot.key}"')[2].partition("</li>")[0]
            need = re.search(r'<p class="material-need[^>]*>([^<]+)</p>', item)
            assert need, slot.key
            is_for_all = slot.required is True and slot.when is None and slot.each is None
            assert (need[1] == "每份申报都须提交。") == is_for_all, slot.key
            assert not re.search(r"unit\.|changed\.|[a-z]+_[a-z]+", need[1]), need[1]
            if slot.several:
                assert f"最多 {slot.max_files} 个" in item


def test_pages_in_english_have_no_chinese_but_names(portal: Tenant) -> None:
    found = {path: chinese for path in _paths(portal) if (chinese := _chinese(page(portal, path, "en")))}
    assert found == {}


def _paths(tenant: Tenant) -> list[str]:
    """The main pages that a visitor can open on this portal."""
    keys = [version.key for version in current_versions()]
    paths = ["/", "/guide/", "/verify/", "/publicity/", reverse("account_login"), reverse("privacy:notice")]
    paths += [reverse("applications:guide", args=[key]) for key in keys]
    paths += [reverse("applications:start", args=[key]) for key in keys]
    paths += [reverse("article", args=[one.kind, one.public_id]) for one in Article.objects.filter(is_published=True)]
    paths += [reverse("service_area", args=[area.key]) for area in ServiceArea.objects.filter(is_published=True)]
    return paths


def _chinese(shown: str) -> list[str]:
    """Return what is Chinese in a page, but for elements that say so themselves."""
    rest = NOT_READ.sub("", CHINESE_ELEMENT.sub("", shown))
    return [line.strip()[:120] for line in rest.splitlines() if HAN.search(line)]


@pytest.mark.parametrize("portal", ["ningbo"], indirect=True)
def test_the_catalogue_is_searched_in_either_language(portal: Tenant) -> None:
    path = reverse("applications:guide", args=["recognition"])
    shown = page(portal, f"{path}?find=诺贝尔")
    assert "A1" in shown
    assert '<dt class="numbers">E1</dt>' not in shown
    assert "诺贝尔奖、图灵奖" in page(portal, f"{path}?find=nobel turing")
    nothing = page(portal, f"{path}?find=没有这样的条件")
    assert "没有找到这样的条件" in nothing
    assert 'value="没有这样的条件"' in nothing


@pytest.mark.parametrize("portal", ["ningbo"], indirect=True)
@pytest.mark.parametrize(
    ("day", "word", "sentence"),
    [(3, "正在受理", "本月受理到2026年11月6日。"), (20, "可以提交", "现在可以填写和提交，2026年12月1日起受理。")],
)
def test_home_and_guide_say_whether_it_is_open(portal: Tenant, day: int, word: str, sentence: str) -> None:
    with set_clock(DAY.replace(day=day)):
        for path in ("/", "/guide/recognition/"):
            shown = page(portal, path)
            assert word in shown
            assert sentence in shown


@pytest.mark.parametrize("portal", ["chaoyang"], indirect=True)
def test_a_closed_round_offers_no_button(portal: Tenant) -> None:
    start = reverse("applications:start", args=["declaration"])
    assert f'href="{start}"' in page(portal, "/guide/declaration/")
    with set_clock(DAY.replace(year=2027, month=1)):
        shown = page(portal, "/guide/declaration/")
        assert f'href="{start}"' not in shown
        assert "已截止" in shown


@pytest.mark.parametrize("portal", ["chaoyang"], indirect=True)
def test_a_letter_to_fill_in_by_hand_can_be_had_before_applying(portal: Tenant) -> None:
    visitor = Client(headers={"host": "chaoyang.localhost"})
    path = reverse("applications:blank", args=["declaration", "integrity"])
    assert f'href="{path}"' in page(portal, "/guide/declaration/")
    response = visitor.get(path)
    assert response.content.startswith(b"%PDF")
    assert visitor.get(reverse("applications:blank", args=["permission", "integrity"])).status_code == 404


@pytest.mark.parametrize("portal", ["ningbo"], indirect=True)
def test_a_guide_costs_few_queries(portal: Tenant, django_assert_max_num_queries) -> None:
    page(portal, "/guide/recognition/")
    with django_assert_max_num_queries(14):
        page(portal, "/guide/recognition/")


@pytest.mark.parametrize("portal", ["chaoyang"], indirect=True)
def test_conditions_of_units_are_said_in_the_tenants_words(portal: Tenant) -> None:
    with translation.override("en"):
        shown = guide(portal, next(one for one in current_versions() if one.key == "declaration"), "en")
    assert "The unit must hold “Business permission” (valid for 36 months)" in shown
