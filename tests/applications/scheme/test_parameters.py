"""What changes from round to round stands once."""

from pathlib import Path

import pytest

from applications.scheme import Scheme
from tests.applications.scheme.small import faults, small_scheme, written
from tests.yearly import yearly

YEAR = (
    "title: {zh: 小事项, en: Small scheme}",
    'title: {zh: "{year}年小事项", en: "Small scheme of {year}"}\nparameters: {year: {zh: 二〇二七, en: "2027"}}',
)


@pytest.mark.requirement("CY-59")
def test_parameter_stands_in_every_text_that_names_it(tmp_path: Path) -> None:
    scheme = small_scheme(tmp_path, YEAR, ('zh: "{applicant}已通过"', 'zh: "{applicant}的{year}年申报已通过"'))
    assert (scheme.title.zh, scheme.title.en) == ("二〇二七年小事项", "Small scheme of 2027")
    assert scheme.notices["told"].text.zh == "{applicant}的二〇二七年申报已通过"


@pytest.mark.requirement("CY-51", "CY-59", "CY-60", "CY-78")
def test_stored_version_holds_the_final_texts_and_what_they_were_made_of() -> None:
    content = yearly().model_dump(mode="json", exclude_unset=True)
    stored = Scheme.model_validate(content)
    assert stored == yearly()
    assert stored.parameters["since"].zh == "2021年1月"
    slot = stored.slot("insurance")
    assert slot.label.zh == "2021年1月至今的缴费记录"
    assert slot.guide.en[1] == "Choose January 2021 as the first month, search and download."
    assert not any("{" in one.label.zh + one.label.en for one in stored.slots)


def test_scheme_without_parameters_is_left_as_it_is(tmp_path: Path) -> None:
    assert small_scheme(tmp_path).parameters == {}


CASES = {
    "a name that is no parameter": (
        (YEAR[0], YEAR[1].replace('zh: "{year}年', 'zh: "{yaer}年')),
        "scheme.yaml:2: title.zh: no such parameter: {yaer}; did you mean year?",
    ),
    "a name in a scheme without parameters": (
        ("title: {zh: 页, en: Page}", 'title: {zh: "{year}页", en: Page}'),
        "scheme.yaml:7: sections[0].title.zh: no such parameter: {year}",
    ),
    "a parameter that nothing uses": (
        (YEAR[0], YEAR[1].replace("{year: {", "{month: {zh: 一月, en: January}, year: {")),
        "scheme.yaml:3: parameters.month: no text and no letter uses this parameter",
    ),
    "a parameter called as a placeholder": (
        (YEAR[0], YEAR[1].replace("{year: {", "{unit: {zh: 公司, en: Company}, year: {")),
        "scheme.yaml:3: parameters.unit: notices have a placeholder of this name; expected another",
    ),
    "a parameter in a parameter": (
        (YEAR[0], YEAR[1].replace("zh: 二〇二七", 'zh: "{applicant}"')),
        "scheme.yaml:3: parameters.year.zh: expected words without brackets: a parameter holds no other",
    ),
    "a parameter with capitals": (
        (YEAR[0], YEAR[1].replace("{year: {", "{Year: {zh: 年, en: year}, year: {")),
        "scheme.yaml:3: parameters.Year: expected small letters, digits and _ as its name",
    ),
    "a notice with a name that is neither": (
        ('zh: "{applicant}已通过"', 'zh: "{yaer}已通过"'),
        "scheme.yaml:29: notices.told.text.zh: no such placeholder: {yaer}; did you mean year?",
    ),
}


@pytest.mark.requirement("CY-59")
@pytest.mark.parametrize(("change", "fault"), CASES.values(), ids=CASES)
def test_fault_says_where_and_what_was_expected(tmp_path: Path, change: tuple[str, str], fault: str) -> None:
    others = [YEAR] if change[0].startswith("zh:") else []
    assert fault in faults(tmp_path, *others, change)


LETTER = ("certificate:\n", "letters: {form: {title: {zh: 表, en: Form}, template: form.html}}\ncertificate:\n")


def with_letter(folder: Path, text: str) -> list[str]:
    (folder / "form.html").write_text(text, encoding="utf-8")
    return faults(folder, LETTER, (YEAR[0], YEAR[0] + "\nparameters: {year: {zh: 二〇二七, en: '2027'}}"))


def test_letter_is_where_a_parameter_is_used_too(tmp_path: Path) -> None:
    assert with_letter(tmp_path, "<p>{{ parameters.year }}</p>") == []
    assert with_letter(tmp_path, "<p>{{ parameters.yaer }}</p>") == [
        "scheme.yaml:3: parameters.year: no text and no letter uses this parameter",
        "scheme.yaml:30: letters.form.template: no such parameter: {yaer}; did you mean year?",
    ]


def test_written_pattern_of_certificate_numbers_is_no_text(tmp_path: Path) -> None:
    assert "{year}" in written(tmp_path).read_text(encoding="utf-8")
    assert faults(tmp_path, YEAR) == []
