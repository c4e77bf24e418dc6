"""Faults in what slots ask for, in names of files, in rounds and in what follows approval."""

from pathlib import Path

import pytest

from tests.applications.scheme.small import faults

SLOT = "{key: proof, label: {zh: 认证书, en: Proof}, when: {abroad: true}, required: {degree: doctor}}"
HEAD = "summary: {zh: 说明, en: Summary}"
FOLLOW = (
    "follow_up: {title: {zh: 后续, en: After}, office: window, columns: [degree, unit.name], "
    "results: [{value: chosen, label: {zh: 列入, en: Chosen}, notice: told}]}"
)


def slot(more: str) -> tuple[str, str]:
    return SLOT, f"{SLOT[:-1]}, {more}}}"


def head(more: str) -> tuple[str, str]:
    return HEAD, f"{HEAD}\n{more}"


CASES = {
    "a count without several": (
        slot("at_least: 3"),
        "scheme.yaml:19: slots[0].at_least: one file is all this slot takes; expected `several: true` beside it",
    ),
    "a count that does not fit": (
        slot("several: true, max_files: 2, at_least: 3"),
        "scheme.yaml:19: slots[0].at_least: expected at most 2, the `max_files`",
    ),
    "a count of nothing": (
        slot("several: true, at_least: 0"),
        "scheme.yaml:19: slots[0].at_least: expected 1 or more; `required: false` where none is needed",
    ),
    "proof of what is not there": (
        slot("proves: [degre]"),
        "scheme.yaml:19: slots[0].proves[0]: no field and no section of records is called so; did you mean degree?",
    ),
    "the same proved twice": (
        slot("proves: [degree, degree]"),
        "scheme.yaml:19: slots[0].proves[1]: degree stands here already",
    ),
    "a hint without a service to ask": (
        slot("fetch_hint: {zh: 提示, en: Hint}"),
        "scheme.yaml:19: slots[0].fetch_hint: there is nothing to fetch; expected `fetch` beside it",
    ),
    "a service with a name that is no key": (
        slot("fetch: Social insurance"),
        "scheme.yaml:19: slots[0].fetch: expected the key of a service, such as social_insurance"
        " (a-z, 0-9, _ and -; 40 at most)",
    ),
    "a count by a field that is no number": (
        slot("several: true, at_least: degree"),
        "scheme.yaml:19: slots[0].at_least: expected a field of type integer; degree is of type choice",
    ),
    "a count by no field": (
        slot("several: true, at_least: degre"),
        "scheme.yaml:19: slots[0].at_least: no such field: degre; did you mean degree?",
    ),
    "a blank that is no letter": (
        slot("blank: pledge"),
        "scheme.yaml:19: slots[0].blank: no such letter",
    ),
    "a guide without steps": (
        slot("guide: {zh: [], en: []}"),
        "scheme.yaml:19: slots[0].guide: expected at least one step",
    ),
    "a material without names of files": (
        slot("material: {zh: 证, en: Proof}"),
        "scheme.yaml:19: slots[0].material: files are called so only in a scheme with `file_names`",
    ),
    "names of files with an unknown part": (
        head('file_names: "{unit}-{aplicant}-{material}"'),
        "scheme.yaml:5: file_names: no such placeholder: {aplicant}; did you mean applicant?",
    ),
    "names of files that are all the same": (
        head('file_names: "{unit}-{applicant}"'),
        "scheme.yaml:5: file_names: expected {material} in it, or all files would be called the same",
    ),
    "names of files with a bracket too few": (
        head('file_names: "{unit-{material}"'),
        "scheme.yaml:5: file_names: expected a pattern such as {unit}-{applicant}-{material} "
        "(unexpected '{' in field name)",
    ),
    "names of files with a format": (
        head('file_names: "{material:>9}"'),
        "scheme.yaml:5: file_names: expected the names alone in the brackets",
    ),
    "names of files no disk takes": (
        head('file_names: "{unit}/{material}"'),
        "scheme.yaml:5: file_names: file names cannot have /",
    ),
    "a round where people are recognised for good": (
        head('round: {name: "2027"}\nonce: true'),
        "scheme.yaml:6: once: a scheme with `round` takes a person once a round; expected no `once`",
    ),
    "a round that ends before it begins": (
        head('round: {name: "2027", opens_on: "2027-03-01", closes_on: "2027-02-01"}'),
        "scheme.yaml:5: round: expected closes_on comes before opens_on",
    ),
    "documents where no unit enters people": (
        head("id_types: [CN_ID]"),
        "scheme.yaml:5: id_types: no unit enters people here; expected `unit` in `fills_in`",
    ),
    "a document that does not exist": (
        head("id_types: [CN_IDS]\nfills_in: [unit]"),
        "scheme.yaml:5: id_types[0]: no such word: CN_IDS; did you mean CN_ID?",
    ),
    "a document twice": (
        head("id_types: [CN_ID, CN_ID]\nfills_in: [unit]"),
        "scheme.yaml:5: id_types[1]: the key CN_ID is taken; expected another",
    ),
    "a note on no state": (
        head("state_notes: {aproved: {zh: 注, en: Note}}"),
        "scheme.yaml:5: state_notes.aproved: no such state; did you mean approved?",
    ),
    "words in a box that is none": (
        ("type: boolean, when", "type: boolean, placeholder: {zh: 请选择, en: Choose}, when"),
        "scheme.yaml:16: sections[0].fields[1].placeholder: a boolean has no box to show it in; expected `hint`",
    ),
    "an age that is no number": (
        (
            "type: boolean, when: {degree: [doctor, master]}}",
            "type: boolean}\n      - {key: age, label: {zh: 年龄, en: Age}, type: text, prefill: applicant.age, when: {abroad: true}}",
        ),
        "scheme.yaml:17: sections[0].fields[2].type: an age is an integer",
    ),
    "a column that does not exist": (
        head(FOLLOW.replace("[degree, unit.name]", "[degre, unit.nam]")),
        "scheme.yaml:5: follow_up.columns[0]: no such column; did you mean degree?",
    ),
    "a fact of the unit that does not exist": (
        head(FOLLOW.replace("[degree, unit.name]", "[degree, unit.nam]")),
        "scheme.yaml:5: follow_up.columns[1]: no such column; did you mean unit.name?",
    ),
    "a result that tells no notice": (
        head(FOLLOW.replace("notice: told", "notice: toldd")),
        "scheme.yaml:5: follow_up.results[0].notice: no such notice; did you mean told?",
    ),
    "an office that exports and does not exist": (
        head(FOLLOW.replace("office: window", "office: windw")),
        "scheme.yaml:5: follow_up.office: no such office: windw; did you mean window?",
    ),
}


