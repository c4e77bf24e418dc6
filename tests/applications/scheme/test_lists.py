"""What the language says of records, rows named after them, keys of a page's own, and authorities; and its faults."""

from pathlib import Path

import pytest

from applications.scheme.loader import load_scheme
from tests.applications.scheme.small import faults, small_scheme

LIST = """\
  - key: posts
    title: {zh: 经历, en: Posts}
    repeating: {record: {zh: 经历, en: post}, max: 3, columns: [start]}
    fields:
      - {key: start, label: {zh: 起, en: From}, type: year_month}
      - {key: end, label: {zh: 止, en: To}, type: year_month, not_before: start, when: {start: x}}
slots:
"""
EACH = """\
  - {key: papers, label: {zh: 证明, en: Proof}, each: {section: posts, prefix: {zh: 单位, en: Unit}, values: [start], suffix: {zh: 证书, en: paper}}}
routes:
"""


def with_list(*changes: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    text, rows = LIST, EACH
    for old, new in changes:
        assert (text + rows).count(old) == 1, old
        text, rows = text.replace(old, new), rows.replace(old, new)
    return ("slots:\n  - {key: proof", text + "  - {key: proof"), ("routes:\n", rows)


def test_a_list_and_its_rows_are_understood(tmp_path: Path) -> None:
    scheme = small_scheme(tmp_path, *with_list())
    assert [field.key for field in scheme.fields()] == ["degree", "abroad", "sex"]
    (section,) = scheme.repeating_sections()
    assert [field.key for field in section.shown_columns] == ["start"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("columns: [start]", "columns: [stop]"), "no such field here"),
        (("not_before: start", "not_before: degree"), "no such field in posts: degree"),
        (("key: end", "key: start"), "is taken"),
        (("max: 3", "max: 3, min: 4"), "expected at most 3"),
        (("{section: posts", "{section: page"), "no section of records is called so"),
        (("values: [start]", "values: [stop]"), "no such field in posts"),
        (("when: {start: x}", "when: {stop: x}"), "no such fact"),
        (("key: posts", "key: degree"), "is taken"),
        (("key: posts", "key: unit"), "is the name of other facts"),
    ],
)
def test_a_fault_is_named_where_it_stands(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    found = faults(tmp_path, *with_list(change))
    assert any(words in fault for fault in found), found


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("type: boolean, when", "type: boolean, once: true, when", "only an immutable field takes `once`"),
        ("type: boolean, when", "type: boolean, not_before: degree, when", "only a date takes `not_before`"),
        ("{alliance_of: unit.location_district}", "{authority_of: unit.region}", "`authority_of` and `tier` together"),
        ("{alliance_of: unit.location_district}", "{authority_of: unit.regoin, tier: city}", "no such fact"),
        ("summary: {zh: 说明, en: Summary}", "summary: {zh: 说明, en: Summary}\nsubmits: [office]", "no such word"),
    ],
)
def test_faults_of_the_other_words(tmp_path: Path, old: str, new: str, words: str) -> None:
    found = faults(tmp_path, (old, new))
    assert any(words in fault for fault in found), found


def test_keys_of_a_pages_own_stand_behind_the_pages_and_survive_storing(tmp_path: Path) -> None:
    own = "    slots: true\n    own_keys: true\n"
    scheme = small_scheme(
        tmp_path,
        ("    slots: true\n", own),
        ("when: {degree: [doctor, master]}", "when: {page.degree: [doctor, master]}"),
        (
            "when: {abroad: true}, required: {degree: doctor}",
            "when: {page.abroad: true}, required: {page.degree: doctor}",
        ),
    )
    assert [field.key for field in scheme.fields()] == ["page.degree", "page.abroad", "page.sex"]
    again = type(scheme).model_validate(scheme.model_dump(mode="json"))
    assert again == scheme


def test_an_old_way_of_saying_who_submits_is_read(tmp_path: Path) -> None:
    file = small_scheme(
        tmp_path, ("summary: {zh: 说明, en: Summary}", "summary: {zh: 说明, en: Summary}\nsubmits: person")
    )
    assert file.submits == ("person",)
    assert load_scheme(tmp_path).submits == ("person",)
