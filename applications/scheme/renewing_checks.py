"""What must hold in a scheme's `renews`: what is compared exists, what must be the same cannot be typed, notices are worded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from applications.scheme.faults import Path, suggestion
from applications.scheme.match import Match, keys_of
from applications.scheme.model import Scheme
from applications.scheme.renewal import Renewal
from applications.scheme.usual import APPLICANT_PREFILLS

Found = Iterator[tuple[Path, str]]

CHANGED = "changed."
"""What the facts begin with that say whether answers are others than last time."""

_KEY = re.compile(r"[a-z][a-z0-9_]*")

OF_THE_RECOGNITION = ("certificate.number", "recognised_on", "valid_until", "category")
"""What is told of the last recognition beside answers."""

PLACES_OF_REMINDERS = frozenset(("name", "number", "valid_until", "since", "scheme", "portal", "link"))
"""No case runs when holders are reminded: only what is known of them and of their certificate can be said."""

ROOT: Path = ("renews",)


def changed_facts(scheme: Scheme) -> dict[str, set[Any] | None]:
    """Return the facts that conditions of a renewing scheme may ask beside the others, with their values."""
    return {f"{CHANGED}{group}": {True, False} for group in (scheme.renews.compare if scheme.renews else ())}


def renewal_faults(scheme: Scheme) -> Found:
    """Yield every fault of `renews`: (path of keys, what was expected)."""
    rule = scheme.renews
    if rule is None:
        return
    if rule.scheme == scheme.scheme:
        yield (*ROOT, "scheme"), "a scheme renews another one, and with it its own renewals"
    if scheme.subject != "person" or scheme.fills_in != ("person",):
        yield ROOT, "only persons renew their recognition; expected `fills_in: [person]`"
    yield from _fields(scheme, rule)
    yield from _groups(scheme, rule)
    yield from _matched(scheme, rule)
    yield from _notices(scheme, rule)


def _fields(scheme: Scheme, rule: Renewal) -> Found:
    keys = [field.key for field in scheme.fields()]
    yield from _known(rule.same, keys, (*ROOT, "same"), "no such field")
    yield from _known(rule.partial, [*OF_THE_RECOGNITION, *keys], (*ROOT, "partial"), "nothing is called so")
    if rule.same and rule.otherwise is None:
        yield (*ROOT, "otherwise"), "expected what to do instead, where an answer cannot change"


def _groups(scheme: Scheme, rule: Renewal) -> Found:
    """A compared answer that was asked only because something changed would decide over itself."""
    conditions = {field.key: field.when for field in scheme.fields()}
    for name, group in rule.compare.items():
        path: Path = (*ROOT, "compare", name, "fields")
        if not _KEY.fullmatch(name):
            yield (*ROOT, "compare", name), "expected small letters, digits and _"
        yield from _known(group.fields, conditions, path, "no such field")
        for number, key in enumerate(group.fields):
            if _asks_of_change(conditions.get(key)):
                yield (*path, number), "its own condition asks whether something changed; expected another field"


def _asks_of_change(when: Match | None) -> bool:
    return any(key.startswith(CHANGED) for key in keys_of(when))


def _matched(scheme: Scheme, rule: Renewal) -> Found:
    yield from _known(rule.match, APPLICANT_PREFILLS, (*ROOT, "match"), "no such source")
    shown = {field.prefill for field in scheme.fields() if field.immutable}
    for number, source in enumerate(rule.match):
        if source in APPLICANT_PREFILLS and source not in shown:
            yield (*ROOT, "match", number), f"expected a field with `prefill: {source}` and `immutable: true`"


def _notices(scheme: Scheme, rule: Renewal) -> Found:
    named = [((*ROOT, "reminders", number, "notice"), one.notice) for number, one in enumerate(rule.reminders)]
    for key in sorted(PLACES_OF_REMINDERS & scheme.parameters.keys()):
        yield ("parameters", key), "reminders have a placeholder of this name; expected another"
    for path, notice in [((*ROOT, "open_notice"), rule.open_notice), *named]:
        if notice is None:
            continue
        if notice not in scheme.notices:
            yield path, f"no such notice{suggestion(notice, scheme.notices)}"
        elif scheme.notices[notice].to != ("applicant",):
            yield ("notices", notice, "to"), "a reminder goes to who holds the certificate; expected [applicant]"


def _known(given: Iterable[str], known: Iterable[str], path: Path, words: str) -> Found:
    for number, key in enumerate(given):
        if key not in known:
            yield (*path, number), f"{words}{suggestion(key, known)}"
