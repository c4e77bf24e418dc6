"""What must hold in a whole scheme, beyond the shape of each part. Each check yields where, and what was expected."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from string import Formatter
from typing import Any

from applications.scheme.case_checks import case_faults, field_faults
from applications.scheme.conditions import conditions_of, match_faults
from applications.scheme.faults import Path, suggestion
from applications.scheme.filing_checks import filing_faults
from applications.scheme.following import faults_of_follow_up
from applications.scheme.form import ChoiceSource, Field
from applications.scheme.match import keys_of, matches
from applications.scheme.model import Scheme
from applications.scheme.naming import Found, names_field, names_sibling, once
from applications.scheme.renewing_checks import PLACES_OF_REMINDERS, changed_facts, renewal_faults
from applications.scheme.slot_checks import slot_faults
from applications.scheme.text import Text
from applications.scheme.unit_checks import unit_faults
from applications.scheme.usual import APPLICANT_PREFILLS, EVENT_NOTICES, UNIT_FACTS
from applications.scheme.way import OfficeRef, Route, Stage

PLACEHOLDERS = frozenset(
    (
        "applicant",
        "scheme",
        "unit",
        "office",
        "outlet",
        "reason",
        "category",
        "number",
        "due",
        "link",
        "label",
        "portal",
        "result",
    )
)
LABELS = ("draft", "returned", "rejected", "approved", "withdrawn", "revoked")


def faults_of(
    scheme: Scheme, *, known_codes: Collection[str] | None = None, known_offices: Collection[str] | None = None
) -> Found:
    """Yield every fault of meaning: (path of keys, what was expected)."""
    yield from _keys_once(scheme)
    yield from _sections(scheme)
    conditions = list(_conditions(scheme))
    yield from conditions
    yield from _fields(scheme, known_codes)
    yield from slot_faults(scheme)
    yield from _named_fields(scheme)
    yield from _routes(scheme)
    if not conditions:  # a condition that asks nonsense would seem to leave out every case
        yield from _cases_left_out(scheme)
    yield from _stages(scheme)
    yield from _notices(scheme)
    yield from _labels_and_lists(scheme)
    yield from _certificate(scheme)
    yield from _catalogue(scheme)
    yield from case_faults(scheme, states=LABELS)
    yield from unit_faults(scheme)
    yield from faults_of_follow_up(scheme)
    yield from renewal_faults(scheme)
    yield from filing_faults(scheme)
    if known_offices is not None:
        for path, code in office_codes(scheme):
            if code and code not in known_offices:
                yield path, f"no such office: {code}{suggestion(code, known_offices, list_up_to=0)}"


def _keys_once(scheme: Scheme) -> Found:
    yield from once((("sections", n, "key"), one.key) for n, one in enumerate(scheme.sections))
    yield from once((("stages", n, "key"), one.key) for n, one in enumerate(scheme.stages))
    for number, stage in enumerate(scheme.stages):
        yield from once((("stages", number, "records", n, "key"), one.key) for n, one in enumerate(stage.records))
    fields = [((*path, "key"), one.key) for path, one in _form_fields(scheme)]
    lists = [(("sections", n, "key"), one.key) for n, one in enumerate(scheme.sections) if one.repeating]
    for number, section in enumerate(scheme.sections):
        if section.repeating:
            yield from once((("sections", number, "fields", n, "key"), one.key) for n, one in enumerate(section.fields))
    slots = [(("slots", n, "key"), one.key) for n, one in enumerate(scheme.slots)]
    others = [(("slots", n, "also"), one.also) for n, one in enumerate(scheme.slots) if one.also]
    yield from once(itertools.chain(fields, lists, slots, others))


RESERVED = ("unit", "applicant", "case", "condition", "changed")


def _sections(scheme: Scheme) -> Found:
    for number, section in enumerate(scheme.sections):
        path: Path = ("sections", number)
        if section.key in RESERVED and (section.own_keys or section.repeating):
            yield (*path, "key"), f"{section.key} is the name of other facts; expected another"
        keys = [field.key for field in section.fields]
        for index, column in enumerate(section.repeating.columns if section.repeating else ()):
            if column not in keys:
                yield (*path, "repeating", "columns", index), f"no such field here{suggestion(column, keys)}"
        if section.repeating and section.repeating.max and section.repeating.min > section.repeating.max:
            yield (*path, "repeating", "min"), f"expected at most {section.repeating.max}, the `max`"


def _conditions(scheme: Scheme) -> Found:
    domains = domains_of(scheme)
    for path, match in conditions_of(scheme):
        yield from match_faults(match, path, domains | _of_record(scheme, path))


def domains_of(scheme: Scheme) -> dict[str, set[Any] | None]:
    """Return every fact a condition may ask, with its values where they are few and listed here, else None."""
    own = {f"unit.{key}": None for key in scheme.unit_facts}
    return {**UNIT_FACTS, **own, **changed_facts(scheme), **{field.key: _values(field) for field in scheme.fields()}}


def _of_record(scheme: Scheme, path: Path) -> dict[str, set[Any] | None]:
    """What a condition inside a record may ask beside: the record's own fields."""
    section = scheme.sections[int(path[1])] if path[0] == "sections" else None
    if section is None or section.repeating is None:
        return {}
    return {field.key: _values(field) for field in section.fields}


