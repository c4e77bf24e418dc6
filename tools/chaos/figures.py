"""A figure that was counted, and what it should have reached."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable
from dataclasses import asdict, dataclass

_SIGNS: dict[str, Callable[[float, float], bool]] = {"≤": operator.le, "≥": operator.ge, "=": operator.eq}


@dataclass(frozen=True)
class Reach:
    """What a figure has to be, e.g. ≤ 1."""

    sign: str
    value: float

    def holds_for(self, value: float) -> bool:
        return _SIGNS[self.sign](value, self.value)


def at_most(value: float) -> Reach:
    return Reach("≤", value)


def at_least(value: float) -> Reach:
    return Reach("≥", value)


def exactly(value: float) -> Reach:
    return Reach("=", value)


@dataclass(frozen=True)
class Figure:
    """`name` says what was counted; without a `reach` it is only told, e.g. how often something was killed."""

    name: str
    value: float
    reach: Reach | None = None
    unit: str = ""

    @property
    def is_reached(self) -> bool:
        return self.reach is None or self.reach.holds_for(self.value)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Figure:
        values = json.loads(line)
        reach = values.pop("reach")
        return cls(**values, reach=Reach(**reach) if reach else None)
