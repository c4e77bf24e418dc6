"""Conditions. A match is a mapping: every key must match; a list means any of; `not:` negates. Nothing more.

`{highest_degree: [doctor, master]}` asks an answer, `{unit.level: provincial}` asks the unit,
`{not: {degree_origin: domestic}}` negates a whole match, `{title_origin: {not: [zhejiang]}}` one key.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Facts = Mapping[str, Any]
Match = dict[str, Any]


def matches(match: Match | None, facts: Facts) -> bool:
    """Return whether the facts fulfil the match; no match at all is fulfilled by anything."""
    return all(_holds(key, wanted, facts) for key, wanted in (match or {}).items())


def _holds(key: str, wanted: Any, facts: Facts) -> bool:
    if key == "not":
        return not matches(wanted, facts)
    value = facts.get(key)
    if isinstance(wanted, dict):
        return not _among(value, wanted["not"])
    return _among(value, wanted)


def _among(value: Any, wanted: Any) -> bool:
    options = wanted if isinstance(wanted, list) else [wanted]
    values = value if isinstance(value, list) else [value]
    return any(one == option for one in values for option in options)


def keys_of(match: Match | None) -> Iterator[str]:
    """Yield every fact that a match asks for."""
    for key, wanted in (match or {}).items():
        if key == "not":
            yield from keys_of(wanted)
        else:
            yield key


def values_of(match: Match | None) -> Iterator[tuple[str, Any]]:
    """Yield each (key, value) that a match compares, lists taken apart: for checking against a field's choices."""
    for key, wanted in (match or {}).items():
        if key == "not":
            yield from values_of(wanted)
            continue
        options = wanted["not"] if isinstance(wanted, dict) else wanted
        for option in options if isinstance(options, list) else [options]:
            yield key, option
