"""What is said of a scheme's `renews` before it is published."""

from pathlib import Path

import pytest

from applications.scheme.asking import sentence
from applications.scheme.loader import SchemeError, load_scheme
from applications.services.publishing import UnableToPublish, publish_scheme
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant
from tests.renewing import scheme

REFILING = Path(__file__).resolve().parents[2] / "renewing" / "refiling"


def faults(folder: Path, old: str, new: str) -> list[str]:
    """What is said of the scheme when one of its lines is changed."""
    text = (REFILING / "scheme.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    (folder / "certificate.html").write_text("<p>{{ number }}</p>", encoding="utf-8")
    file = folder / "scheme.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SchemeError) as error:
        load_scheme(file)
    return [f"{fault.path}: {fault.expected}" for fault in error.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  scheme: recognition", "  scheme: refiling", "renews.scheme: a scheme renews another one"),
        ("same: [category]", "same: [categry]", "renews.same[0]: no such field; did you mean category?"),
        ("fields: [work_unit]", "fields: [workplace]", "renews.compare.contract.fields[0]: no such field"),
        (
            "partial: [category,",
            "partial: [category_,",
            "renews.partial[0]: nothing is called so; did you mean category?",
        ),
        (
            "open_notice: may_renew",
            "open_notice: may_renw",
            "renews.open_notice: no such notice; did you mean may_renew?",
        ),
        ("submits: [person]", "submits: [person]\nfills_in: [person, unit]", "renews: only persons renew"),
        (
            "after_months: 23",
            "after_months: 23\n  match: [applicant.email]",
            "renews.match[0]: expected a field with `pref",
        ),
        ("{changed.degree: true}", "{changed.degre: true}", "no such fact; did you mean changed.degree?"),
        ("{changed.degree: true}", '{changed.degree: "yes"}', "expected true or false, without quotes"),
        ("自{since}起", "自{due}起", "no such placeholder: {due}"),
        ("may_renew: {to: [applicant]", "may_renew: {to: [unit]", "notices.may_renew.to: a reminder goes to who holds"),
        ("months: 1}", "months: 1, days: 3}", "expected exactly one of `months` and `days`"),
        ("title: {name: {zh: 职称信息", "Title: {name: {zh: 职称信息", "renews.compare.Title: expected small letters"),
    ],
)
def test_fault_is_said_where_it_is(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(said in one for one in faults(tmp_path, old, new))


def test_what_cannot_change_needs_words_for_what_to_do(tmp_path: Path) -> None:
    text = (REFILING / "scheme.yaml").read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if one.startswith("  otherwise:"))
    assert faults(tmp_path, line + "\n", "") == [
        "renews.otherwise: expected what to do instead, where an answer cannot change"
    ]


def test_compared_answer_is_not_asked_because_of_a_change(tmp_path: Path) -> None:
    old = "{key: title, label: {zh: 职称, en: Title}, type: text, required: false}"
    said = faults(tmp_path, old, old.replace("required", "when: {changed.degree: true}, required"))
    assert said == [
        "renews.compare.title.fields[0]: its own condition asks whether something changed; expected another field"
    ]


@pytest.mark.requirement("HZ-81")
def test_conditions_are_sentences_in_both_languages() -> None:
    slot = scheme("refiling").slot("degree_proof")
    assert isinstance(slot.required, dict)
    assert sentence(slot.required, scheme("refiling")) == "学位信息有变化"
    assert sentence({"changed.degree": False}, scheme("refiling"), "en") == "Degree: unchanged"


def test_renewed_scheme_is_published_first(db: None) -> None:
    with tenant_scope(make_tenant("lakeside")), pytest.raises(UnableToPublish, match=r"renews\.scheme: recognition"):
        publish_scheme(scheme=scheme("refiling"))
