"""Changing keys while the portal runs: wrap data keys anew, make new ones, seal everything again with them.

Every batch is a transaction of its own and knows by the seals themselves what is left, so a run that was killed is
resumed by the next. Old keys stay, as readers: backups were sealed with them.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection, models, transaction

from portal.calendar import now
from portal.sealing.faults import SealingError
from portal.sealing.fields import SealedTextField
from portal.sealing.keys import KeyKind, Owner, as_text, forget_keys, from_text, key_name, make_key, rows_of
from portal.sealing.masters import master_by_id, newest_master
from portal.sealing.models import WrappedKey
from portal.sealing.registry import sealed_columns, sealed_stores
from portal.sealing.resealing import resealing
from portal.sealing.seals import current_prefix, owner_prefix
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope

AT_A_TIME = 200


@dataclass
class Report:
    """What a rotation did for one owner. `faults` are things that do not open and were left as they are."""

    owner: Owner
    rewrapped: int = 0
    version: int = 0
    resealed: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def count(self, name: str) -> None:
        self.resealed[name] = self.resealed.get(name, 0) + 1


def owners() -> Iterator[Owner]:
    """Yield the platform, then every tenant, the closed ones too: their data is there as well."""
    yield None
    yield from Tenant.objects.order_by("pk").values_list("pk", flat=True)


def rewrap(report: Report) -> None:
    """Wrap an owner's keys with the newest master key, so that older ones can be taken out of IDENTITY_KEYS."""
    newest = newest_master()
    with _scope(report.owner), transaction.atomic():
        for row in rows_of(report.owner):
            if row.master_id != newest.id:
                _rewrap_one(report.owner, row)
                report.rewrapped += 1
    forget_keys()


def reseal(report: Report, *, patience: float) -> None:
    """Seal everything of an owner with a new data key, or with the one that a killed run made.

    Other processes notice the new key within `patience` seconds and seal with the old one until then, so the last look
    is taken after it.
    """
    began = time.monotonic()
    with _scope(report.owner):
        if not rows_of(report.owner, KeyKind.DATA):
            return
        report.version = _target(report.owner)
        _reseal_stores(report)
        _reseal_columns(report)
        time.sleep(max(0, patience - (time.monotonic() - began)))
        _reseal_columns(report)
        if not report.faults:
            _retire(report.owner, before=report.version)


def _rewrap_one(owner: Owner, row: WrappedKey) -> None:
    name, newest = key_name(owner, row.kind, row.version), newest_master()
    secret = master_by_id(row.master_id, name=name).unwrap(from_text(row.wrapped), name=name)
    row.wrapped, row.master_id = as_text(newest.wrap(secret, name=name)), newest.id
    row.save(update_fields=["wrapped", "master_id"])


def _target(owner: Owner) -> int:
    """Return the version to seal with: a new one, unless the last rotation has not come to its end."""
    versions = {row.version: row for row in rows_of(owner, KeyKind.DATA)}
    newest = max(versions)
    if any(row.retired_at is None for version, row in versions.items() if version < newest):
        return newest
    return make_key(owner, KeyKind.DATA, version=newest + 1).version


def _retire(owner: Owner, *, before: int) -> None:
    for row in rows_of(owner, KeyKind.DATA):
        if row.version < before and row.retired_at is None:
            row.retired_at = now()
            row.save(update_fields=["retired_at"])


def _reseal_stores(report: Report) -> None:
    for store in sealed_stores():
        try:
            for is_new in store.reseal():
                if is_new:
                    report.count(store.name)
        except SealingError as fault:
            report.faults.append(f"{store.name}: {fault}")


def _reseal_columns(report: Report) -> None:
    for model, columns in sealed_columns():
        last = 0
        while found := _stale(model, columns, report.owner, after=last):
            last = found[-1]
            with transaction.atomic(), resealing():
                _reseal_rows(report, model, columns, found)


def _stale(model: type[models.Model], columns: list[SealedTextField], owner: Owner, *, after: int) -> list[int]:
    """Return the next rows with a seal of this owner that is not of its newest key."""
    stale = " OR ".join(f'("{one.column}" LIKE %s AND "{one.column}" NOT LIKE %s)' for one in columns)
    patterns = [f"{owner_prefix(owner)}%", f"{current_prefix(owner)}%"] * len(columns)
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{key}" FROM "{table}" WHERE "{key}" > %s AND ({stale}) ORDER BY "{key}" LIMIT {AT_A_TIME}',
            [after, *patterns],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _reseal_rows(report: Report, model: type[models.Model], columns: list[SealedTextField], pks: list[int]) -> None:
    rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    for row in rows:
        try:
            again = {one.attname: one.sealed(row, getattr(row, one.attname)) for one in columns if _is_there(row, one)}
        except SealingError as fault:
            report.faults.append(f"{model._meta.label}:{row.pk}: {fault}")
            continue
        model._base_manager.filter(pk=row.pk).update(**again)
        report.count(model._meta.label)


def _is_there(row: models.Model, column: SealedTextField) -> bool:
    return row.__dict__[column.attname] is not None


def _scope(owner: Owner) -> contextlib.AbstractContextManager[object]:
    return contextlib.nullcontext() if owner is None else tenant_scope(Tenant.objects.get(pk=owner))


def describe(report: Report) -> str:
    """Return the report in one line."""
    name = "platform" if report.owner is None else Tenant.objects.get(pk=report.owner).slug
    parts = [f"{report.rewrapped} keys wrapped anew"]
    if report.version:
        counts = ", ".join(f"{count} {name}" for name, count in sorted(report.resealed.items())) or "nothing"
        parts.append(f"data key {report.version}: sealed anew {counts}")
    if report.faults:
        parts.append(f"{len(report.faults)} do not open")
    return f"{name}: {'; '.join(parts)}"
