"""Words that lead from one step to the next, in the scheme's text or in the unit's own (HZ-59…61, HZ-89)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from applications.filing import with_noun
from applications.models import Application
from applications.queries import facts_of
from applications.scheme import Scheme, Text, matches
from applications.scheme.renewal import Helper
from portal.ui.markup import render_markup
from units.models import Unit, UnitWords


@dataclass(frozen=True)
class HelperWords:
    """What is said in one place, and whether the unit has worded it; paragraphs are apart by an empty line."""

    key: str
    title: str
    text: str
    is_own: bool

    @property
    def html(self) -> SafeString:
        """The text as a page shows it: escaped, with the few signs of `portal.ui.markup`."""
        return render_markup(self.text)


def helper_words(application: Application, at: str, language: str) -> list[HelperWords]:
    """Return what is said to who files or reports this case at a place of the way; defaults before a unit is chosen."""
    scheme = application.scheme
    helpers = [one for one in scheme.helpers if one.at == at]
    if not helpers:
        return []
    return _worded(scheme, helpers, application.unit, facts_of(application), language)


def helper_words_of_unit(scheme: Scheme, unit: Unit, language: str, *, at: str = "") -> list[HelperWords]:
    """Return the same as it is said to all people of a unit: everything, or at one place."""
    helpers = [one for one in scheme.helpers if at in ("", one.at)]
    return _worded(scheme, helpers, unit, facts_of_unit(scheme, unit), language)


def default_words(scheme: Scheme, helper: Helper, unit: Unit, language: str) -> str:
    """Return what the scheme itself says there to people of this unit."""
    return _default(scheme, helper, unit, facts_of_unit(scheme, unit), language)


def facts_of_unit(scheme: Scheme, unit: Unit) -> dict[str, Any]:
    """Return what conditions may ask about a unit."""
    return {f"unit.{key}": value for key, value in unit.facts_for(scheme.unit_facts).items()}


def own_words_of(scheme: Scheme, unit: Unit) -> dict[str, UnitWords]:
    """Return what the unit has worded itself, by the helper's key."""
    own = UnitWords.objects.filter(unit=unit, scheme_key=scheme.scheme).select_related("written_by")
    return {one.key: one for one in own}


def _worded(
    scheme: Scheme, helpers: Iterable[Helper], unit: Unit | None, facts: dict[str, Any], language: str
) -> list[HelperWords]:
    own = own_words_of(scheme, unit) if unit is not None else {}
    return [
        HelperWords(
            key=helper.key,
            title=helper.title.of(language),
            text=own_text(scheme, own[helper.key], unit, language)
            if helper.key in own
            else _default(scheme, helper, unit, facts, language),
            is_own=helper.key in own,
        )
        for helper in helpers
    ]


def own_text(scheme: Scheme, words: UnitWords, unit: Unit | None, language: str) -> str:
    """Return a unit's own words in the reader's language, or in the one that it wrote."""
    text = Text(zh=words.text_zh, en=words.text_en or words.text_zh)
    return with_noun(scheme, text, unit).of(language)


def _default(scheme: Scheme, helper: Helper, unit: Unit | None, facts: dict[str, Any], language: str) -> str:
    found = next((one.text for one in helper.variants if matches(one.when, facts)), helper.text)
    text = Text(zh="\n\n".join(found.zh), en="\n\n".join(found.en))
    return with_noun(scheme, text, unit).of(language)
