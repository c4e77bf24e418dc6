"""Model fields whose column holds a seal, and the keyed hashes by which such a column is found.

The attribute of an instance is the clear value, opened when it is first read: a list that does not show it pays
nothing. The seal is bound to the column and, by `bound_to`, to the row. A query cannot compare what is sealed: it asks
a `LookupKeyField`, and what goes past an instance (`update`, `values`, `bulk_update`) neither seals nor opens.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from portal.sealing.seals import Box

LOOKUP_KEY_LENGTH = 43


@dataclass(frozen=True)
class Sealed:
    """A value as the column holds it, not opened. It has no `str`, so that nobody shows it by mistake."""

    token: str

    def __str__(self) -> str:
        raise TypeError("This value is sealed: read it from an instance of its model.")

    def __repr__(self) -> str:
        return "<sealed>"


class _SealedAttribute(DeferredAttribute):
    """Opens the value when it is read, and keeps it open."""

    field: Any

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            assert instance is not None
            value = instance.__dict__[self.field.attname] = self.field.opened(instance, value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.TextField):
    """A text that nobody reads from a dump of the database. Empty stays empty, and NULL stays NULL.

    `bound_to` names a field of the row that never changes and is unique, e.g. `public_id`: then a value that somebody
    copied from another row does not open.
    """

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, bound_to: str = "", **kwargs: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"bound_to": self.bound_to} if self.bound_to else {})

    @property
    def purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def opened(self, instance: models.Model, value: Sealed) -> Any:
        """Return the clear value. Raises SealingError."""
        if not value.token:
            return self.from_text("")
        text = box_of(instance).unseal_text(value.token, purpose=self.purpose, bound_to=self._binding(instance))
        return self.from_text(text)

    def sealed(self, instance: models.Model, value: Any) -> Sealed:
        """Return the value as the column holds it in this row."""
        text = self.as_text(value)
        if not text:
            return Sealed("")
        token = box_of(instance).seal_text(text, purpose=self.purpose, bound_to=self._binding(instance))
        return Sealed(token)

    def as_text(self, value: Any) -> str:
        return str(value)

    def from_text(self, text: str) -> Any:
        return text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """What nobody opened is written back as it was."""
        value = model_instance.__dict__.get(self.attname)
        return value if value is None or isinstance(value, Sealed) else self.sealed(model_instance, value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.token
        if value is None or value == "":
            return value
        raise FieldError(f"{self.purpose} is sealed: save it with its instance, and look it up by its lookup key.")

    def to_python(self, value: Any) -> Any:
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether there is a value can be asked."""
        return super().get_lookup(lookup_name) if lookup_name in ("isnull", "exact") else None

    def get_transform(self, lookup_name: str) -> Any:
        return None

    def value_to_string(self, obj: models.Model) -> str:
        """What is serialised stays sealed."""
        value = self.pre_save(obj, add=False)
        return "" if value is None else value.token

    def formfield(self, **kwargs: Any) -> Any:
        """One line where the length is limited, as for a CharField."""
        one_line: dict[str, Any] = {"max_length": self.max_length, "widget": forms.TextInput} if self.max_length else {}
        field = super().formfield(**one_line | kwargs)
        if self.null and isinstance(field, forms.CharField):
            field.empty_value = None
        return field

    def _binding(self, instance: models.Model) -> str:
        return str(getattr(instance, self.bound_to)) if self.bound_to else ""


class SealedJSONField(SealedTextField):
    """A value of lists, dicts and plain values, sealed as a whole. What it contains cannot be queried.

    `empty` makes the value of a column that was erased.
    """

    _pyi_private_set_type: Any  # for the type checker, which takes it for the text that the column holds
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, empty: Callable[[], Any] = dict, **kwargs: Any) -> None:
        self.empty = empty
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({} if self.empty is dict else {"empty": self.empty})

    def as_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)

    def from_text(self, text: str) -> Any:
        return json.loads(text) if text else self.empty()

    def formfield(self, **kwargs: Any) -> Any:
        return None


class _LookupAttribute(DeferredAttribute):
    """Follows its source: once that has been read or set, the hash is that of what the source is now."""

    field: Any

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is not None and self.field.is_source_open(instance):
            return self.field.of(instance)
        return super().__get__(instance, cls)

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class LookupKeyField(models.CharField):
    """The keyed hash of a sealed field of the same row, NULL where that is empty. It fills itself.

    `purpose` is given where several tables must find the same value, e.g. an identity number.
    """

    descriptor_class = _LookupAttribute

    def __init__(self, *args: Any, source: str = "", purpose: str = "", **kwargs: Any) -> None:
        self.source, self.purpose = source, purpose
        kwargs |= {"max_length": LOOKUP_KEY_LENGTH, "null": True, "editable": False}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for default in ("max_length", "null", "editable"):
            kwargs.pop(default, None)
        return name, path, args, kwargs | {"source": self.source, "purpose": self.purpose}

    def is_source_open(self, instance: models.Model) -> bool:
        return self.source in instance.__dict__ and not isinstance(instance.__dict__[self.source], Sealed)

    def of(self, instance: models.Model) -> str | None:
        value = getattr(instance, self.source)
        return box_of(instance).lookup_key(value, purpose=self.purpose) if value else None

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return getattr(model_instance, self.attname)


class KeepsLookupKeys(models.Model):
    """For models with lookup keys: `save(update_fields=…)` of a source writes its key too."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, *_keys_of(type(self), set(fields))}
        super().save(*args, **kwargs)


def _keys_of(model: type[models.Model], sources: set[str]) -> set[str]:
    return {one.name for one in model._meta.fields if isinstance(one, LookupKeyField) and one.source in sources}


def box_of(instance: models.Model) -> Box:
    """Return the box of a row's tenant; the platform's for what has none."""
    return Box(getattr(instance, "tenant_id", None))


def sealed_fields(model: type[models.Model]) -> list[SealedTextField]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, SealedTextField)]
