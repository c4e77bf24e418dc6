"""The page of a unit's own information, as its template shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from applications.checking.faults import Fault
from applications.forms.answers import answers_from
from applications.forms.fields import FieldView
from applications.scheme import Field
from applications.scheme.units import UnitInformation
from applications.unit_information import choices_of, stated_text


class StatedView(FieldView):
    """A field of it: places by city and codes are chosen from lists, which need no scripts."""

    @property
    def kind(self) -> str:
        kind = super().kind
        return "select" if kind in ("region", "finder") else kind


def typed_from(information: UnitInformation, data: QueryDict) -> dict[str, Any]:
    """Return what the browser sent, by key; what cannot be typed is not taken from there (NX-36)."""
    return answers_from((one for one in information.fields if not one.immutable), data)


def views_of(
    information: UnitInformation, answers: Mapping[str, Any], faults: Iterable[Fault] = ()
) -> list[StatedView]:
    """Return the fields in the order of the form, with what is wrong in them."""
    errors = {fault.path: fault.message for fault in faults}
    return [_view(one, answers.get(one.key), errors.get(f"field:{one.key}", "")) for one in information.fields]


def notes_of(information: UnitInformation) -> list[str]:
    return [note.of(get_language()) for note in information.notes]


def _view(field: Field, value: Any, error: str) -> StatedView:
    return StatedView(
        field=field,
        name=f"field:{field.key}",
        path=f"field:{field.key}",
        value=value,
        text=stated_text(field, value),
        is_asked=True,
        is_required=field.required,
        is_read_only=field.immutable,
        options=() if field.immutable or field.choices is None else tuple(choices_of(field)),
        error=error,
    )
