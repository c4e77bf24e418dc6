"""Sealing what stood in clear before, for migrations: first the column becomes text, then its rows are sealed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import migrations, models, transaction

from portal.sealing.fields import LookupKeyField, Sealed, SealedTextField, sealed_fields
from portal.sealing.resealing import resealing
from portal.sealing.seals import is_sealed_text

AT_A_TIME = 500


def seal_rows(label: str) -> migrations.RunPython:
    """Return the step that seals every row of a model (`app.Model`) and fills its lookup keys; backwards it opens them."""
    return migrations.RunPython(
        lambda apps, editor: _each_row(apps, editor, label, _seal),
        lambda apps, editor: _each_row(apps, editor, label, _open),
    )


def _each_row(apps: Any, editor: Any, label: str, change: Any) -> None:
    model = apps.get_model(label)
    rows = model._base_manager.using(editor.connection.alias).order_by("pk")
    with transaction.atomic(using=editor.connection.alias), resealing():
        for row in rows.iterator(chunk_size=AT_A_TIME):
            change(row)


def _seal(row: models.Model) -> None:
    clear = [field for field in sealed_fields(type(row)) if _is_clear(row, field)]
    for field in clear:
        row.__dict__[field.attname] = field.from_text(row.__dict__[field.attname].token)
    keys = [field for field in row._meta.local_concrete_fields if isinstance(field, LookupKeyField)]
    if clear or keys:
        row.save(update_fields=_names([*clear, *keys]))


def _open(row: models.Model) -> None:
    columns = [field for field in sealed_fields(type(row)) if getattr(row, field.attname) is not None]
    clear = {field.attname: Sealed(field.as_text(getattr(row, field.attname))) for field in columns}
    if clear:
        type(row)._base_manager.filter(pk=row.pk).update(**clear)


def _is_clear(row: models.Model, field: SealedTextField) -> bool:
    value = row.__dict__[field.attname]
    return isinstance(value, Sealed) and bool(value.token) and not is_sealed_text(value.token)


def _names(fields: Iterable[models.Field[Any, Any]]) -> list[str]:
    return [field.name for field in fields]
