import re
from pathlib import Path

from pydantic import BaseModel

from applications.scheme import Scheme
from applications.scheme.checks import LABELS, PLACEHOLDERS
from applications.scheme.document import models_in
from applications.scheme.loader import load_scheme
from applications.scheme.usual import EVENT_NOTICES, UNIT_FACTS

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "scheme-language.md"


def every_model(model: type[BaseModel]) -> set[type[BaseModel]]:
    found = {model}
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            found |= every_model(inner)
    return found


def test_reference_names_every_key_fact_label_and_placeholder() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    keys = {key for model in every_model(Scheme) for key in model.model_fields}
    named = set(re.findall(r"[a-z_.]+", text))
    assert not ({*keys, *UNIT_FACTS, *LABELS, *EVENT_NOTICES} | PLACEHOLDERS) - named


def test_small_scheme_of_the_reference_loads(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path / "scheme.yaml"
    file.write_text(blocks[0], encoding="utf-8")
    assert load_scheme(file, known_offices={"bureau"}).scheme == "training"
