"""Credit codes as an engine reads them: characters that look alike, told apart by the two check characters.

The codes and their check character are those of portal.codes.uscc, which a child process without Django cannot import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from stdnum.cn.uscc import calc_check_digit

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PATTERN = re.compile(rf"[1-9ANY][1-9][0-9]{{6}}[{ALPHABET}]{{10}}")
_DIGITS = slice(1, 8)

# What no code contains, or not in its first eight characters, and what it was then taken for.
_FOREIGN = str.maketrans("IilOoSsZzVvqg|", "111005522YY991")
_AS_DIGIT = str.maketrans("ABCDGJLQTUY", "48006110707")
_PAIRS = (
    "0D", "0Q", "0C", "0U", "06", "08", "1L", "1T", "17", "1J", "27", "35", "38", "3B", "4A", "56", "58", "5E", "68", "6G", "7T",
    "7Y", "8B", "9P", "9G", "CG", "DQ", "EF", "LE", "MN", "MH", "MW", "HN", "HK", "KX", "XY", "UJ", "PR", "PF", "RK", "TY",
)  # fmt: skip


def is_credit_code(code: str) -> bool:
    """Whether it has a code's form and its check character; letters must be capital."""
    return bool(_PATTERN.fullmatch(code)) and calc_check_digit(code[:17]) == code[17]


def repaired(read: str) -> tuple[str, int]:
    """Return the code that was meant and how many characters of the reading were wrong; 99 if it cannot be told.

    A repair counts only if it is the one that makes both check characters right: that of the code and that of the
    organisation code inside. Without one the reading is given back, for a person to correct.
    """
    plain = _in_alphabet(read)
    if is_credit_code(plain):
        return plain, sum(a != b for a, b in zip(read, plain, strict=True))
    right = {code for code in _neighbours(plain) if is_credit_code(code) and _organisation_is_right(code)}
    return (right.pop(), 1) if len(right) == 1 else (plain, 99)


def _in_alphabet(read: str) -> str:
    plain = read.translate(_FOREIGN).upper()
    return plain[: _DIGITS.start] + plain[_DIGITS].translate(_AS_DIGIT) + plain[_DIGITS.stop :]


def _neighbours(code: str) -> Iterator[str]:
    """Codes that differ in one character that looks alike; or by one that was lost beside its like, or added."""
    for place in range(len(code)):
        before, character, after = code[:place], code[place], code[place + 1 :]
        if len(code) == LENGTH:
            yield from (before + other + after for other in _alike()[character])
        elif len(code) == LENGTH - 1:
            yield before + character + character + after
        elif len(code) == LENGTH + 1:
            yield before + after


@cache
def _alike() -> dict[str, str]:
    return {one: "".join(pair.replace(one, "") for pair in _PAIRS if one in pair) for one in ALPHABET}


def _organisation_is_right(code: str) -> bool:
    """Whether characters 9 to 16 give the seventeenth (GB 11714)."""
    values = ["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(character) for character in code[8:16]]
    total = sum(value * weight for value, weight in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return code[16] == "0123456789X0"[11 - total % 11]