def _values(field: Field) -> set[Any] | None:
    if field.type == "boolean":
        return {True, False}
    return {choice.value for choice in field.choices} if isinstance(field.choices, tuple) else None


def _form_fields(scheme: Scheme) -> Iterator[tuple[Path, Field]]:
    """Yield the fields that are answered once."""
    for number, section in enumerate(scheme.sections):
        for index, field in enumerate(section.fields if section.repeating is None else ()):
            yield ("sections", number, "fields", index), field


def _all_fields(scheme: Scheme) -> Iterator[tuple[Path, Field]]:
    for number, section in enumerate(scheme.sections):
        for index, field in enumerate(section.fields):
            yield ("sections", number, "fields", index), field
    for number, stage in enumerate(scheme.stages):
        for index, field in enumerate(stage.records):
            yield ("stages", number, "records", index), field


def _fields(scheme: Scheme, known_codes: Collection[str] | None) -> Found:
    prefills = APPLICANT_PREFILLS | {fact for fact in domains_of(scheme) if fact.startswith("unit.")}
    for path, field in _all_fields(scheme):
        if field.prefill and field.prefill not in prefills:
            yield (*path, "prefill"), f"no such source{suggestion(field.prefill, prefills)}"
        if field.immutable and not field.prefill:
            yield (*path, "immutable"), "a field that cannot be typed needs `prefill`"
        if isinstance(field.choices, ChoiceSource):
            yield from _source(scheme, field.choices, (*path, "choices"), known_codes)
        if field.not_before:
            yield from names_sibling(scheme, field.not_before, (*path, "not_before"))
        if field.suggest and known_codes is not None and field.suggest not in known_codes:
            yield (*path, "suggest"), f"no such code set{suggestion(field.suggest, known_codes)}"
        yield from field_faults(field, path)


def _source(scheme: Scheme, source: ChoiceSource, path: Path, known_codes: Collection[str] | None) -> Found:
    if source.codes and known_codes is not None and source.codes not in known_codes:
        yield (*path, "codes"), f"no such code set{suggestion(source.codes, known_codes)}"
    if source.offices is not None:
        yield (*path, "offices"), "only a unit's information, in the tenant's file, has offices to choose from"
    if source.catalogue == "conditions" and source.of is None:
        yield path, "conditions need `of`: the field that holds the category"
    if source.of is not None:
        yield from names_sibling(scheme, source.of, (*path, "of"))


def _named_fields(scheme: Scheme) -> Found:
    if scheme.category_field:
        yield from names_field(scheme, scheme.category_field, ("category_field",))
    if scheme.unit_publicity:
        yield from names_field(scheme, scheme.unit_publicity.start, ("unit_publicity", "start"), kind="date")
        yield from names_field(scheme, scheme.unit_publicity.end, ("unit_publicity", "end"), kind="date")


