"""Whether what came out is what the case file expected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from review.walking.case import Expect
from review.walking.reading import CaseFile
from review.walking.reporting import Line

COMPARED = (
    "outcome",
    "state",
    "verify",
    "category",
    "office",
    "route",
    "label",
    "stage",
    "permission",
    "renewal",
    "former",
)
DAYS = ("accepted_on", "due_on")


def mismatches(file: CaseFile, events: list[Line], last: Line) -> list[str]:
    """Return each thing that was expected and did not come, as `file:line: expected …, got …`."""
    expect = file.case.expect
    if expect is None:
        return []
    return [f"{file.name}:{file.line('expect', *path)}: {words}" for path, words in _found(file, expect, events, last)]


def _found(
    file: CaseFile, expect: Expect, events: list[Line], last: Line
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield from _plain(file, expect, last)
    if "certificate" in expect.model_fields_set and not _is_certificate(expect.certificate, last["certificate"]):
        yield ("certificate",), _differs("certificate", _shown(expect.certificate), last["certificate"])
    yield from _refusal(expect, last)
    for stage, office in expect.offices.items():
        if last.get("offices", {}).get(stage) != office:
            yield ("offices", stage), _differs(f"office {office} at {stage}", "", last.get("offices", {}).get(stage))
    told = {notice["key"] for line in events for notice in line["notices"]}
    for number, key in enumerate(expect.notices):
        if key not in told:
            yield ("notices", number), _differs(f"notice {key}", "", ", ".join(sorted(told)) or None)
    yield from _in_order(expect.events, events)


def _plain(file: CaseFile, expect: Expect, last: Line) -> Iterator[tuple[tuple[str, ...], str]]:
    """Whatever is written in the file counts, an empty value as none."""
    written = {key: getattr(expect, key) for key in (*COMPARED, *DAYS) if key in expect.model_fields_set}
    for key, value in written.items():
        wanted = (
            value.isoformat() if key in DAYS and value else value if key in ("permission", "renewal") else _none(value)
        )
        got = last.get("outcome" if key == "state" else key)
        if wanted != got and not _names(file, key, wanted, last):
            yield (key,), _differs(key, _shown(wanted), got)


def _names(file: CaseFile, key: str, value: Any, last: Line) -> bool:
    """A category may be expected by its name."""
    categories = file.scheme.catalogue.categories if file.scheme.catalogue else ()
    names = {name: one.code for one in categories for name in (one.name.zh, one.name.en)}
    return key == "category" and names.get(value) == last.get(key)


def _none(value: Any) -> Any:
    return None if value in ("none", "null") else value


def _is_certificate(wanted: bool | str | None, number: str | None) -> bool:
    if str(wanted).lower() in ("true", "false"):
        return (number is not None) == (str(wanted).lower() == "true")
    return number == _none(wanted)


def _refusal(expect: Expect, last: Line) -> Iterator[tuple[tuple[str, ...], str]]:
    reason = _reason(last)
    wanted = str(expect.refused) if expect.refused is not None else "False"
    if wanted.lower() == "false":
        if reason is not None and expect.refused is not None:
            yield ("refused",), _differs("no refusal", "", reason)
    elif reason is None or (wanted.lower() != "true" and wanted not in reason):
        yield ("refused",), _differs("refusal", "" if wanted.lower() == "true" else wanted, reason)


def _reason(last: Line) -> str | None:
    refused = last.get("refused")
    return "\n".join([refused["reason"], *refused["faults"]]) if refused else None


def is_refusal_expected(file: CaseFile) -> bool:
    expect = file.case.expect
    return expect is not None and str(expect.refused).lower() not in ("none", "false")


def _in_order(wanted: tuple[dict[str, Any], ...], events: list[Line]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each wanted event comes after the one before it; other events may lie between."""
    rest = iter(events)
    for number, partial in enumerate(wanted):
        if not any(_agrees(partial, line) for line in rest):
            shown = ", ".join(f"{key}: {value}" for key, value in partial.items())
            yield ("events", number), f"expected an event with {shown} here, got none"
            return


def _agrees(partial: dict[str, Any], line: Line) -> bool:
    told = {notice["key"] for notice in line["notices"]}
    others = {key: value for key, value in partial.items() if key != "notices"}
    others.setdefault("of", None)  # events of the case before are meant only where that is said
    return told.issuperset(partial.get("notices", ())) and all(
        _value(value) == _value(line.get(key)) for key, value in others.items()
    )


def _value(value: Any) -> Any:
    return value if isinstance(value, bool) or value is None else str(value)


def _differs(what: str, wanted: str, got: Any) -> str:
    return f"expected {f'{what} {wanted}'.strip()}, got {'none' if got is None else got}"


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
