"""Answers as they are written in a case file, turned into what the form stores; and plausible ones where none is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from applications.queries import categories_of, conditions_of
from applications.reading.choosing import listed_choice
from applications.reading.words import as_date, as_truth, as_words, plain
from applications.scheme import Field, Scheme
from applications.scheme.form import DATES, Choice, ChoiceSource
from applications.scheme.match import keys_of
from applications.showing import codes_of
from portal.calendar import today
from portal.calendar.queries import calendar_for
from portal.codes import code_set, search
from review.walking.words import SEXES, meant

USUAL_CODES = {"gbt2659_countries_alpha3": "CHN", "gbt3304_ethnic_groups": "01", "gbt4658_education": "11"}
COUNTRIES = "gbt2659_countries_alpha3"
OTHER_COUNTRY_CODES = ("gbt2659_countries_alpha2", "gbt2659_countries_numeric")


def stored(field: Field, value: Any, scheme: Scheme) -> Any:
    """Return the value the form stores for a written one: a code for a name, ISO for a date.

    What cannot be understood is returned as it is, so that the form can refuse it in its own words.
    """
    try:
        if field.type == "boolean":
            return as_truth(value)
    except ValueError:
        return as_words(value)
    if value is None:
        return value
    if field.type in DATES:
        return as_date(field.type, value)
    if field.type == "multi_choice" and isinstance(value, list):
        return [_chosen(field, as_words(one), scheme) for one in value]
    return _chosen(field, as_words(value), scheme) if field.choices is not None else as_words(value)


def _chosen(field: Field, word: Any, scheme: Scheme) -> Any:
    if isinstance(field.choices, ChoiceSource):
        return (
            _code(field.choices, str(word)) if field.choices.codes else _of_catalogue(field.choices, str(word), scheme)
        )
    return _listed(field.choices or (), str(word))


def _listed(choices: tuple[Choice, ...], word: str) -> Any:
    named = {plain(name): choice.value for choice in choices for name in _names(choice)}
    found = listed_choice(choices, word)
    return named.get(_closest(plain(word), list(named)), word) if found is None else found


def _names(choice: Choice) -> tuple[str, ...]:
    return str(choice.value), choice.label.zh, choice.label.en


def _closest(word: str, names: list[str]) -> str:
    return next(iter(get_close_matches(word, names, n=1, cutoff=0.8)), "")


def _code(source: ChoiceSource, word: str) -> str:
    assert source.codes is not None
    if word in code_set(source.codes):
        return word
    if source.codes == "gbt2261_1_sex":
        return meant(word, SEXES) or word
    name = _country_name(word) if source.codes == COUNTRIES else word
    return next((entry.code for entry in search(source.codes, name, limit=1)), word)


def _country_name(word: str) -> str:
    entries = [code_set(name).get(word.upper()) for name in OTHER_COUNTRY_CODES]
    return next((entry.name_zh for entry in entries if entry), word)


def _of_catalogue(source: ChoiceSource, word: str, scheme: Scheme) -> str:
    """A category or condition by its code, its name, or its words."""
    if source.catalogue == "categories":
        names = {one.code: (one.name_zh, one.name_en) for one in categories_of(scheme.catalogue_key)}
    else:
        names = {one.code: (one.text_zh, one.text_en) for one in conditions_of(scheme.catalogue_key)}
    wanted = plain(word)
    return next((code for code, ways in names.items() if wanted in map(plain, (code, *ways))), word)


def sample(field: Field, answers: Mapping[str, Any], scheme: Scheme) -> Any:
    """Return a plausible answer to a field: the one that needs least else."""
    if field.type == "boolean":
        return field.must_be if field.must_be is not None else not _is_asked_about(field, scheme)
    if field.choices is not None:
        return _sample_choice(field, answers, scheme)
    if field.not_before and answers.get(field.not_before):
        return answers[field.not_before]
    made = {
        "date": (today() - dt.timedelta(days=200)).isoformat(),
        "year_month": f"{today() - dt.timedelta(days=200):%Y-%m}",
        "year": str(today().year - 1),
        "integer": "1",
        "phone": "15400000009",
        "email": "sample@example.org",
    }
    return made.get(field.type) or _words(field)


def stored_choice(field: Field) -> Any:
    """Return the first of what can be chosen where it is listed, else what is usual of its codes."""
    if isinstance(field.choices, ChoiceSource):
        return _sample_code(field.choices, {})
    return field.choices[0].value if field.choices else ""


def _words(field: Field) -> str:
    """As long as the field asks for, and no longer."""
    words = f"{field.label.zh}（示例）"
    return (words * (1 + (field.min_length or 0) // len(words)))[: field.max_length or 100]


def _is_asked_about(field: Field, scheme: Scheme) -> bool:
    """Whether a yes would call for more: another field, a slot or a stage depends on it."""
    asked = [part.when for part in scheme.fields()] + [part.when for part in scheme.slots]
    return any(field.key in keys_of(when) for when in [*asked, *(stage.when for stage in scheme.stages)])


def _sample_choice(field: Field, answers: Mapping[str, Any], scheme: Scheme) -> Any:
    source = field.choices
    if not isinstance(source, ChoiceSource):
        value: Any = source[0].value if source else ""
    elif source.codes:
        value = _sample_code(source, answers)
    else:
        value = _sample_of_catalogue(source, answers, scheme)
    return [value] if field.type == "multi_choice" else value


def _sample_code(source: ChoiceSource, answers: Mapping[str, Any]) -> str:
    """The usual one where the source offers it, else the first below the answer above or with nothing below itself."""
    offered = [code.code for code in codes_of(source)]
    usual = USUAL_CODES.get(source.codes or "")
    if usual in offered:
        return usual
    codes = code_set(source.codes or "")
    if source.of is not None:
        return next((code for code in offered if codes.entries[code].parent == answers.get(source.of)), "")
    return next((code for code in offered if not codes.children(code)), offered[0])


def _sample_of_catalogue(source: ChoiceSource, answers: Mapping[str, Any], scheme: Scheme) -> str:
    """The last category and its first condition: the one that is asked for most often and needs least evidence."""
    if source.catalogue == "categories":
        categories = list(categories_of(scheme.catalogue_key))
        return categories[-1].code if categories else ""
    conditions = conditions_of(scheme.catalogue_key).filter(category__code=answers.get(source.of or ""))
    first = conditions.first()
    return first.code if first else ""


def publicity_days(scheme: Scheme) -> dict[str, str]:
    """Return the employer's own publicity as held and over: it ended on the last working day before today (AMB-01)."""
    rule = scheme.unit_publicity
    if rule is None:
        return {}
    calendar = calendar_for(today() - dt.timedelta(days=60 + 3 * rule.working_days), today())
    days = (today() - dt.timedelta(days=n) for n in range(1, 60 + 3 * rule.working_days))
    working = [day for day in days if calendar.is_working_day(day)]
    return {rule.start: working[rule.working_days - 1].isoformat(), rule.end: working[0].isoformat()}
