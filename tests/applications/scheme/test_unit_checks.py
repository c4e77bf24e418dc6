"""What a scheme says that units apply for themselves, and one that needs it; spoilt in one place by each case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from applications.scheme import Scheme
from applications.scheme.unit_checks import unit_faults
from tests.permitting import scheme

PERMISSION = Path(__file__).resolve().parents[2] / "permitting" / "permission" / "scheme.yaml"


def _spoilt(name: str, **changes: Any) -> list[tuple[str, str]]:
    content = scheme(name).model_dump(mode="json", exclude_unset=True) | changes
    return [(".".join(map(str, path)), said) for path, said in unit_faults(Scheme.model_validate(content))]


def _fields(*fields: dict[str, Any]) -> list[dict[str, Any]]:
    named = [
        {"label": {"zh": "项", "en": "Item"}, "type": "text", "key": f"f{n}", **one} for n, one in enumerate(fields)
    ]
    return [{"key": "page", "title": {"zh": "页", "en": "Page"}, "slots": True, "fields": named}]


def test_both_schemes_are_sound() -> None:
    assert _spoilt("permission") == []
    assert _spoilt("declaration") == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"fills_in": ["person", "unit"]}, "fills_in"),
        ({"submits": ["person"]}, "submits"),
        ({"needs": "declaration"}, "needs"),
        ({"once": True}, "once"),
        ({"certificate": {"title": {"zh": "证", "en": "C"}, "number": "X{serial}", "template": "c.html", "body": {"zh": "文", "en": "T"}}}, "certificate"),
        ({"sections": _fields({"prefill": "applicant.name"})}, "sections.0.fields.0.prefill"),
        ({"sections": _fields({}, {"type": "unit"})}, "sections.0.fields.1.type"),
        ({"sections": _fields({"type": "id_number"})}, "sections.0.fields.0.type"),
        ({"sections": _fields({"when": {"not": {"applicant.id_type": "CN_ID"}}})}, "sections.0.fields.0.when.not.applicant.id_type"),
        (
            {"stages": [{"key": "own", "state": "unit_confirm", "label": {"zh": "待", "en": "W"}, "holder": "unit"}]},
            "stages.0.holder",
        ),
    ],
)  # fmt: skip
def test_fault_in_a_units_scheme_is_named(changes: dict[str, Any], where: str) -> None:
    assert [path for path, _said in _spoilt("permission", **changes)] == [where]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"valid_months": 12}, "valid_months"),
        ({"needs": "declaration"}, "needs"),
        ({"fills_in": ["person"], "submits": ["person"]}, "needs"),
    ],
)
def test_fault_in_a_persons_scheme_is_named(changes: dict[str, Any], where: str) -> None:
    assert [path for path, _said in _spoilt("declaration", **changes)] == [where]


def test_fault_is_told_with_file_and_line(tmp_path: Path) -> None:
    from applications.scheme.loader import SchemeError, load_scheme

    file = tmp_path / "scheme.yaml"
    file.write_text(PERMISSION.read_text(encoding="utf-8").replace("submits: [unit]", "submits: [person, unit]"))
    with pytest.raises(SchemeError, match=r"scheme\.yaml:8: submits: a unit applies for itself; expected \[unit\]"):
        load_scheme(tmp_path)
