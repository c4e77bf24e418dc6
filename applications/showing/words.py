"""Answers in words: codes, divisions, units, categories."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import CatalogueCategory, CatalogueCondition
from applications.scheme import Field, Scheme
from applications.scheme.form import ChoiceSource
from applications.showing.choices import category_text, condition_text, is_english
from portal.codes import code_set
from portal.people.masking import mask_id_number, mask_phone
from portal.people.phone import shown_phone
from units.queries import name_of_unit

MASKS = {"id_number": mask_id_number, "phone": mask_phone}
"""How answers of these types look to those who are not shown them whole."""


def answer_text(scheme: Scheme, field: Field, value: Any, language: str | None = None) -> str:
    """Return an answer in words, for codes, units and categories too; empty where there is none.

    A value that its source no longer has is returned as it was stored: an old case shows what was answered then.
    """
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, list):
        return "、".join(answer_text(scheme, field, one, language) for one in value)
    if field.type == "region" and isinstance(field.choices, ChoiceSource):
        return region_text(field.choices.codes or "", str(value), language)
    if isinstance(field.choices, ChoiceSource):
        return _source_text(scheme, field.choices, str(value), language)
    for choice in field.choices or ():
        if choice.value == value:
            return choice.label.of(language or get_language())
    return _plain_text(field, value)


def region_text(codes: str, value: str, language: str | None = None) -> str:
    """Return a division with those above it, the largest first in Chinese: province, city, county."""
    known, names = code_set(codes), []
    code = known.get(value)
    while code is not None:
        names.append(code.label(language))
        code = known.get(code.parent)
    english = is_english(language)
    return (", ".join(names) if english else "".join(reversed(names))) or value


def _source_text(scheme: Scheme, source: ChoiceSource, value: str, language: str | None) -> str:
    if source.codes is not None:
        return code_set(source.codes).label(value, language)
    if source.catalogue == "categories":
        category = CatalogueCategory.objects.filter(scheme_key=scheme.catalogue_key, code=value).first()
        return category_text(category, language) if category else value
    found = CatalogueCondition.objects.filter(category__scheme_key=scheme.catalogue_key, code=value).first()
    return f"{found.code} {condition_text(found, language)}" if found else value


def _plain_text(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if field.type == "unit":
        return name_of_unit(str(value))
    if field.type == "phone":
        return shown_phone(str(value))
    return str(value)
