"""What must hold for filing in two steps, helping words, and a list of one's own cases (HZ-46…49, HZ-61, HZ-83…90)."""

from __future__ import annotations

from collections.abc import Iterator

from applications.scheme.faults import Path, suggestion
from applications.scheme.model import Scheme
from applications.scheme.naming import Found, names_field, once
from applications.scheme.renewal import Helper
from applications.scheme.text import Text, Texts
from applications.scheme.usual import UNIT_FACTS

NOUN = "unit_noun"
DEFAULT = "default"
LONGEST_LABEL = {"zh": 40, "en": 80}
LONGEST_WORDS = {"zh": 500, "en": 800}


def filing_faults(scheme: Scheme) -> Found:
    """Yield every such fault: (path of keys, what was expected)."""
    if scheme.draft_labels is not None:
        yield from _steps(scheme)
        yield from _labels(scheme)
    elif (scheme.fills_in, scheme.submits) == (("person",), ("unit",)):
        yield ("submits",), "a unit reports what was saved as complete; expected `draft_labels`, or unit in `fills_in`"
    yield from _nouns(scheme)
    yield from _helpers(scheme)
    yield from _case_list(scheme)
    yield from _letters(scheme)


def _steps(scheme: Scheme) -> Found:
    path: Path = ("draft_labels",)
    if (scheme.subject, scheme.fills_in, scheme.submits) != ("person", ("person",), ("unit",)):
        yield path, "a person files in steps and the unit reports; expected `fills_in: [person]` and `submits: unit`"
    if not any(field.type == "unit" for field in scheme.fields()):
        yield path, "nobody could report it; expected a field of type unit"
    if not any(section.slots for section in scheme.sections):
        yield path, "no section carries the attachments; expected `slots: true` on one"


def _labels(scheme: Scheme) -> Found:
    assert scheme.draft_labels is not None
    for key, label in (
        ("form_saved", scheme.draft_labels.form_saved),
        ("files_saved", scheme.draft_labels.files_saved),
    ):
        for language, most in LONGEST_LABEL.items():
            nouns = [noun.of(language) for noun in scheme.unit_nouns.values()] or [""]
            longest = max(len(label.of(language).replace(f"{{{NOUN}}}", noun)) for noun in nouns)
            if longest > most:
                yield ("draft_labels", key, language), f"expected at most {most} characters, the longest noun included"


def _nouns(scheme: Scheme) -> Found:
    kinds = {*(UNIT_FACTS["unit.kind"] or ()), DEFAULT}
    for key in scheme.unit_nouns:
        if key not in kinds:
            yield ("unit_nouns", key), f"no such kind of unit{suggestion(key, kinds)}"
    texts = list(_texts(scheme))
    if any(NOUN in text for text in texts) and DEFAULT not in scheme.unit_nouns:
        yield (
            ("unit_nouns",),
            "expected `default`: what a unit is called whose kind is not named, or that is not chosen yet",
        )
    if scheme.unit_nouns and not any(NOUN in text for text in texts):
        yield ("unit_nouns",), f"no draft label and no helper says {{{NOUN}}}"


def _texts(scheme: Scheme) -> Iterator[str]:
    labels: tuple[Text, ...] = ()
    if scheme.draft_labels is not None:
        labels = (scheme.draft_labels.form_saved, scheme.draft_labels.files_saved)
    yield from (label.of(language) for label in labels for language in LONGEST_LABEL)
    for helper in scheme.helpers:
        for _path, text in _texts_of(helper, ()):
            yield from (*text.zh, *text.en)


def _texts_of(helper: Helper, path: Path) -> Iterator[tuple[Path, Texts]]:
    yield (*path, "text"), helper.text
    yield from (((*path, "variants", n, "text"), one.text) for n, one in enumerate(helper.variants))


def _helpers(scheme: Scheme) -> Found:
    yield from once((("helpers", n, "key"), one.key) for n, one in enumerate(scheme.helpers))
    if scheme.helpers and scheme.draft_labels is None:
        yield ("helpers",), "they lead through the steps of filing; expected `draft_labels`"
    for number, helper in enumerate(scheme.helpers):
        for path, text in _texts_of(helper, ("helpers", number)):
            if not text.zh:
                yield path, "expected at least one paragraph"
            for language, most in LONGEST_WORDS.items():
                if len("\n\n".join(text.of(language))) > most:
                    yield (*path, language), f"expected at most {most} characters, so that a unit can put its own there"


def _case_list(scheme: Scheme) -> Found:
    if scheme.case_list is None:
        return
    if scheme.subject != "person" or "person" not in scheme.fills_in:
        yield ("case_list",), "it is a person's list; expected person in `fills_in`"
    for number, key in enumerate(scheme.case_list.columns):
        yield from names_field(scheme, key, ("case_list", "columns", number))
    for key in scheme.case_list.labels:
        if key not in scheme.case_list.columns:
            yield ("case_list", "labels", key), "expected one of the columns"


def _letters(scheme: Scheme) -> Found:
    blanks = {slot.blank for slot in scheme.slots}
    for key, letter in scheme.letters.items():
        if key in blanks and (letter.until_submitted or letter.button or letter.masked):
            yield ("letters", key), "a blank stands beside its slot; expected no `until_submitted`, `button`, `masked`"