@pytest.mark.parametrize(("change", "fault"), CASES.values(), ids=CASES)
def test_fault_says_where_and_what_was_expected(tmp_path: Path, change: tuple[str, str], fault: str) -> None:
    assert fault in faults(tmp_path, change, known_offices={"window"})


def test_sealed_letter_is_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "form.html").write_text("<p></p>", encoding="utf-8")
    letter = head("letters: {form: {title: {zh: 表, en: Form}, template: form.html}}")
    [said] = faults(tmp_path, letter, slot("fetch: social_insurance, seals: form"))
    assert said.endswith("what is printed, sealed and uploaded cannot be fetched; expected `seals` or `fetch`")
    assert faults(tmp_path, slot("fetch: not_set_up_yet")) == []


def test_sealed_letter_is_no_blank(tmp_path: Path) -> None:
    (tmp_path / "form.html").write_text("<p></p>", encoding="utf-8")
    letter = head("letters: {form: {title: {zh: 表, en: Form}, template: form.html}}")
    said = faults(tmp_path, letter, slot("blank: form, seals: form"))
    assert said == [
        "scheme.yaml:20: slots[0].blank: expected either `seals` (printed from the form) or `blank` (filled in by hand)"
    ]


def test_notice_of_a_result_is_one_that_is_sent(tmp_path: Path) -> None:
    told = ("notices:\n", "notices:\n  listed: {to: [unit], text: {zh: 已列入, en: Listed}}\n")
    assert faults(tmp_path, told) != []
    assert faults(tmp_path, told, head(FOLLOW.replace("notice: told", "notice: listed"))) == []
