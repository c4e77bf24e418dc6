"""The guides are shown in the portal, and every page leads to the part that is about it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from portal.ui.guides import CHINESE, ENGLISH, GUIDES, guide_in, section_id, source_of
from portal.ui.help import help_parts, help_url, register_help
from tests.builders import make_tenant

TWO_LANGUAGES = [name for name, languages in GUIDES.items() if len(languages) == 2]


def names_of(patterns: Any, prefix: str = "") -> set[str]:
    """Every name under which an address can be asked for."""
    found = set()
    for one in patterns:
        if hasattr(one, "url_patterns"):
            found |= names_of(one.url_patterns, f"{one.namespace}:" if one.namespace else prefix)
        elif one.name:
            found.add(prefix + one.name)
    return found


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_is_read_in_each_of_its_languages(name: str) -> None:
    for language in GUIDES[name]:
        guide = guide_in(name, language)
        assert guide.language == language
        assert guide.title.words
        assert len(guide.contents) > 2
        assert "<h1" not in guide.html


def test_a_heading_in_both_languages_is_read_in_ones_own() -> None:
    chinese, english = guide_in("scheme-language", CHINESE), guide_in("scheme-language", ENGLISH)
    assert (chinese.title.words, chinese.title.language) == ("事项语言", CHINESE)
    assert (english.title.words, english.title.language) == ("The scheme language", ENGLISH)
    assert "条件" in [part.words for part in chinese.contents]
    assert guide_in("unit", CHINESE).contents[0].words.startswith("1. ")


@pytest.mark.parametrize("name", TWO_LANGUAGES)
def test_both_languages_have_the_same_numbered_parts(name: str) -> None:
    """A link to a part leads to the same matter in either language."""
    chinese, english = (
        [part.id for part in guide_in(name, language).contents if re.fullmatch(r"s\d+", part.id)]
        for language in (CHINESE, ENGLISH)
    )
    assert chinese == english
    assert chinese


@pytest.mark.parametrize("name", TWO_LANGUAGES)
def test_the_english_of_a_guide_is_english(name: str) -> None:
    text = source_of(name, ENGLISH).read_text(encoding="utf-8")
    assert len(re.findall(r"[一-鿿]", text)) < len(text) / 20


@pytest.mark.parametrize("name", TWO_LANGUAGES)
def test_the_way_to_the_other_language_is_the_portals_own(name: str) -> None:
    for language in (CHINESE, ENGLISH):
        assert "中文</a>" not in guide_in(name, language).html
        assert "English</a>" not in guide_in(name, language).html


@pytest.mark.parametrize("name", TWO_LANGUAGES)
def test_a_picture_says_what_it_shows_and_how_large_it_is(name: str) -> None:
    for language in (CHINESE, ENGLISH):
        pictures = re.findall(r"<img [^>]+>", guide_in(name, language).html)
        assert pictures
        for picture in pictures:
            assert re.search(r'alt="[^"]{8,}"', picture)
            assert re.search(r'width="\d+" height="\d+"', picture)


def test_every_part_that_a_page_leads_to_exists() -> None:
    for view_name, (name, number) in help_parts().items():
        for language in GUIDES[name]:
            ids = {part.id for part in guide_in(name, language).contents}
            assert not number or f"s{number}" in ids, (view_name, language)


def test_pages_with_help_exist() -> None:
    assert not help_parts().keys() - names_of(get_resolver().url_patterns)


def test_help_for_a_guide_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no such guide"):
        register_help("gardener", {1: ["home"]})


def test_links_between_guides_lead_to_pages_and_others_to_nothing() -> None:
    html = guide_in("clerk", CHINESE).html
    assert 'href="/help/scheme-language/' in html
    assert ".md" not in re.findall(r'href="([^"]*)"', html).__str__()


def test_a_heading_has_the_id_of_its_number() -> None:
    assert section_id("7. 查询和修改") == section_id("7. Following your case") == "s7"
    assert section_id("Things one may ask?") == "things-one-may-ask"


@pytest.mark.django_db
def test_a_page_leads_to_its_part_of_the_guide() -> None:
    tenant = make_tenant()
    client = Client(headers={"host": tenant.hosts.get().host})
    page = client.get("/verify/").content.decode()
    assert 'href="/help/applicant/#s8"' in page
    assert help_url("set_language") == "/help/"
    guide = client.get("/help/applicant/", headers={"accept-language": "en"}).content.decode()
    assert 'id="s8"' in guide
    assert '<article class="panel prose help-text" lang="en">' in guide


@pytest.mark.django_db
def test_a_guide_that_there_is_not_is_not_found() -> None:
    client = Client(headers={"host": make_tenant().hosts.get().host})
    assert client.get("/help/gardener/").status_code == 404
    assert client.get("/help/").status_code == 200
