from pathlib import Path
from typing import Any

import pytest

from applications.scheme import Scheme
from applications.scheme.asking import asked_fields, is_required, offered_slots, relevant, required_slots, sentence
from applications.scheme.conditions import conditions_of
from applications.scheme.loader import load_scheme
from tests.applications.scheme.small import NINGBO, small_scheme


@pytest.fixture(scope="module")
def ningbo() -> Scheme:
    return load_scheme(NINGBO)


def keys(items: Any) -> list[str]:
    return [item.key for item in items]


def test_field_is_asked_only_if_its_condition_holds(tmp_path: Path) -> None:
    scheme = small_scheme(tmp_path)
    assert keys(asked_fields(scheme, {})) == ["degree", "sex"]
    assert keys(asked_fields(scheme, {"degree": "master"})) == ["degree", "abroad", "sex"]


def test_answer_to_a_question_no_longer_asked_decides_nothing(tmp_path: Path) -> None:
    scheme = small_scheme(tmp_path)
    facts = {"abroad": True, "degree": ""}
    assert offered_slots(scheme, facts) == []
    assert relevant(scheme, facts) == {"degree": ""}


def test_slot_that_is_not_offered_is_never_required(tmp_path: Path) -> None:
    slot = small_scheme(tmp_path).slot("proof")
    assert not is_required(slot, {"degree": "doctor", "abroad": False})
    assert is_required(slot, {"degree": "doctor", "abroad": True})
    assert not is_required(slot, {"degree": "master", "abroad": True})


ALWAYS = {"nb_photo", "nb_form_sealed", "nb_identity", "nb_contract", "nb_highest_degree"}


@pytest.mark.requirement("NB-36", "NB-37", "NB-38", "NB-42")
@pytest.mark.parametrize(
    ("degree", "origin", "offered", "required"),
    [
        ("doctor", "foreign", {"nb_foreign_degree_auth"}, {"nb_foreign_degree_auth"}),
        ("master", "foreign", {"nb_foreign_degree_auth"}, set()),
        ("doctor", "hkmt", {"nb_hkmt_degree_auth"}, {"nb_hkmt_degree_auth"}),
        ("bachelor", "hkmt", {"nb_hkmt_degree_auth"}, set()),
        ("doctor", "domestic", {"nb_chsi_proof"}, {"nb_chsi_proof"}),
        ("none", "domestic", {"nb_chsi_proof"}, {"nb_chsi_proof"}),
    ],
)
def test_degree_and_its_origin_decide_the_proofs_of_degree(
    ningbo: Scheme, degree: str, origin: str, offered: set[str], required: set[str]
) -> None:
    facts = {"highest_degree": degree, "degree_origin": origin, "by_senior_title": False}
    assert set(keys(offered_slots(ningbo, facts))) == ALWAYS | {"nb_other"} | offered
    assert set(keys(required_slots(ningbo, facts))) == ALWAYS | required


@pytest.mark.requirement("NB-40", "NB-42")
@pytest.mark.parametrize(
    ("by_title", "origin", "slot"),
    [(True, "zhejiang", "nb_title_cert"), (True, "other_province", "nb_zj_title_cert"), (False, "zhejiang", None)],
)
def test_title_and_its_origin_decide_the_title_certificate(
    ningbo: Scheme, by_title: bool, origin: str, slot: str | None
) -> None:
    facts = {"by_senior_title": by_title, "title_origin": origin}
    found = {key for key in keys(required_slots(ningbo, facts)) if "title" in key}
    assert found == ({slot} if slot else set())


@pytest.mark.requirement("NB-41")
def test_catalogue_condition_decides_whether_other_materials_are_required(ningbo: Scheme) -> None:
    other = ningbo.slot("nb_other")
    assert is_required(other, {"condition.needs_evidence": True})
    assert not is_required(other, {"condition.needs_evidence": False})


@pytest.mark.requirement("NB-32", "NB-33", "NB-34", "NB-35", "NB-43")
def test_ningbo_always_asks_for_the_form_identity_contract_and_degree(ningbo: Scheme) -> None:
    assert set(keys(required_slots(ningbo, {}))) == ALWAYS
    assert ningbo.slot("nb_other").several


@pytest.mark.parametrize(
    ("match", "zh", "en"),
    [
        (None, "任何情况", "in any case"),
        (
            {"highest_degree": ["doctor", "master"], "degree_origin": {"not": "domestic"}},
            "最高学位为博士或硕士，且学历学位授予地不为国内（内地）",
            "Highest degree is Doctor or Master and Where the degree was awarded is not Mainland China",
        ),
        (
            {"not": {"unit.level": "central"}},
            "并非（单位隶属层级为中央（部）属）",
            "not (Unit level is Central or ministerial)",
        ),
        (
            {"equivalent_claim": True},
            "“是否按‘相当于上述层次的人才’申报”为“是”",
            "“Applied for as 'equivalent to the above level'” is “yes”",
        ),
        ({"unit.confirms_online": False}, "“单位线上确认”为“否”", "“The unit confirms online” is “no”"),
    ],
)
def test_condition_reads_as_a_sentence(ningbo: Scheme, match: Any, zh: str, en: str) -> None:
    assert sentence(match, ningbo) == zh
    assert sentence(match, ningbo, "en") == en


def test_every_condition_of_the_scheme_has_a_sentence_without_codes(ningbo: Scheme) -> None:
    for _, match in conditions_of(ningbo):
        assert "unit." not in sentence(match, ningbo)
        assert "_" not in sentence(match, ningbo, "en")
