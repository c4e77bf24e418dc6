"""Of two thousand signs in the package, the ones that pages use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PREFIX = "vendor/bootstrap-icons/"
_ROW = re.compile(r"vendor/bootstrap-icons/([a-z0-9-]+\.svg)")


@cache
def used_icons() -> frozenset[str]:
    """Return the names of the files that static/css refers to. Read once: the stylesheets come with the program."""
    sheets = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
    return frozenset(name for sheet in sheets for name in _ROW.findall(sheet.read_text("utf-8")))


class IconFinder(BaseFinder):
    """Finds and collects what `used_icons` names, and nothing else of the package."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.ICONS)
        self.storage.prefix = PREFIX.rstrip("/")  # type: ignore[attr-defined]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.removeprefix(PREFIX)
        found = str(Path(settings.ICONS) / name) if path.startswith(PREFIX) and name in used_icons() else None
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in sorted(used_icons()):
            yield name, self.storage
