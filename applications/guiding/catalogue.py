"""The catalogue of categories and their conditions, as the bureau has it now, searched by a piece of its words."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from django.utils.translation import get_language

from applications.models import CatalogueCondition
from applications.queries import categories_of, conditions_of
from applications.scheme import Scheme
from applications.scheme.form import ChoiceSource
from applications.showing import category_text
from applications.showing.choices import condition_text


@dataclass(frozen=True)
class GuideCategory:
    """A category with the conditions under which somebody belongs to it."""

    label: str
    conditions: tuple[tuple[str, str], ...]


def has_catalogue(scheme: Scheme) -> bool:
    """Whether the form asks for a category or a condition of a catalogue."""
    return any(isinstance(field.choices, ChoiceSource) and field.choices.catalogue for field in scheme.fields())


def catalogue_of(scheme: Scheme, wanted: str = "") -> list[GuideCategory]:
    """Return the categories with their conditions; with words, only those conditions that have all of them. Two queries."""
    words = wanted.casefold().split()
    known = {one.pk: category_text(one) for one in categories_of(scheme.catalogue_key)}
    found = [one for one in conditions_of(scheme.catalogue_key) if _answers(one, known.get(one.category_id, ""), words)]
    by_category = {pk: tuple(lines) for pk, lines in itertools.groupby(found, key=lambda one: one.category_id)}
    return [
        GuideCategory(label, tuple((one.code, condition_text(one, None)) for one in by_category.get(pk, ())))
        for pk, label in known.items()
        if pk in by_category or not words
    ]


def note_of_samples(scheme: Scheme) -> str:
    """Return the scheme's own words on its sample catalogue, as long as the bureau has not put its own in its place."""
    if scheme.catalogue is None or not categories_of(scheme.catalogue_key).filter(is_sample=True).exists():
        return ""
    return scheme.catalogue.note.of(get_language())


def _answers(condition: CatalogueCondition, category: str, words: list[str]) -> bool:
    """Whether every word stands in the condition, in either language, in its code or in its category's name."""
    text = " ".join((condition.code, condition.text_zh, condition.text_en, category)).casefold()
    return all(word in text for word in words)
