"""What a form asks of whom: the questions that the page, the strict submit and the docs put to a scheme."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from applications.scheme.form import Field, Section, Slot
from applications.scheme.match import Facts, Match, matches
from applications.scheme.model import Scheme
from applications.scheme.records import records_in, row_key
from applications.scheme.renewing_checks import CHANGED
from applications.scheme.text import Text

FACT_NAMES = {
    "unit.level": Text(zh="单位隶属层级", en="Unit level"),
    "unit.kind": Text(zh="单位性质", en="Unit kind"),
    "unit.location_district": Text(zh="单位所在地", en="Unit location"),
    "unit.tax_district": Text(zh="单位纳税地", en="Where the unit pays tax"),
    "unit.name": Text(zh="单位名称", en="Unit name"),
    "unit.uscc": Text(zh="统一社会信用代码", en="Unified social credit code"),
    "unit.confirms_online": Text(zh="单位线上确认", en="The unit confirms online"),
    "unit.region": Text(zh="单位所属地区", en="Region of the unit"),
    "unit.region_level": Text(zh="单位所属地区的层级", en="Tier of the unit's region"),
    "unit.org_code": Text(zh="组织机构代码", en="Organisation code"),
    "case.entered_by": Text(zh="填报方", en="Entered by"),
    "case.submitted_by": Text(zh="上报方", en="Submitted by"),
    "applicant.id_type": Text(zh="证件类型", en="ID document type"),
    "condition.needs_evidence": Text(zh="所选目录条件须提供佐证材料", en="The catalogue condition needs evidence"),
}
YES, NO, ALWAYS = Text(zh="是", en="yes"), Text(zh="否", en="no"), Text(zh="任何情况", en="in any case")


def relevant(scheme: Scheme, facts: Facts) -> dict[str, Any]:
    """Return the facts without answers to questions that are not asked (any more): they decide nothing."""
    kept = dict(facts)
    while True:
        idle = [f.key for f in scheme.fields() if f.key in kept and not matches(f.when, kept)]
        if not idle:
            return kept
        for key in idle:
            del kept[key]


def asked_fields(scheme: Scheme, facts: Facts) -> list[Field]:
    """Return the fields to show, in the order of the form."""
    kept = relevant(scheme, facts)
    return [field for field in scheme.fields() if matches(field.when, kept)]


def asked_in_record(section: Section, record: Facts, facts: Facts) -> list[Field]:
    """Return the fields of one record to show: their conditions ask the record first, then the form."""
    return [
        field for field in section.fields if matches(field.when, {**facts, **_relevant_record(section, record, facts)})
    ]


def _relevant_record(section: Section, record: Facts, facts: Facts) -> dict[str, Any]:
    """The record without answers to questions that it is not asked (any more)."""
    kept = dict(record)
    while True:
        idle = [f.key for f in section.fields if f.key in kept and not matches(f.when, {**facts, **kept})]
        if not idle:
            return kept
        for key in idle:
            del kept[key]


def offered_slots(scheme: Scheme, facts: Facts) -> list[Slot]:
    """Return the slots to show, in the scheme's order (NB-42); one that stands for records once for each of them."""
    kept = relevant(scheme, facts)
    return [row for slot in scheme.slots if matches(slot.when, kept) for row in rows_of(slot, kept)]


def rows_of(slot: Slot, facts: Facts) -> list[Slot]:
    """Return the slot itself, or one a record, with the record's id in its key: education_papers.k3x9."""
    if slot.each is None:
        return [slot]
    return [row_for(slot, record) for record in records_in(facts, slot.each.section)]


def row_for(slot: Slot, record: Facts) -> Slot:
    return slot.model_copy(update={"key": row_key(slot, dict(record))})


def is_required(item: Field | Slot, facts: Facts) -> bool:
    """Return whether a strict submit must find it; what is not asked is never required."""
    if not matches(item.when, facts):
        return False
    return item.required if isinstance(item.required, bool) else matches(item.required, facts)


