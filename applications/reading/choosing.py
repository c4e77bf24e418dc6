"""Which of a field's choices is meant by a word: its value, its name in either language, or all that is left of both."""

from __future__ import annotations

from collections.abc import Iterable

from applications.reading.words import plain
from applications.scheme.form import Choice, ChoiceSource
from applications.showing import codes_of
from portal.codes import Code, code_set
from portal.codes.finding import named


def listed_choice(choices: Iterable[Choice], word: str) -> str | bool | None:
    """Return the value of the choice that the word is or names; None if it is none of them."""
    wanted = plain(word)
    for choice in choices:
        if wanted in map(plain, (str(choice.value), choice.label.zh, choice.label.en)):
            return choice.value
    return None


def code_meant(source: ChoiceSource, word: str, above: str = "") -> str | None:
    """Return the code that the word is or names; None if it means none, or several as well.

    `above` is the code chosen one level up, where the choices hang on it. Names may stand in a row, from the top down.
    """
    codes = {code.code: code for code in codes_of(source) if not above or code.parent == above}
    if word in codes:
        return word
    for found in (_with_zeros(codes, word), _by_path(source.codes or "", codes.values(), word)):
        if len(found) == 1:
            return found[0].code
    answers = named(source.codes or "", word, among=codes)
    return answers[0].code if len(answers) == 1 else None


def _with_zeros(codes: dict[str, Code], word: str) -> list[Code]:
    """Tables drop the zeros that a code begins with."""
    return [code for key, code in codes.items() if word.isdigit() and key.lstrip("0") == word]


def _by_path(name: str, codes: Iterable[Code], word: str) -> list[Code]:
    """甲省乙市 or 甲省/乙市 is the second within the first."""
    wanted = plain(word)
    return [code for code in codes if _ends(wanted, code) and _path(name, code).endswith(wanted)]


def _ends(wanted: str, code: Code) -> bool:
    own = plain(code.name_zh)
    return wanted != own and wanted.endswith(own)


def _path(name: str, code: Code) -> str:
    return "".join(plain(one.name_zh) for one in [*code_set(name).ancestors(code), code])
