"""How far a case is that is filed in two steps, and what it is called there (HZ-83, HZ-84, AMB-29)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from applications.choices import EDITABLE, Progress, State
from applications.models import Application
from applications.scheme import Scheme, Text
from units.models import Unit

NOUN = "{unit_noun}"
STEPS = {"": 0, Progress.RETURNED: 0, Progress.FORM: 1, Progress.FILES: 2}
"""At which step somebody is: what the unit gave back before it was reported is filed from the beginning."""


def label_of(application: Application) -> Text:
    """Return what a case that is filled in or corrected is called: by its progress, where its scheme tells that apart."""
    labels = application.scheme.draft_labels
    if application.progress == Progress.RETURNED:
        return application.scheme.label(State.RETURNED)
    if labels is None or not application.progress:
        return _plain_label(application)
    words = labels.files_saved if application.progress == Progress.FILES else labels.form_saved
    return with_noun(application.scheme, words, application.unit)


def _plain_label(application: Application) -> Text:
    """What a stage calls what it returned is said again where the correcting begins anew."""
    scheme = application.scheme
    if application.state == State.RETURNED and application.stage:
        return scheme.stage(application.stage).returned or scheme.label(application.state)
    return scheme.label(application.state)


def with_noun(scheme: Scheme, words: Text, unit: Unit | None) -> Text:
    """Return the words with what a unit of this kind is called in the place of {unit_noun}."""
    noun = scheme.unit_nouns.get(unit.kind if unit else "default") or scheme.unit_nouns.get("default")
    if noun is None:
        return words
    return Text(zh=words.zh.replace(NOUN, noun.zh), en=words.en.replace(NOUN, noun.en))


def first_steps(application: Application) -> list[str]:
    """Return what a case goes through before its stages; one that was returned stands at the first again (HZ-91)."""
    if not application.scheme.is_filed_in_steps:
        return [application.label if application.state == State.RETURNED else _("填写申报")]
    return [application.label if is_given_back(application) else _("填写信息"), _("上传材料"), _("单位上报")]


def is_given_back(application: Application) -> bool:
    """Whether the case is to be corrected, and nothing is saved since: an office returned it, or the unit unreported."""
    returned = application.state == State.RETURNED and not application.progress
    return returned or application.progress == Progress.RETURNED


def step_of(application: Application) -> int:
    """Return at which of them a case stands that is filled in or corrected."""
    return STEPS[application.progress] if application.scheme.is_filed_in_steps else 0


def words_on_way(application: Application) -> Iterator[Text]:
    """Yield the status words of the two steps as this case comes to them."""
    labels = application.scheme.draft_labels
    if labels is not None:
        yield with_noun(application.scheme, labels.form_saved, application.unit)
        yield with_noun(application.scheme, labels.files_saved, application.unit)


def is_before_reporting(application: Application) -> bool:
    """Whether the case waits for its person or, for being reported, for its unit."""
    return application.scheme.is_filed_in_steps and application.state in EDITABLE
