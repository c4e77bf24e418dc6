"""What is looked at to say how the portal is. Every room that has something to tell registers a probe for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """What a probe found. Values are numbers under names that end in what they count, and never hold personal data.

    A name may be followed by a label: `notices{state="FAILED"}` is written as `("notices", "state", "FAILED")`.
    """

    is_well: bool = True
    words: str = ""
    values: Mapping[Any, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Probe:
    """`is_needed`: no page can be answered without it, so nobody should be sent here while it is not well."""

    name: str
    read: Callable[[], Reading]
    is_needed: bool = False


_probes: dict[str, Probe] = {}


def register_probe(name: str, read: Callable[[], Reading], *, is_needed: bool = False) -> None:
    """Add a probe; `read` is asked at each look and may raise, which counts as not well."""
    _probes[name] = Probe(name, read, is_needed)


def read_all() -> dict[Probe, Reading]:
    return {probe: _read(probe) for probe in _probes.values()}


def _read(probe: Probe) -> Reading:
    try:
        return probe.read()
    except Exception as error:
        # The message may hold addresses and passwords; the log has it, the answer has the kind.
        log.warning("probe %s failed", probe.name, exc_info=True)
        return Reading(is_well=False, words=type(error).__name__)
