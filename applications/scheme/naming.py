"""What all checks of a scheme ask: is a key taken twice, is there a field of this name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from applications.scheme.faults import Path, suggestion
from applications.scheme.model import Scheme

Found = Iterator[tuple[Path, str]]


def once(named: Iterable[tuple[Path, str]]) -> Found:
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            yield path, f"the key {name} is taken; expected another"
        seen.add(name)


def names_sibling(scheme: Scheme, key: str, path: Path) -> Found:
    """The key of a field beside this one: in the same record, or else in the form."""
    section = scheme.sections[int(path[1])] if path[0] == "sections" else None
    if section is None or section.repeating is None:
        yield from names_field(scheme, key, path)
    elif key not in (keys := [field.key for field in section.fields]):
        yield path, f"no such field in {section.key}: {key}{suggestion(key, keys)}"


def names_field(scheme: Scheme, key: str, path: Path, *, kind: str | None = None) -> Found:
    types = {field.key: field.type for field in scheme.fields()}
    if key not in types:
        yield path, f"no such field: {key}{suggestion(key, types)}"
    elif kind and types[key] != kind:
        yield path, f"expected a field of type {kind}; {key} is of type {types[key]}"
