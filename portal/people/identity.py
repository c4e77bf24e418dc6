"""Numbers of identity documents: their shape, their check digit, and what they say about their holder.

The patterns are those of `docs/identity-numbers.md`. A pattern that is not known for certain only ever accepts more.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _
from stdnum.cn.ric import calc_check_digit

from portal.calendar import today
from portal.people.choices import IdType, Sex

EARLIEST_BIRTH = dt.date(1900, 1, 1)


class BadIdentityNumber(ValueError):
    """The number cannot be right. `code` is for programs; the text tells the holder what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class IdentityFacts:
    """A number as it is stored, and what it says by itself; passports and permits say nothing of birth and sex."""

    number: str
    birth_date: dt.date | None = None
    sex: Sex | None = None


# 18 characters by GB 11643; the first six tell the kind of document.
_PREFIXES = {
    IdType.CN_ID: r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{4}",
    IdType.HKMO_RESIDENCE: r"8[12]0000",
    IdType.TW_RESIDENCE: r"830000",
}

_PATTERNS = {
    IdType.CN_PASSPORT: (
        r"E(\d|[A-HJ-NP-Z])\d{7}|G\d{8}|1[45]\d{7}"  # ordinary, of today and older
        r"|[DSP]E\d{7}|[DSP]\d{7,8}"  # diplomatic, service, public affairs
        r"|K\d{8}|KJ\d{7}|MA\d{7}|H\d{8}|HJ\d{7}"  # of the two special administrative regions
    ),
    IdType.FOREIGN_PASSPORT: r"[A-Z0-9]{5,17}",  # every country has its own rule
    IdType.HKMO_PERMIT: r"[HM]\d{8}(\d{2})?",  # the older card adds how often it was issued
    IdType.TW_PERMIT: r"\d{8}|[0-9A-Z]{10,12}",  # the card; the older booklet and the single-entry permit
    IdType.FPR_CARD: r"[A-Z]{3}\d{12}|9\d{16}[\dX]",  # of 2017; of 2023
}


def check_id_number(
    id_type: str, number: str, *, birth_date: dt.date | None = None, sex: str | None = None
) -> IdentityFacts:
    """Return what a number says, or raise BadIdentityNumber; `birth_date` and `sex` must not contradict it.

    Full-width characters, spaces, hyphens and small letters are taken for what they mean. The check digit and the
    birth date decide (GB 11643); the division is not looked up, since it may long have been abolished.
    """
    number = normalise(number)
    if not number:
        raise BadIdentityNumber("missing", _("请填写证件号码。"))
    kind = IdType(id_type)
    if kind not in _PREFIXES:
        return IdentityFacts(_check_document(kind, number))
    facts = _check_gb_11643(kind, number)
    _compare(facts, birth_date, sex)
    return facts


def normalise(number: str) -> str:
    """Return a number in the form in which it is stored and compared."""
    return re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", number)).upper()


def _check_document(kind: IdType, number: str) -> str:
    if not re.fullmatch(_PATTERNS[kind], number, re.ASCII):
        raise BadIdentityNumber("pattern", _pattern_message(kind))
    if kind == IdType.FPR_CARD and number.startswith("9"):
        _check_last_character(number)
    return number


def _pattern_message(kind: IdType) -> str:
    return {
        IdType.CN_PASSPORT: _("护照号码应为 9 位，如 E 加 8 位数字。请按护照资料页上的号码填写。"),
        IdType.FOREIGN_PASSPORT: _("护照号码应为 5 至 17 位字母或数字。请按护照资料页上的号码填写。"),
        IdType.HKMO_PERMIT: _("通行证号码应为 H 或 M 加 8 位数字（旧证为 10 位数字）。请按证件正面的号码填写。"),
        IdType.TW_PERMIT: _("通行证号码应为 8 位数字（旧证为 10 至 12 位）。请按证件正面的号码填写。"),
        IdType.FPR_CARD: _(
            "永久居留身份证号码应为 9 开头的 18 位，旧证为 3 个字母加 12 位数字。请按证件正面的号码填写。"
        ),
    }[kind]


def _check_gb_11643(kind: IdType, number: str) -> IdentityFacts:
    if len(number) != 18:
        raise BadIdentityNumber(
            "length", _("证件号码应为 18 位，您填写了 %(length)s 位。请核对后重新填写。") % {"length": len(number)}
        )
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        raise BadIdentityNumber("characters", _("证件号码的前 17 位应为数字，最后一位为数字或 X。请核对后重新填写。"))
    if not re.match(_PREFIXES[kind], number, re.ASCII):
        raise BadIdentityNumber("kind", _kind_message(kind))
    _check_last_character(number)
    return IdentityFacts(number, _birth_date(number), Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def _kind_message(kind: IdType) -> str:
    return {
        IdType.CN_ID: _("这不是居民身份证号码。如果持有港澳台居民居住证，请在证件类型中改选。"),
        IdType.HKMO_RESIDENCE: _("港澳居民居住证号码应以 810000 或 820000 开头。请核对号码和证件类型。"),
        IdType.TW_RESIDENCE: _("台湾居民居住证号码应以 830000 开头。请核对号码和证件类型。"),
    }[kind]


def _check_last_character(number: str) -> None:
    """ISO 7064 MOD 11-2: finds every single wrong digit and every swap of two neighbours."""
    if number[17] != calc_check_digit(number):
        raise BadIdentityNumber("check_digit", _("证件号码有误：校验位不符，可能有一位填错。请对照证件逐位核对。"))


def _birth_date(number: str) -> dt.date:
    try:
        birth = dt.datetime.strptime(number[6:14], "%Y%m%d").date()  # noqa: DTZ007 - a birth date has no time zone
    except ValueError:
        raise BadIdentityNumber("birth_date", _("证件号码第 7 至 14 位不是真实的日期。请对照证件逐位核对。")) from None
    if not EARLIEST_BIRTH <= birth <= today():
        raise BadIdentityNumber(
            "birth_date_range", _("证件号码中的出生日期早于 1900 年或晚于今天。请对照证件逐位核对。")
        )
    return birth


def _compare(facts: IdentityFacts, birth_date: dt.date | None, sex: str | None) -> None:
    if birth_date and birth_date != facts.birth_date:
        raise BadIdentityNumber(
            "birth_date_differs",
            _("出生日期与证件号码中的日期（%(date)s）不一致。请核对两处填写。") % {"date": facts.birth_date},
        )
    if sex and sex != facts.sex:
        raise BadIdentityNumber("sex_differs", _("性别与证件号码不一致。请核对两处填写。"))
