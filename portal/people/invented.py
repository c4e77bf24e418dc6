"""Numbers for invented people and units: right by every check, and nobody's (docs/invented-data.md)."""

from __future__ import annotations

import datetime as dt

from stdnum.cn import ric, uscc

from portal.people.choices import Sex

UNASSIGNED_DIVISION = "339999"
UNASSIGNED_PHONES = "154"

_FIRST_BIRTH = dt.date(1960, 1, 1)
_BIRTH_DAYS = 14_600
_STRIDE = 7919  # shares no factor with the days, so that neighbouring seeds get days far apart and none gets one twice


def invented_id_number(seed: int, *, birth_date: dt.date | None = None, sex: Sex | None = None) -> str:
    """Return a resident identity number, the same one for the same seed.

    Seeds below seven million give different numbers; with a `birth_date` given only the last 500 of them differ.
    """
    if birth_date is None:
        birth_date = _FIRST_BIRTH + dt.timedelta(days=seed * _STRIDE % _BIRTH_DAYS)
        order = seed // _BIRTH_DAYS % 500
    else:
        order = seed % 500
    male = seed % 2 == 1 if sex is None else sex == Sex.MALE
    body = f"{UNASSIGNED_DIVISION}{birth_date:%Y%m%d}{order * 2 + male:03d}"
    return body + ric.calc_check_digit(f"{body}0")  # it wants a whole number and ignores the last character


def invented_phone(seed: int) -> str:
    """Return a mobile number in a range that no operator has, so that no telephone rings."""
    return f"{UNASSIGNED_PHONES}{seed:08d}"


def invented_uscc(seed: int) -> str:
    """Return an enterprise's credit code in the division that is not assigned."""
    organisation = f"{seed:08d}"
    total = sum(int(digit) * weight for digit, weight in zip(organisation, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    body = f"91{UNASSIGNED_DIVISION}{organisation}{'0123456789X0'[11 - total % 11]}"
    return body + uscc.calc_check_digit(body)
