import re
from pathlib import Path

import pytest

from applications.scheme import Scheme
from applications.scheme.loader import SchemeError, load_scheme
from tests.applications.scheme.small import faults, small_scheme, written


def test_scheme_without_faults_loads_with_its_templates(tmp_path: Path) -> None:
    scheme = small_scheme(tmp_path)
    assert scheme.scheme == "small"
    assert scheme.files == {"certificate.html": "<p>{{ number }}</p>"}


def test_scheme_is_found_by_its_folder(tmp_path: Path) -> None:
    written(tmp_path)
    assert load_scheme(tmp_path).scheme == "small"


def test_misspelt_fact_in_a_condition_is_named_with_file_line_and_suggestion(tmp_path: Path) -> None:
    file = written(tmp_path, ("{when: {unit.level: municipal}", "{when: {unit.levl: municipal}"))
    with pytest.raises(SchemeError) as caught:
        load_scheme(file)
    assert str(caught.value) == f"{file}:22: routes.first[0].when.unit.levl: no such fact; did you mean unit.level?"


def test_misspelt_field_in_a_condition_is_named_with_line_and_suggestion(tmp_path: Path) -> None:
    assert faults(tmp_path, ("when: {abroad: true}", "when: {abroda: true}")) == [
        "scheme.yaml:19: slots[0].when.abroda: no such fact; did you mean abroad?"
    ]


def test_misspelt_key_is_named_with_line_and_suggestion(tmp_path: Path) -> None:
    assert faults(tmp_path, ("    slots: true", "    slotss: true")) == [
        "scheme.yaml:8: sections[0].slotss: no such key; did you mean slots?"
    ]


def test_misspelt_key_within_one_of_two_shapes_gets_the_fault_of_its_own_shape(tmp_path: Path) -> None:
    assert faults(tmp_path, ("{codes: gbt2261_1_sex}", "{code: gbt2261_1_sex}")) == [
        "scheme.yaml:17: sections[0].fields[2].choices.code: no such key; did you mean codes?"
    ]


def test_misspelt_word_of_a_closed_list_gets_a_suggestion(tmp_path: Path) -> None:
    assert faults(tmp_path, ("type: boolean", "type: bolean")) == [
        "scheme.yaml:16: sections[0].fields[1].type: no such word: bolean; did you mean boolean?"
    ]


def test_missing_english_is_a_fault_on_the_line_of_its_text(tmp_path: Path) -> None:
    assert faults(tmp_path, ("label: {zh: 学位, en: Degree}", "label: {zh: 学位}")) == [
        "scheme.yaml:11: sections[0].fields[0].label.en: missing; every text is given in zh and en"
    ]


def test_number_where_words_belong_is_told_to_be_quoted(tmp_path: Path) -> None:
    assert faults(tmp_path, ("scheme: small", "scheme: 330200")) == [
        "scheme.yaml:1: scheme: expected words; put 330200 into quotes"
    ]


def test_all_faults_of_shape_are_reported_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    said = faults(
        tmp_path,
        ("number: ", "nubmer: "),
        ("apply: {zh: 申请, en: Apply}", "aply: {zh: 申请, en: Apply}"),
        ("type: boolean", "type: bolean"),
    )
    assert [line.split(": ")[0] for line in said] == [
        "scheme.yaml:1",
        "scheme.yaml:3",
        "scheme.yaml:16",
        "scheme.yaml:29",
        "scheme.yaml:31",
    ]


def test_duplicate_key_names_both_lines(tmp_path: Path) -> None:
    assert faults(tmp_path, ("apply: {", "title: {zh: 再, en: Again}\napply: {")) == [
        "scheme.yaml:3: title: the key stands here again; first in line 2"
    ]


def test_broken_yaml_names_its_line(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, ("title: {zh: 小事项, en: Small scheme}", "title: {zh: 小事项, en: Small scheme"))
    assert said.startswith("scheme.yaml:3: no readable YAML: while parsing a flow mapping")


def test_alias_is_refused_so_that_a_file_cannot_unfold_without_end(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, ("title: {zh: 小事项, en: Small scheme}", "title: &t {zh: 小, en: S}\nsummary2: *t"))
    assert said == "scheme.yaml:3: no readable YAML: aliases (*name) are not used here: write it out"


def test_tag_of_another_language_is_refused(tmp_path: Path) -> None:
    said = faults(tmp_path, ("scheme: small", "scheme: !!python/name:os.system x"))
    assert said == ["scheme.yaml:1: scheme: the tag tag:yaml.org,2002:python/name:os.system is not used here"]


@pytest.mark.parametrize("content", ["", "[]", "words", "3"])
def test_file_that_is_no_mapping_is_refused(tmp_path: Path, content: str) -> None:
    file = written(tmp_path)
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SchemeError, match=r"scheme\.yaml:1: expected"):
        load_scheme(file)


def test_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path)
    file.write_bytes("scheme: 事项".encode("gb18030"))
    with pytest.raises(SchemeError, match="expected a text in UTF-8"):
        load_scheme(file)


def test_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SchemeError, match="there is no such file"):
        load_scheme(tmp_path / "scheme.yaml")


def test_plain_words_stay_words(tmp_path: Path) -> None:
    scheme = small_scheme(tmp_path, ("{value: master,", "{value: no,"), ("[doctor, master]", "[doctor, no]"))
    assert [choice.value for choice in scheme.field("degree").choices] == ["doctor", "no"]  # type: ignore[union-attr]


def test_missing_template_is_named_where_it_is_named(tmp_path: Path) -> None:
    said = faults(tmp_path, ("template: certificate.html", "template: certifcate.html"))
    assert said == [f"scheme.yaml:32: certificate.template: there is no file {tmp_path}/certifcate.html"]


def test_template_outside_the_folder_is_refused(tmp_path: Path) -> None:
    said = faults(tmp_path, ("template: certificate.html", "template: ../../etc/passwd"))
    assert said == [f"scheme.yaml:32: certificate.template: expected a file inside {tmp_path}"]


def portal(folder: Path, template: str) -> Path:
    """Write a tenant's folder with a scheme in it, whose certificate has this template; return the scheme's folder."""
    for name in ("tenant.yaml", "portal/tenant.yaml", "portal/shared.html", "beside.html", "other/certificate.html"):
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"<p>{name}</p>", encoding="utf-8")
    scheme = folder / "portal" / "small"
    scheme.mkdir()
    (folder / "portal" / "led-away.html").symlink_to(folder / "beside.html")
    written(scheme, ("template: certificate.html", f"template: {template}"))
    return scheme


def test_schemes_of_one_tenant_share_a_template_beside_them(tmp_path: Path) -> None:
    scheme = load_scheme(portal(tmp_path, "../shared.html"))
    assert scheme.files == {"../shared.html": "<p>portal/shared.html</p>"}


@pytest.mark.parametrize("template", ["../../beside.html", "../../other/certificate.html", "../led-away.html"])
def test_template_outside_the_tenants_folder_is_refused(tmp_path: Path, template: str) -> None:
    with pytest.raises(SchemeError, match=re.escape(f"expected a file inside {tmp_path}/portal")):
        load_scheme(portal(tmp_path, template))


def test_what_a_version_stores_reads_back_as_the_same_scheme(tmp_path: Path) -> None:
    scheme = small_scheme(tmp_path)
    assert Scheme.model_validate(scheme.model_dump(mode="json", exclude_unset=True)) == scheme
