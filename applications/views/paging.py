"""Leafing through a list by key: a page is found by the row it begins after, however long the list is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

SIZE = 20


@dataclass(frozen=True)
class Leaf:
    rows: list[Any]
    newer_url: str
    older_url: str


def leaf_of(rows: QuerySet[Any], request: HttpRequest, *, size: int = SIZE) -> Leaf:
    """Return a page of rows with the newest first; `?before=` and `?after=` name a row by its public id."""
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    rows = rows.order_by("-id")
    if after and (pk := _pk(rows, after)):
        found = list(reversed(rows.filter(pk__gt=pk).order_by("id")[: size + 1]))
        return _leaf(request, found[-size:], has_newer=len(found) > size, has_older=True)
    pk = _pk(rows, before) if before else None
    found = list((rows.filter(pk__lt=pk) if pk else rows)[: size + 1])
    return _leaf(request, found[:size], has_newer=pk is not None, has_older=len(found) > size)


def _pk(rows: QuerySet[Any], public_id: str) -> int | None:
    pk: int | None = rows.filter(public_id=public_id).values_list("pk", flat=True).first()
    return pk


def _leaf(request: HttpRequest, rows: list[Any], *, has_newer: bool, has_older: bool) -> Leaf:
    newer = _address(request, after=rows[0].public_id) if rows and has_newer else ""
    older = _address(request, before=rows[-1].public_id) if rows and has_older else ""
    return Leaf(rows, newer, older)


def _address(request: HttpRequest, **place: str) -> str:
    """The same list at another place: what it is narrowed to stays."""
    kept = {name: value for name, value in request.GET.items() if name not in ("before", "after")}
    return f"?{urlencode(kept | place)}"
