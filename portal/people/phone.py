"""Phone numbers as people type them, and the one form in which they are stored: E.164, `+86…` for the mainland."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

_MAINLAND = re.compile(r"1[3-9]\d{9}")
_ABROAD = re.compile(r"\+[1-9]\d{6,14}")
_SEPARATORS = str.maketrans("", "", " -()\t\u00a0")


class BadPhone(ValueError):
    """The text is no phone number; `message` says what one looks like."""

    def __init__(self) -> None:
        self.message = _("请输入 11 位手机号码；境外号码请带国家或地区代码，如 +852。")
        super().__init__(self.message)


def shown_phone(number: str | None) -> str:
    """Return a stored number as people here write it: a mainland one without its country code."""
    return (number or "").removeprefix("+86")


def is_phone(text: str) -> bool:
    try:
        return bool(normalise_phone(text))
    except BadPhone:
        return False


def normalise_phone(text: str) -> str:
    """Return the number in E.164. 11 digits are a mainland mobile; others need their country code."""
    digits = unicodedata.normalize("NFKC", text).translate(_SEPARATORS)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    bare = digits.removeprefix("+86") if digits.startswith("+86") else digits.removeprefix("86")
    if _MAINLAND.fullmatch(bare):
        return f"+86{bare}"
    if _ABROAD.fullmatch(digits) and not digits.startswith("+86"):
        return digits
    raise BadPhone