def _routes(scheme: Scheme) -> Found:
    used = {stage.route for stage in scheme.stages}
    for name, routes in scheme.routes.items():
        if name not in used:
            yield ("routes", name), "no stage uses this route"
        for number, route in enumerate(routes):
            yield from _office(scheme, route.office, ("routes", name, number, "office"), scheme.stages)


def _cases_left_out(scheme: Scheme) -> Found:
    domains = domains_of(scheme)
    for name, routes in scheme.routes.items():
        missed = [_facts_written(facts) for facts in combinations(routes, domains) if route_for(routes, facts) is None]
        if missed:
            yield ("routes", name), f"no office for {'; '.join(missed[:6])}{'; …' if len(missed) > 6 else ''}"


def route_for(routes: Iterable[Route], facts: Mapping[str, Any]) -> Route | None:
    """Return the first route whose condition holds."""
    return next((route for route in routes if matches(route.when, facts)), None)


def combinations(routes: Iterable[Route], domains: Mapping[str, set[Any] | None]) -> Iterator[dict[str, Any]]:
    """Yield every combination of the facts that the routes ask; a fact without listed values is taken as unknown."""
    asked = dict.fromkeys(key for route in routes for key in keys_of(route.when))
    values = [sorted(domains.get(key) or {None}, key=str) for key in asked]
    for combination in itertools.product(*values):
        yield dict(zip(asked, combination, strict=True))


def _facts_written(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}={str(value).lower()}" for key, value in facts.items()) or "any case"


def _office(scheme: Scheme, office: OfficeRef, path: Path, earlier: Collection[Stage]) -> Found:
    known, stated = domains_of(scheme), [f"unit.{key}" for key in scheme.unit_facts]
    for key, facts in (("alliance_of", known), ("authority_of", known), ("office_of", stated)):
        fact = getattr(office, key)
        if fact is not None and fact not in facts:
            yield (*path, key), f"no such fact{suggestion(fact, facts)}"
    if office.department_of is not None:
        yield from names_field(scheme, office.department_of, (*path, "department_of"))
    if office.same_as is not None:
        held = [stage.key for stage in earlier if stage.holder == "office"]
        if office.same_as not in held:
            yield (*path, "same_as"), f"no earlier stage of an office is called so{suggestion(office.same_as, held)}"


def _stages(scheme: Scheme) -> Found:
    if not scheme.stages:
        yield ("stages",), "expected at least one stage"
    for number, stage in enumerate(scheme.stages):
        path: Path = ("stages", number)
        yield from _stage(scheme, stage, path, scheme.stages[:number])
    accepting = [number for number, stage in enumerate(scheme.stages) if stage.accepts]
    if scheme.window and len(accepting) != 1:
        yield ("window",), f"expected one stage with `accepts: true`; there are {len(accepting)}"


def _stage(scheme: Scheme, stage: Stage, path: Path, earlier: tuple[Stage, ...]) -> Found:
    if stage.holder == "office" and stage.working_days is None and scheme.working_days is None:
        yield path, "an office's stage needs `working_days`, its own or the scheme's"
    if stage.route and stage.route not in scheme.routes:
        yield (*path, "route"), f"no such route{suggestion(stage.route, scheme.routes)}"
    for index, office in enumerate(stage.offices):
        yield from _office(scheme, office, (*path, "offices", index), earlier)
    if stage.joint and stage.joint.at_least not in ("all", *range(1, len(stage.offices) + 1)):
        yield (*path, "joint", "at_least"), f"expected 1 to {len(stage.offices)}, the number of its offices"
    if stage.decides_category and not scheme.category_field:
        yield (*path, "decides_category"), "a category is decided, but the scheme names no `category_field`"
    if "send_back" in stage.allows and not earlier:
        yield (*path, "allows"), "send_back has no stage before it to go to"
    for key in ("on_open", "on_pass"):
        yield from _stage_notices(scheme, getattr(stage, key), (*path, key))


