"""Where a scheme has conditions, and whether each asks only what can be answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from applications.scheme.faults import Path, suggestion
from applications.scheme.match import Match
from applications.scheme.model import Scheme

Found = Iterator[tuple[Path, str]]


def conditions_of(scheme: Scheme) -> Iterator[tuple[Path, Match]]:
    """Yield every condition of the scheme and where it stands."""
    for number, section in enumerate(scheme.sections):
        for index, field in enumerate(section.fields):
            if field.when is not None:
                yield ("sections", number, "fields", index, "when"), field.when
    for number, slot in enumerate(scheme.slots):
        if slot.when is not None:
            yield ("slots", number, "when"), slot.when
        if isinstance(slot.required, dict):
            yield ("slots", number, "required"), slot.required
    yield from _conditions_of_helpers(scheme)
    yield from _conditions_of_the_way(scheme)


def _conditions_of_helpers(scheme: Scheme) -> Iterator[tuple[Path, Match]]:
    for number, helper in enumerate(scheme.helpers):
        for index, variant in enumerate(helper.variants):
            yield ("helpers", number, "variants", index, "when"), variant.when


def _conditions_of_the_way(scheme: Scheme) -> Iterator[tuple[Path, Match]]:
    for name, routes in scheme.routes.items():
        for number, route in enumerate(routes):
            if route.when is not None:
                yield ("routes", name, number, "when"), route.when
    for number, stage in enumerate(scheme.stages):
        if stage.when is not None:
            yield ("stages", number, "when"), stage.when
        for index, record in enumerate(stage.records):
            if record.when is not None:
                yield ("stages", number, "records", index, "when"), record.when


def match_lists(match: Match | None, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield each comparison of a match: the path to its wanted value or list, and that value or list."""
    for key, wanted in (match or {}).items():
        where = (*path, key)
        if key == "not" and isinstance(wanted, dict):
            yield from match_lists(wanted, where)
        elif isinstance(wanted, dict) and set(wanted) == {"not"}:
            yield (*where, "not"), wanted["not"]
        else:
            yield where, wanted


def match_faults(match: Match, path: Path, domains: Mapping[str, set[Any] | None]) -> Found:
    """Yield what is wrong in a condition: a fact nobody knows, a value the fact never has, a shape no match has."""
    for where, wanted in match_lists(match, path):
        key = _asked(where)
        if key is None:
            yield where, "expected a condition to negate, e.g. not: {unit.level: central}"
        elif key not in domains:
            yield where, f"no such fact{suggestion(key, domains)}"
        else:
            yield from _value_faults(wanted, where, domains[key])


def _asked(where: Path) -> str | None:
    """Return the fact compared at this path: its last step, or the one before `not`."""
    last = where[-1] if where[-1] != "not" else where[-2]
    return last if isinstance(last, str) and last not in ("not", "when", "required") else None


def _value_faults(wanted: Any, where: Path, domain: set[Any] | None) -> Found:
    if wanted == [] or wanted is None or isinstance(wanted, dict):
        yield where, "expected a value, a list of values, or {not: …}"
        return
    for number, one in enumerate(wanted if isinstance(wanted, list) else [wanted]):
        place = (*where, number) if isinstance(wanted, list) else where
        if isinstance(one, dict | list) or one is None:
            yield place, "expected a single value"
        elif domain is not None and not _is_in(one, domain):
            yield place, _no_value(one, domain)


def _no_value(value: Any, domain: set[Any]) -> str:
    if domain == {True, False}:
        return "expected true or false, without quotes"
    return f"{str(value).lower()} is no value of it{suggestion(value, domain)}"


def _is_in(value: Any, domain: set[Any]) -> bool:
    """Return whether the value is listed; `true` is not 1, as it would be to Python."""
    return any(type(value) is type(one) and value == one for one in domain)
