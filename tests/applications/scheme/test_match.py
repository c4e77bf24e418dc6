from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from applications.scheme.match import Facts, Match, keys_of, matches, values_of

VALUES = st.sampled_from(["doctor", "master", "zhejiang"]) | st.booleans()
KEYS = st.sampled_from(["degree", "abroad", "unit.level"])
FACTS = st.dictionaries(KEYS, VALUES | st.lists(VALUES, max_size=3) | st.none())
WANTED = VALUES | st.lists(VALUES, min_size=1, max_size=3)
PLAIN = st.dictionaries(KEYS, WANTED | st.fixed_dictionaries({"not": WANTED}), max_size=3)
MATCHES = st.recursive(PLAIN, lambda inner: st.builds(lambda a, b: {**a, "not": b}, PLAIN, inner), max_leaves=4)


@given(MATCHES, FACTS)
def test_match_and_its_negation_never_agree(match: Match, facts: Facts) -> None:
    assert matches({"not": match}, facts) is not matches(match, facts)


@given(MATCHES, FACTS)
def test_two_negations_cancel_out(match: Match, facts: Facts) -> None:
    assert matches({"not": {"not": match}}, facts) is matches(match, facts)


@given(KEYS, WANTED, FACTS)
def test_negated_key_says_the_same_as_a_negated_match(key: str, wanted: Any, facts: Facts) -> None:
    assert matches({key: {"not": wanted}}, facts) is matches({"not": {key: wanted}}, facts)


@given(MATCHES, MATCHES, FACTS)
def test_every_key_must_hold(one: Match, other: Match, facts: Facts) -> None:
    parts = [matches({key: wanted}, facts) for key, wanted in {**one, **other}.items()]
    assert matches({**one, **other}, facts) is all(parts)


@given(KEYS, st.lists(VALUES, min_size=1, max_size=3), FACTS)
def test_list_means_any_of(key: str, options: list[Any], facts: Facts) -> None:
    assert matches({key: options}, facts) is any(matches({key: one}, facts) for one in options)


@given(MATCHES, FACTS)
def test_facts_not_asked_for_change_nothing(match: Match, facts: Facts) -> None:
    asked = set(keys_of(match))
    assert matches(match, facts) is matches(match, {key: value for key, value in facts.items() if key in asked})
    assert {key for key, _ in values_of(match)} <= asked


@given(FACTS)
def test_no_condition_holds_always(facts: Facts) -> None:
    assert matches(None, facts)
    assert matches({}, facts)