def _stage_notices(scheme: Scheme, named: tuple[str, ...], path: Path) -> Found:
    for index, notice in enumerate(named):
        if notice not in scheme.notices:
            yield (*path, index), f"no such notice{suggestion(notice, scheme.notices)}"


def _notices(scheme: Scheme) -> Found:
    sent = {*EVENT_NOTICES, *(one for stage in scheme.stages for one in (*stage.on_open, *stage.on_pass))}
    sent |= scheme.follow_up.notices if scheme.follow_up else set()
    reminders = scheme.renews.notices if scheme.renews else set()
    for key, rule in scheme.notices.items():
        if key not in sent | reminders:
            yield ("notices", key), f"no stage and no event sends this{suggestion(key, sent | reminders)}"
        places = PLACES_OF_REMINDERS if key in reminders else PLACEHOLDERS
        yield from _placeholders(rule.text, ("notices", key, "text"), places, scheme.parameters)


def _placeholders(text: Text, path: Path, places: Collection[str], parameters: Collection[str]) -> Found:
    """What names a parameter was replaced before."""
    for language in ("zh", "en"):
        for name in _named_in(text.of(language)):
            if name not in places:
                yield (*path, language), f"no such placeholder: {{{name}}}{suggestion(name, {*places, *parameters})}"


def _named_in(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"unclosed bracket"}


def _labels_and_lists(scheme: Scheme) -> Found:
    for key in scheme.labels:
        if key not in LABELS:
            yield ("labels", key), f"no such state{suggestion(key, LABELS)}"
    if scheme.publicity:
        known = {"unit.name", "category", *(field.key for field in scheme.fields())}
        for number, column in enumerate(scheme.publicity.columns):
            if column not in known:
                yield ("publicity", "columns", number), f"no such column{suggestion(column, known)}"
        for number, column in enumerate(scheme.publicity.masked):
            if column not in scheme.publicity.columns:
                yield ("publicity", "masked", number), "expected one of the columns"


def _certificate(scheme: Scheme) -> Found:
    if scheme.certificate is None:
        return
    path: Path = ("certificate", "number")
    try:
        numbers = {scheme.certificate.number.format(year=2026, serial=serial) for serial in (1, 2)}
    except (KeyError, IndexError, ValueError) as error:
        yield path, f"expected a pattern with {{year}} and {{serial}} only, e.g. RC{{year}}{{serial:06d}} ({error})"
        return
    if len(numbers) < 2:
        yield path, "expected {serial} in the pattern, or every certificate would have the same number"


def _catalogue(scheme: Scheme) -> Found:
    if scheme.catalogue is None:
        return
    where: Path = ("catalogue", "categories")
    yield from once(((*where, n, "code"), one.code) for n, one in enumerate(scheme.catalogue.categories))
    for number, category in enumerate(scheme.catalogue.categories):
        inner: Path = (*where, number, "conditions")
        yield from once(((*inner, n, "code"), one.code) for n, one in enumerate(category.conditions))


def office_codes(scheme: Scheme) -> Iterator[tuple[Path, str]]:
    """Yield every office that the scheme names by its code, and where it does."""
    for name, routes in scheme.routes.items():
        for number, route in enumerate(routes):
            yield ("routes", name, number, "office"), route.office.code or ""
    for number, stage in enumerate(scheme.stages):
        for index, office in enumerate(stage.offices):
            yield ("stages", number, "offices", index), office.code or ""
    if scheme.follow_up is not None:
        yield ("follow_up", "office"), scheme.follow_up.office
    for number, category in enumerate(scheme.catalogue.categories if scheme.catalogue else ()):
        where: Path = ("catalogue", "categories", number)
        yield (*where, "department"), category.department or ""
        for index, condition in enumerate(category.conditions):
            yield (*where, "conditions", index, "department"), condition.department or ""