def files_wanted(slot: Slot, facts: Facts) -> int:
    """Return how many files a slot calls for where it calls for any: as many as its field says, but one (CY-54)."""
    if isinstance(slot.at_least, int):
        return slot.at_least
    answer = facts.get(slot.at_least)
    return max(1, int(answer)) if isinstance(answer, str) and answer.isdecimal() else 1


def required_slots(scheme: Scheme, facts: Facts) -> list[Slot]:
    """Return the slots that must hold a file before the case may be submitted (NB-51)."""
    kept = relevant(scheme, facts)
    return [slot for slot in offered_slots(scheme, kept) if is_required(slot, kept)]


FactWords = Callable[[str, Any], str]
"""What a page knows of a fact and the scheme does not: its name for (key, None), a value's for (key, value), or nothing."""


def nothing_more(_key: str, _value: Any) -> str:
    return ""


def sentence(match: Match | None, scheme: Scheme, language: str | None = None, words: FactWords = nothing_more) -> str:
    """Return a condition in words: 最高学位为博士或硕士，且学历学位授予地不为国内. `words` come before the scheme's."""
    english = is_english(language)
    parts = [_part(key, wanted, scheme, language, words) for key, wanted in (match or {}).items()]
    # in Chinese: beside its English; this package knows no gettext
    return (" and " if english else "，且").join(parts) or ALWAYS.of(language)


def is_english(language: str | None) -> bool:
    return (language or "").startswith("en")


def _part(key: str, wanted: Any, scheme: Scheme, language: str | None, words: FactWords) -> str:
    english = is_english(language)
    if key == "not":
        # in Chinese: as above
        inner = sentence(wanted, scheme, language, words)
        # in Chinese: as above
        return f"not ({inner})" if english else f"并非（{inner}）"
    if key.startswith(CHANGED):
        return _change(key, wanted, scheme, language)
    negated = isinstance(wanted, dict)
    options = wanted["not"] if isinstance(wanted, dict) else wanted
    listed = options if isinstance(options, list) else [options]
    values = [words(key, one) or _value(key, one, scheme, language) for one in listed]
    name = words(key, None) or name_of_fact(key, scheme).of(language)
    if all(isinstance(one, bool) for one in listed):
        name, values = _quoted(name), [_quoted(one) for one in values]
    if english:
        return f"{name} is {'not ' if negated else ''}{' or '.join(values)}"
    # in Chinese: readers of English have gone above
    return f"{name}{'不为' if negated else '为'}{'或'.join(values)}"


def _quoted(words: str) -> str:
    """A question that is answered with yes or no reads as a quotation: “是否全职引进”为“是”."""
    inner = words.replace("“", "‘").replace("”", "’").replace('"', "'")
    return f"“{inner}”"


def _change(key: str, wanted: Any, scheme: Scheme, language: str | None) -> str:
    """Say that answers are others than last time, or are not: 学历信息有变化."""
    group = (scheme.renews.compare if scheme.renews else {}).get(key.removeprefix(CHANGED))
    name = group.name.of(language) if group else key
    english, is_changed = is_english(language), matches({key: wanted}, {key: True})
    if english:
        return f"{name}: {'changed' if is_changed else 'unchanged'}"
    # in Chinese: readers of English have gone above
    return f"{name}{'有变化' if is_changed else '没有变化'}"


def _field(key: str, scheme: Scheme) -> Field | None:
    """Return the field with this key, or the one that shows this fact of the unit or the applicant."""
    return next((field for field in scheme.fields() if key in (field.key, field.prefill)), None)


def name_of_fact(key: str, scheme: Scheme) -> Text:
    """Return what the form, or else everybody, calls a fact; the key of one that nobody knows."""
    field = _field(key, scheme)
    return field.name if field else FACT_NAMES.get(key, Text(zh=key, en=key))


def _value(key: str, value: Any, scheme: Scheme, language: str | None) -> str:
    field = _field(key, scheme)
    choices = field.choices if field and isinstance(field.choices, tuple) else ()
    label = next((choice.label for choice in choices if choice.value == value), None)
    if label is None and isinstance(value, bool):
        label = YES if value else NO
    return label.of(language) if label else str(value)
