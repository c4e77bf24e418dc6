"""What a case that renews a recognition is held against: the answers of the last one, and which of them have changed (HZ-81)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from applications.models import Application, Submission
from applications.scheme import Facts, Field, Scheme
from applications.scheme.asking import asked_fields, relevant
from applications.scheme.renewing_checks import CHANGED

Answers = dict[str, Any]

# in Chinese: compared with what people wrote
NONE_WORDS = ("无", "none")
"""What people write or choose who have nothing to say: it is no other answer than none (HZ-53)."""

_KEPT = "_answers_as_recognised"


def last_answers(application: Application) -> Answers | None:
    """Return the answers of the recognition that the case renews, by key; None where nothing is known of one."""
    if application.scheme.renews is None or application.follows is None:
        return None
    return answers_of_recognition(application.follows)


def answers_of_recognition(base: Application) -> Answers | None:
    """Return what a recognised case had submitted last; None if it was erased, or there is nothing.

    Its unit is the case's own, by its public id, which a case of a former site has once somebody has claimed it; its
    category is the one that was recognised. What was submitted never changes, so it is read once for each object.
    """
    if _KEPT not in base.__dict__:
        base.__dict__[_KEPT] = _read(base)
    answers: Answers | None = base.__dict__[_KEPT]
    return answers


def _read(base: Application) -> Answers | None:
    if base.erased_at is not None:
        return None
    submission: Submission | None = base.submissions.order_by("-number").first()
    if submission is None:
        return None
    answers = _asked(base.scheme, dict(submission.answers) | _unit_facts(submission))
    for field in base.scheme.fields():
        if field.type == "unit":
            answers[field.key] = base.unit.public_id if base.unit else ""
    if base.scheme.category_field:
        recognised = base.determined_category or base.claimed_category
        answers[base.scheme.category_field] = recognised or answers.get(base.scheme.category_field, "")
    return answers


def _unit_facts(submission: Submission) -> Answers:
    return {f"unit.{key}": value for key, value in submission.unit_facts.items()}


def _asked(scheme: Scheme, facts: Facts) -> Answers:
    """The answers without those that the form does not ask (any more)."""
    kept = relevant(scheme, facts)
    return {field.key: kept[field.key] for field in scheme.fields() if field.key in kept}


def changed_facts_of(application: Application, facts: Facts) -> dict[str, bool]:
    """Return `changed.<group>` for each group that the scheme compares; all have changed where nothing is known of before."""
    rule = application.scheme.renews
    if rule is None or not rule.compare:
        return {}
    changed = changed_fields(application, facts)
    groups = rule.compare.items()
    return {f"{CHANGED}{name}": changed is None or not changed.isdisjoint(group.fields) for name, group in groups}


def changed_fields(application: Application, facts: Facts) -> set[str] | None:
    """Return the keys of the form whose answers are others than in the last recognition; None if nothing is known of it.

    What one of the two forms did not ask counts as no answer there.
    """
    before = last_answers(application)
    if before is None or application.follows is None:
        return None
    now, kinds = _asked(application.scheme, facts), _kinds(application.follows.scheme)
    return {
        field.key
        for field in application.scheme.fields()
        if plain(field, now.get(field.key)) != plain(field, _comparable(field, before, kinds))
    }


def _comparable(field: Field, before: Answers, kinds: dict[str, str]) -> Any:
    return before.get(field.key) if kinds.get(field.key) == field.type else None


def _kinds(scheme: Scheme) -> dict[str, str]:
    return {field.key: field.type for field in scheme.fields()}


def plain(field: Field, value: Any) -> Any:
    """Return an answer as it is compared: empty, missing and 无 are the same, and the order of several does not count."""
    if isinstance(value, list):
        return sorted(str(one) for one in value if one not in ("", None)) or ""
    if value is None or isinstance(value, bool):
        return "" if value is None else value
    text = str(value).strip()
    return "" if text in none_values(field) else text


def none_values(field: Field) -> list[str]:
    """Return the answers to a field that say as much as none at all."""
    listed = field.choices if isinstance(field.choices, tuple) else ()
    return [*NONE_WORDS, *(str(one.value) for one in listed if one.label.zh in NONE_WORDS)]


def changed_names(application: Application, facts: Facts, language: str | None) -> tuple[list[str], list[str]]:
    """Return what the groups are called whose answers have changed, and those whose answers are the same.

    They come in the order of the form: a version keeps no order of its own.
    """
    rule, changed = application.scheme.renews, changed_facts_of(application, facts)
    keys = [field.key for field in application.scheme.fields()]
    groups = sorted((rule.compare if rule else {}).items(), key=lambda one: min(map(keys.index, one[1].fields)))
    named = [(group.name.of(language), changed[f"{CHANGED}{name}"]) for name, group in groups]
    return [name for name, is_changed in named if is_changed], [name for name, is_changed in named if not is_changed]


def fixed_answers_changed(application: Application, facts: Facts) -> Iterator[Field]:
    """Yield the fields whose answer cannot be another than in the last recognition, but is (HZ-44, HZ-45)."""
    rule = application.scheme.renews
    changed = (changed_fields(application, facts) or set()) if rule else set()
    asked = {field.key for field in asked_fields(application.scheme, facts)}
    yield from (application.scheme.field(key) for key in (rule.same if rule else ()) if key in changed & asked)


def comparison_for_page(application: Application) -> dict[str, Any] | None:
    """Return what the page's script needs to tell by itself whether answers have changed; None where nothing is compared.

    It holds the answers of compared fields only, and who fills in the form is who gave them.
    """
    rule, before = application.scheme.renews, last_answers(application)
    if rule is None or before is None or application.follows is None:
        return None
    kinds = _kinds(application.follows.scheme)
    fields = [application.scheme.field(key) for key in sorted({k for one in rule.compare.values() for k in one.fields})]
    return {
        "groups": {f"{CHANGED}{name}": list(group.fields) for name, group in rule.compare.items()},
        "answers": {field.key: plain(field, _comparable(field, before, kinds)) for field in fields},
        "none": {field.key: none_values(field) for field in fields},
    }
