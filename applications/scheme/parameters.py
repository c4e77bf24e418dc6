"""What changes from round to round stands once, under `parameters`: {key} in any text of a scheme is replaced by it.

It is done when the files are read, so that a version holds the final texts and, beside them, what they were made of
(CY-59, CY-78). Letters find the same under `parameters.<key>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from applications.scheme.checks import PLACEHOLDERS
from applications.scheme.faults import Path, suggestion
from applications.scheme.filing_checks import NOUN
from applications.scheme.model import Scheme

Found = Iterator[tuple[Path, str]]
LANGUAGES = ("zh", "en")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_NAMED = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NAMED_IN_TEMPLATE = re.compile(r"\bparameters\.([a-z][a-z0-9_]*)")
_WITHOUT = ("parameters", "files")


def with_parameters(scheme: Scheme) -> Scheme:
    """Return the scheme with each {key} of a parameter replaced; one without parameters as it is."""
    if not scheme.parameters:
        return scheme
    words = {language: {key: text.of(language) for key, text in scheme.parameters.items()} for language in LANGUAGES}
    content = scheme.model_dump(mode="json", exclude_unset=True)
    return Scheme.model_validate(
        {key: value if key in _WITHOUT else _replaced(value, words) for key, value in content.items()}
    )


def parameter_faults(scheme: Scheme, files: Mapping[str, str]) -> Found:
    """Yield what is wrong with the parameters of a scheme as it is written; `files` are its templates by name.

    An unknown name in a notice is left to the notices' own check.
    """
    content = scheme.model_dump(mode="json", exclude_unset=True)
    texts = list(_texts({key: value for key, value in content.items() if key not in _WITHOUT}, ()))
    used = {name for _path, text in texts for name in _NAMED.findall(text)}
    for path, text in texts:
        if path[0] != "notices":
            yield from _unknown(scheme, [name for name in _NAMED.findall(text) if not _is_noun(name, path)], path)
    for key, letter in scheme.letters.items():
        named = _NAMED_IN_TEMPLATE.findall(files.get(letter.template, ""))
        used |= set(named)
        yield from _unknown(scheme, named, ("letters", key, "template"))
    for key, value in scheme.parameters.items():
        yield from _of_one(key, [value.zh, value.en], is_used=key in used)


def _is_noun(name: str, path: Path) -> bool:
    """Whether the name is filled in for each unit, not when the file is read."""
    return name == NOUN and path[0] in ("draft_labels", "helpers")


def _unknown(scheme: Scheme, named: list[str], path: Path) -> Found:
    for name in named:
        if name not in scheme.parameters:
            yield path, f"no such parameter: {{{name}}}{suggestion(name, scheme.parameters)}"


def _of_one(key: str, texts: list[str], *, is_used: bool) -> Found:
    path: Path = ("parameters", key)
    if not _KEY.fullmatch(key):
        yield path, "expected small letters, digits and _ as its name"
    elif key in PLACEHOLDERS:
        yield path, "notices have a placeholder of this name; expected another"
    elif key == NOUN:
        yield path, "draft labels have a placeholder of this name; expected another"
    elif not is_used:
        yield path, "no text and no letter uses this parameter"
    for language, text in zip(LANGUAGES, texts, strict=True):
        if "{" in text or "}" in text:
            yield (*path, language), "expected words without brackets: a parameter holds no other"


def _is_text(value: Any) -> bool:
    """Whether this is a text or a list of paragraphs in both languages, and no mapping that happens to have such keys."""
    return (
        isinstance(value, dict)
        and set(value) == set(LANGUAGES)
        and all(isinstance(words, str | list) for words in value.values())
    )


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield every text in each language, and where it stands."""
    if _is_text(value):
        for language in LANGUAGES:
            words = value[language]
            yield from (
                [((*path, language), words)]
                if isinstance(words, str)
                else (((*path, language, number), one) for number, one in enumerate(words))
            )
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, (*path, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _texts(one, (*path, number))


def _replaced(value: Any, words: Mapping[str, Mapping[str, str]]) -> Any:
    if _is_text(value):
        return {language: _filled(text, words[language]) for language, text in value.items()}
    if isinstance(value, dict):
        return {key: _replaced(one, words) for key, one in value.items()}
    return [_replaced(one, words) for one in value] if isinstance(value, list) else value


def _filled(text: str | list[str], words: Mapping[str, str]) -> str | list[str]:
    if isinstance(text, list):
        return [_NAMED.sub(lambda found: words.get(found[1], found[0]), one) for one in text]
    return _NAMED.sub(lambda found: words.get(found[1], found[0]), text)
