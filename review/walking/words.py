"""The forms in which values are written in case files, and what they mean."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator

from applications.reading.words import as_words, plain

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = dt.time(9, 0)

LEVELS = {
    "municipal": "municipal 市属 市级 city",
    "district": "district county district/county district/county(city) 区属 县属 区县属 区（县、市）属 区县(市)属 区级 县级",
    "provincial": "provincial province 省属 省级",
    "central": "central ministerial central/ministerial 中央 央属 部属 中央（部）属 中央属",
    "none": "none non-public nonpublic private 非公 非公有 民营 私营 无 无隶属关系（非公有）",
}
KINDS = {
    "organ": "organ authority government 机关 党政机关",
    "enterprise": "enterprise company 企业 公司",
    "institution": "institution publicinstitution 事业单位",
    "university": "university college 高校 大学 高等院校 高等学校",
    "research_institute": "researchinstitute institute 科研院所 研究院 研究所",
}
ID_TYPES = {
    "CN_ID": "cnid 111 idcard residentid residentidentitycard identitycard 身份证 居民身份证 中华人民共和国居民身份证",
    "CN_PASSPORT": "cnpassport 414 chinesepassport 中国护照",
    "FOREIGN_PASSPORT": "foreignpassport passport 护照 外国护照",
    "HKMO_PERMIT": "hkmopermit 516 回乡证 港澳居民来往内地通行证",
    "TW_PERMIT": "twpermit 511 台胞证 台湾居民来往大陆通行证",
    "FPR_CARD": "fprcard 553 foreignpermanentresidentidcard 永居证 外国人永久居留身份证 外国人永久居留证",
    "HKMO_RESIDENCE": "hkmoresidence 港澳居民居住证",
    "TW_RESIDENCE": "twresidence 台湾居民居住证",
}
SEXES = {"1": "1 male m man 男 男性", "2": "2 female f woman 女 女性"}


Words = Annotated[str, BeforeValidator(as_words)]


def meant(word: str, known: dict[str, str]) -> str | None:
    """Return the value that a word stands for in one of the tables above, None for a word nobody knows."""
    wanted = plain(word)
    for value, names in known.items():
        if wanted == plain(value) or wanted in map(plain, names.split()):
            return value
    return None


def as_moment(value: Any) -> dt.datetime:
    """Read a date (9:00 on that day) or a date and time; without a zone it is China's time."""
    text = str(value).strip().replace("/", "-")
    try:
        if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
            day = dt.date(*map(int, text.split("-")))
            return dt.datetime.combine(day, MORNING, SHANGHAI)
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("expected a date or a date and time, such as 2026-03-02 or 2026-03-02 09:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Wait:
    """How far the clock moves; exactly one of these is set."""

    working_days: int | None = None
    days: int | None = None
    until: dt.datetime | None = None
    until_window: bool = False


_LENGTH = re.compile(
    r"(\d+)\s*(?:个)?\s*(working\s*days?|workdays?|business\s*days?|工作日|days?|天|日|weeks?|周)", re.IGNORECASE
)
EXAMPLES = "`5 working days`, `3 days`, `until 2026-03-02` or `until window`"


def as_wait(value: Any) -> Wait:
    """Read `5 working days`, `3 days`, `until 2026-03-02`, `until window`, or the same as a mapping."""
    if isinstance(value, Wait):
        return value
    if isinstance(value, dict) and len(value) == 1:
        ((key, amount),) = value.items()
        value = f"until {amount}" if key == "until" else f"{amount} {key.replace('_', ' ')}"
    text = str(value).strip()
    if text.lower().startswith("until "):
        return _until(text[6:].strip())
    found = _LENGTH.fullmatch(text)
    if not found:
        raise ValueError(f"expected {EXAMPLES}")
    return _length(int(found[1]), found[2].lower())


def _until(text: str) -> Wait:
    if re.sub(r"^(the\s+)?", "", text.lower()) == "window":
        return Wait(until_window=True)
    return Wait(until=as_moment(text))


def _length(amount: int, unit: str) -> Wait:
    if unit.startswith(("work", "business", "工作")):
        return Wait(working_days=amount)
    return Wait(days=amount * 7 if unit.startswith(("week", "周")) else amount)
