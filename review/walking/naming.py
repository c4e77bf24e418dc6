"""The applicant of a case file, invented where the file is silent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from stdnum.cn import ric

from portal.people.choices import IdType, Sex
from portal.people.invented import invented_id_number
from review.walking.case import ApplicantGiven
from review.walking.words import ID_TYPES, SEXES, meant

GIVEN_NAMES = ("知远", "思齐", "明哲", "若水", "怀瑾", "景行", "书言", "清和")
SURNAMES = ("沈", "陆", "傅", "乐", "童", "励", "邬", "戚")
USUAL_BIRTH = dt.date(1985, 6, 15)
RESIDENCE_PREFIXES = {IdType.HKMO_RESIDENCE: "810000", IdType.TW_RESIDENCE: "830000"}
DOCUMENT_NUMBERS = {
    IdType.CN_PASSPORT: "E{:08d}",
    IdType.FOREIGN_PASSPORT: "X{:08d}",
    IdType.HKMO_PERMIT: "H{:08d}",
    IdType.TW_PERMIT: "{:08d}",
    IdType.FPR_CARD: "DEU3302{:08d}",
}


@dataclass(frozen=True)
class Named:
    """A person as a unit names them: document, name, and what the document does not tell."""

    id_type: str
    id_number: str
    name: str
    birth_date: dt.date | None
    sex: str


def named_person(given: ApplicantGiven, seed: int) -> Named:
    """Return the applicant of a file, invented where it is silent; the same seed invents the same person."""
    id_type = (meant(given.id_type, ID_TYPES) if given.id_type else None) or IdType.CN_ID.value
    sex = (meant(given.sex, SEXES) if given.sex else None) or ""
    tells = IdType(id_type) in _NUMBERS_THAT_TELL
    return Named(
        id_type=id_type,
        id_number=given.id_number or _invented_number(seed, IdType(id_type), given.birth_date, sex),
        name=given.name or SURNAMES[seed % 8] + GIVEN_NAMES[seed // 8 % 8],
        birth_date=given.birth_date or (None if tells else USUAL_BIRTH),
        sex=sex or ("" if tells else Sex.MALE.value),
    )


_NUMBERS_THAT_TELL = {IdType.CN_ID, *RESIDENCE_PREFIXES}


def _invented_number(seed: int, id_type: IdType, birth_date: dt.date | None, sex: str) -> str:
    if id_type in DOCUMENT_NUMBERS:
        return DOCUMENT_NUMBERS[id_type].format(seed)
    number = invented_id_number(seed, birth_date=birth_date or USUAL_BIRTH, sex=Sex(sex) if sex else None)
    body = RESIDENCE_PREFIXES.get(id_type, number[:6]) + number[6:17]
    return body + str(ric.calc_check_digit(f"{body}0"))
