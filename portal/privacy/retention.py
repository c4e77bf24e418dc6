"""How long what is kept: every app registers its rules in `AppConfig.ready`; the bureau sets the days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Rule:
    """One kind of data and what becomes of it.

    `due(moment)` gives the rows of the current tenant whose time was up at `moment`; `erase(row)` ends one of them, in a
    transaction of its own, and returns how many pieces that were. Once erased a row is no longer due: a run that was
    cut short is gone on with by the next. A rule without `erase` only says how long is kept.
    """

    key: str
    title: Text
    why: Text
    days: int
    least_days: int = 0
    due: Callable[[dt.datetime], QuerySet[Any]] | None = None
    erase: Callable[[Any], int] | None = None


_rules: dict[str, Rule] = {}


def register_rule(rule: Rule) -> None:
    """Add a rule; registering the same key again replaces it."""
    _rules[rule.key] = rule


def rules() -> Iterable[Rule]:
    """Return the rules in the order they are run: accounts last, since the others may free them."""
    return sorted(_rules.values(), key=lambda rule: rule.key.startswith("accounts"))


def rule_of(key: str) -> Rule | None:
    return _rules.get(key)
