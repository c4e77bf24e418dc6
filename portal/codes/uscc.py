"""The unified social credit code of organisations, GB 32100-2015, and the organisation code inside it, GB 11714."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _
from stdnum.cn.uscc import calc_check_digit

_ALPHABET = "0-9A-HJ-NP-RTUWXY"
# The registrar may be a letter (A armed forces, N agriculture, Y other), which stdnum's own check refuses.
_PATTERN = re.compile(rf"[1-9ANY][1-9][0-9]{{6}}[{_ALPHABET}]{{10}}")


class BadUscc(ValueError):
    """The code cannot be right. `code` is for programs; the text tells the reader what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def check_uscc(code: str) -> str:
    """Return the code as it is stored, or raise BadUscc.

    The check digit of the organisation code inside is not asked for: codes exist that were issued without a right one.
    """
    code = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", code)).upper()
    if len(code) != 18:
        message = _("统一社会信用代码应为 18 位，您填写了 %(length)s 位。请按营业执照或登记证书填写。")
        raise BadUscc("length", message % {"length": len(code)})
    if letters := sorted(set(code) & set("IOSVZ")):
        message = _("统一社会信用代码不使用字母 %(letters)s，可能是数字 1、0、5、2 之误。请对照证书核对。")
        raise BadUscc("letters", message % {"letters": "、".join(letters)})
    if not _PATTERN.fullmatch(code):
        raise BadUscc("pattern", _("统一社会信用代码的格式不对：第 2 至 8 位应为数字。请对照证书核对。"))
    if code[17] != calc_check_digit(code[:17]):
        raise BadUscc("check_digit", _("统一社会信用代码有误：校验位不符，可能有一位填错。请对照证书逐位核对。"))
    return code


def org_code_of(uscc: str) -> str:
    """Return the organisation code that a credit code holds in its characters 9 to 17."""
    return uscc[8:17]


def normalise_org_code(code: str) -> str:
    """Return an organisation code as it is stored, without the hyphen before its check character."""
    return re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", code)).upper()


def check_org_code(code: str) -> str:
    """Return an organisation code as it is stored, or raise BadUscc; codes without a right check digit were issued."""
    code = normalise_org_code(code)
    if not re.fullmatch(r"[0-9A-Z]{9}", code):
        raise BadUscc("org_code", _("组织机构代码应为 9 位数字或大写字母。请对照证书核对。"))
    return code
