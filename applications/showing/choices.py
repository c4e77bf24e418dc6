"""What a field can be answered with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from applications.models import CatalogueCategory, CatalogueCondition
from applications.queries import categories_of, conditions_of
from applications.scheme import Facts, Field, Scheme
from applications.scheme.form import Choice, ChoiceSource
from portal.codes import Code, code_set


@dataclass(frozen=True)
class Option:
    """One choice as a page offers it. `group` is the category that a catalogue condition belongs to."""

    value: str
    label: str
    group: str = ""
    group_label: str = ""


def options_of(
    scheme: Scheme, field: Field, language: str | None = None, *, beside: Facts | None = None
) -> list[Option]:
    """Return what a field can be answered with, in the order of its source.

    `beside` are the answers beside it: where the choices lie below one of these, only they are returned; without it all,
    each with the code above it as its group.
    """
    if isinstance(field.choices, ChoiceSource):
        return _from_source(scheme, field.choices, language, beside)
    return [_listed(choice, language or get_language()) for choice in field.choices or ()]


def _listed(choice: Choice, language: str | None) -> Option:
    return Option(str(choice.value), choice.label.of(language))


def _from_source(scheme: Scheme, source: ChoiceSource, language: str | None, beside: Facts | None) -> list[Option]:
    if source.catalogue == "categories":
        return [Option(c.code, category_text(c, language)) for c in categories_of(scheme.catalogue_key)]
    if source.catalogue == "conditions":
        return [
            Option(
                c.code, f"{c.code} {condition_text(c, language)}", c.category.code, category_text(c.category, language)
            )
            for c in conditions_of(scheme.catalogue_key)
        ]
    if source.of is None:
        return [Option(code.code, code.label(language)) for code in codes_of(source)]
    above = None if beside is None else str(beside.get(source.of) or "")
    return [_below(code, source, language) for code in codes_of(source) if code.parent and above in (None, code.parent)]


def _below(code: Code, source: ChoiceSource, language: str | None) -> Option:
    return Option(
        code.code, code.label(language), code.parent, code_set(source.codes or "").label(code.parent, language)
    )


def codes_of(source: ChoiceSource) -> list[Code]:
    """Return the codes that a source leaves of its set."""
    assert source.codes is not None
    known = code_set(source.codes)
    entries = list(known.entries.values())
    if source.only:
        entries = [code for code in entries if code.code in source.only]
    if source.leaves:
        parents = {code.parent for code in known.entries.values()}
        entries = [code for code in entries if code.code not in parents]
    if source.within is not None:
        entries = [code for code in entries if code.parent == source.within]
    if source.level is not None:
        entries = [code for code in entries if len(code.code) == source.level]
    return entries


def is_code_of(source: ChoiceSource, value: str, above: Any = None) -> bool:
    """Whether a source offers this code; where its codes lie below another answer, below that one."""
    code = code_set(source.codes or "").get(value)
    if code is None or (source.of is not None and code.parent != above):
        return False
    return value in _offered(source)


@lru_cache(maxsize=256)
def _offered(source: ChoiceSource) -> frozenset[str]:
    return frozenset(code.code for code in codes_of(source))


def category_text(category: CatalogueCategory, language: str | None = None) -> str:
    """Return a category as people name it: `A · 顶尖人才`; by its name alone where that says the code: `A类人才`."""
    name = category.name_en if is_english(language) and category.name_en else category.name_zh
    says_code = name.startswith(category.code) or name.endswith(f" {category.code}")
    return name if says_code else f"{category.code} · {name}"


def condition_text(condition: CatalogueCondition, language: str | None) -> str:
    """Return a condition's words."""
    return condition.text_en if is_english(language) and condition.text_en else condition.text_zh


def is_english(language: str | None) -> bool:
    return (language or get_language() or "").startswith("en")
