"""What is refused in a scheme that is filed in steps, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from applications.scheme.loader import SchemeError, load_scheme

FILED = Path(__file__).resolve().parents[2] / "filed"


def faults(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """Return what is said of the scheme of the tests, changed as said."""
    text = (FILED / "scheme.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    for name in ("form.html", "public.html"):
        (folder / name).write_text("<p>{{ title.zh }}</p>", encoding="utf-8")
    (folder / "scheme.yaml").write_text(text, encoding="utf-8")
    try:
        load_scheme(folder / "scheme.yaml")
    except SchemeError as error:
        return [str(fault).removeprefix(f"{folder}/scheme.yaml:") for fault in error.faults]
    return []


def test_scheme_of_the_tests_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("submits: unit", "submits: person"), "expected `fills_in: [person]` and `submits: unit`"),
        (("type: unit,", "type: text,"), "expected a field of type unit"),
        (("  default: {zh: 企业, en: employer}\n", ""), "expected `default`"),
        (("  university: {zh: 学校", "  universities: {zh: 学校"), "no such kind of unit"),
        (
            ("zh: 上传佐证材料, en: Upload the evidence}", f"zh: {'长' * 41}, en: Upload}}"),
            "expected at most 40 characters",
        ),
        (("  - key: files\n    at: files", "  - key: after_form\n    at: files"), "the key after_form is taken"),
        (("unit.kind: university}\n", "unit.kind: school}\n"), "school is no value of it"),
        (("[第一项须有三个签章。]", f"[{'长' * 501}]"), "expected at most 500 characters"),
        (("columns: [name, sex, level]", "columns: [name, sex, grade, level]"), "no such field: grade"),
        (("labels: {level:", "labels: {post:"), "expected one of the columns"),
        (("contract, label", "contract, blank: form, label"), "a blank stands beside its slot"),
        (("{unit_noun}的经办人", "{unit_name}的经办人"), "no such parameter: {unit_name}"),
    ],
)
def test_each_fault_is_said_where_it_is(tmp_path: Path, change: tuple[str, str], expected: str) -> None:
    found = faults(tmp_path, change)
    assert any(expected in one for one in found), found
    assert all(one.partition(":")[0].isdigit() for one in found)


def test_unit_cannot_report_what_is_saved_in_no_steps(tmp_path: Path) -> None:
    text = (FILED / "scheme.yaml").read_text(encoding="utf-8")
    labels = text[text.index("draft_labels:") : text.index("unit_nouns:")]
    found = faults(tmp_path, (labels, ""))
    assert any("expected `draft_labels`, or unit in `fills_in`" in one for one in found), found
    assert any("they lead through the steps of filing" in one for one in found), found
