from pathlib import Path

import pytest

from applications.scheme.loader import SchemeError, load_scheme
from tests.applications.scheme.small import faults

CASES = {
    "a value that the field never has": (
        ("required: {degree: doctor}", "required: {degree: docter}"),
        "scheme.yaml:19: slots[0].required.degree: docter is no value of it; did you mean doctor?",
    ),
    "a value that the unit never has": (
        ("{unit.level: municipal}", "{unit.level: [municipal, city]}"),
        "scheme.yaml:22: routes.first[0].when.unit.level[1]: city is no value of it; "
        "expected one of: central, district, municipal, none, provincial",
    ),
    "a word where yes or no is asked": (
        ("when: {abroad: true}", 'when: {abroad: "true"}'),
        "scheme.yaml:19: slots[0].when.abroad: expected true or false, without quotes",
    ),
    "a negated value that the field never has": (
        ("required: {degree: doctor}", "required: {degree: {not: [docter]}}"),
        "scheme.yaml:19: slots[0].required.degree.not[0]: docter is no value of it; did you mean doctor?",
    ),
    "a misspelt fact within a negation": (
        ("required: {degree: doctor}", "required: {not: {degre: doctor}}"),
        "scheme.yaml:19: slots[0].required.not.degre: no such fact; did you mean degree?",
    ),
    "an operator that no match has": (
        ("required: {degree: doctor}", "required: {degree: {or: [doctor]}}"),
        "scheme.yaml:19: slots[0].required.degree: expected a value, a list of values, or {not: …}",
    ),
    "a condition of nothing": (
        ("required: {degree: doctor}", "required: {degree: }"),
        "scheme.yaml:19: slots[0].required.degree: expected a value, a list of values, or {not: …}",
    ),
    "a negation of no condition": (
        ("required: {degree: doctor}", "required: {not: doctor}"),
        "scheme.yaml:19: slots[0].required.not: expected a condition to negate, e.g. not: {unit.level: central}",
    ),
    "a route that does not exist": (
        ("route: first", "route: frist"),
        "scheme.yaml:25: stages[0].route: no such route; did you mean first?",
    ),
    "a stage that is not earlier": (
        ("same_as: look", "same_as: again"),
        "scheme.yaml:26: stages[1].offices[0].same_as: no earlier stage of an office is called so; expected one of: look",
    ),
    "an alliance of an unknown fact": (
        ("alliance_of: unit.location_district", "alliance_of: unit.location_distict"),
        "scheme.yaml:23: routes.first[1].office.alliance_of: no such fact; did you mean unit.location_district?",
    ),
    "a combination without an office": (
        ("{office: {alliance_of: unit.location_district}}", "{when: {unit.level: district}, office: window}"),
        "scheme.yaml:21: routes.first: no office for unit.level=central; unit.level=none; unit.level=provincial",
    ),
    "a notice that does not exist": (
        ("on_pass: [told]", "on_pass: [toldd]"),
        "scheme.yaml:25: stages[0].on_pass[0]: no such notice; did you mean told?",
    ),
    "a placeholder nobody fills": (
        ('zh: "{applicant}已通过"', 'zh: "{aplicant}已通过"'),
        "scheme.yaml:28: notices.told.text.zh: no such placeholder: {aplicant}; did you mean applicant?",
    ),
    "a prefill nobody knows": (
        ("codes: gbt2261_1_sex}", "codes: gbt2261_1_sex}, prefill: applicant.sx"),
        "scheme.yaml:17: sections[0].fields[2].prefill: no such source; did you mean applicant.sex?",
    ),
    "an immutable field without a source": (
        ("codes: gbt2261_1_sex}", "codes: gbt2261_1_sex}, immutable: true"),
        "scheme.yaml:17: sections[0].fields[2].immutable: a field that cannot be typed needs `prefill`",
    ),
    "a key given twice": (
        ("{key: proof,", "{key: degree,"),
        "scheme.yaml:19: slots[0].key: the key degree is taken; expected another",
    ),
    "a letter that does not exist": (
        ("when: {abroad: true},", "when: {abroad: true}, seals: form,"),
        "scheme.yaml:19: slots[0].seals: no such letter",
    ),
    "a section that does not exist": (
        ("when: {abroad: true},", "when: {abroad: true}, section: pgae,"),
        "scheme.yaml:19: slots[0].section: no such section; did you mean page?",
    ),
    "attachments on no page": (
        ("    slots: true\n", ""),
        "scheme.yaml:18: slots[0]: no section carries the attachments; expected `slots: true` on one, or `section` here",
    ),
    "a category field that does not exist": (
        ("routes:", "category_field: categroy\nroutes:"),
        "scheme.yaml:20: category_field: no such field: categroy; expected one of: abroad, degree, sex",
    ),
    "unit publicity in a field that is no date": (
        ("routes:", "unit_publicity: {working_days: 5, start: sex, end: sex}\nroutes:"),
        "scheme.yaml:20: unit_publicity.end: expected a field of type date; sex is of type choice",
    ),
    "a label for no state": (
        ("routes:", "labels: {drafft: {zh: 草稿, en: Draft}}\nroutes:"),
        "scheme.yaml:20: labels.drafft: no such state; did you mean draft?",
    ),
    "a window that no stage keeps": (
        ("routes:", "window: {first_working_day: 1, last_working_day: 5}\nroutes:"),
        "scheme.yaml:20: window: expected one stage with `accepts: true`; there are 0",
    ),
    "a certificate number without a serial": (
        ('number: "X{year}{serial:04d}"', 'number: "X{year}"'),
        "scheme.yaml:31: certificate.number: expected {serial} in the pattern, or every certificate would have the same number",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_scheme_is_refused_for(name: str, tmp_path: Path) -> None:
    change, said = CASES[name]
    assert said in faults(tmp_path, change)


def test_route_with_a_fault_in_its_condition_is_not_also_accused_of_leaving_cases_out(tmp_path: Path) -> None:
    assert len(faults(tmp_path, ("{unit.level: municipal}", "{unit.levl: municipal}"))) == 1


def test_unknown_code_set_is_named_when_the_known_ones_are_given(tmp_path: Path) -> None:
    change = ("codes: gbt2261_1_sex", "codes: gbt2261_1_sexx")
    assert faults(tmp_path, change) == []
    assert faults(tmp_path, change, known_codes={"gbt2261_1_sex"}) == [
        "scheme.yaml:17: sections[0].fields[2].choices.codes: no such code set; did you mean gbt2261_1_sex?"
    ]


def test_unknown_office_is_named_when_the_known_ones_are_given(tmp_path: Path) -> None:
    assert faults(tmp_path, known_offices={"windows"}) == [
        "scheme.yaml:22: routes.first[0].office: no such office: window; did you mean windows?"
    ]


def test_scheme_without_stages_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "scheme.yaml"
    words = "{zh: 甲, en: A}"
    file.write_text(
        f"scheme: s\ntitle: {words}\napply: {words}\nsummary: {words}\nsections: []\nstages: []\n", encoding="utf-8"
    )
    with pytest.raises(SchemeError, match="stages: expected at least one stage"):
        load_scheme(file)


def test_an_offices_stage_without_any_limit_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, ("holder: office, route: first, working_days: 10,", "holder: office, route: first,")) == [
        "scheme.yaml:25: stages[0]: an office's stage needs `working_days`, its own or the scheme's"
    ]
