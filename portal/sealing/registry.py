"""Everything that is sealed, so that a rotation of keys reaches all of it.

Columns are found by their fields (`portal.sealing.fields`). What is sealed elsewhere, e.g. files, is registered by its
app in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from django.apps import apps
from django.db import models

from portal.sealing.fields import SealedTextField, sealed_fields


class SealedStore(Protocol):
    """Sealed things outside of sealed columns."""

    name: str
    """What the report of a rotation calls them."""

    def reseal(self) -> Iterator[bool]:
        """Go through all of the current tenant's things (outside of any scope: the platform's).

        Yield True for each that was sealed anew with the newest key, False for each that was already. Each is whole
        when it is yielded: the process may die between two of them, and the next run goes on.
        """
        ...


_stores: list[SealedStore] = []


def register_sealed(store: SealedStore) -> None:
    """Let `manage.py rotate_keys` reach these things too."""
    if store not in _stores:
        _stores.append(store)


def sealed_stores() -> list[SealedStore]:
    return list(_stores)


def sealed_columns() -> Iterator[tuple[type[models.Model], list[SealedTextField]]]:
    """Yield each model that has sealed columns, with them."""
    for model in apps.get_models():
        if columns := sealed_fields(model):
            yield model, columns
