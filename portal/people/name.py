"""What may stand in a name: any script, rare characters and middle dots; nothing that cannot be printed."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

LONGEST_NAME = 60

# Control and format characters (which turn the direction of a line), halves of characters, line breaks.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Fonts of old input methods put rare characters here; no other computer draws them.
_PRIVATE_USE = "Co"


class BadName(ValueError):
    """The text cannot be a name; `message` says why."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


# Written between the parts of a name, by different input methods.
_DOTS = str.maketrans("•‧∙・．.", "······")


def is_same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: widths, capitals, spaces and kinds of middle dots make no difference."""
    return _compared(one) == _compared(other)


def _compared(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name.translate(_DOTS)).casefold().split())


def is_name(text: str) -> bool:
    """Whether there is a letter in it, as in every name that passed the check; a masked number has none."""
    return any(unicodedata.category(character)[0] in "LC" for character in text)


def check_name(text: str) -> str:
    """Return the name without spaces around it, single spaces within.

    Unassigned code points pass: the character may be newer than this program.
    """
    categories = {unicodedata.category(character) for character in text.strip()}
    if categories & _UNPRINTABLE:
        raise BadName(_("姓名中含有不可见的控制字符，请重新输入。"))
    if _PRIVATE_USE in categories:
        raise BadName(_("姓名中含有旧输入法的自造字，其他电脑无法显示。请改用新版输入法输入该字。"))
    name = " ".join(text.split())
    if not is_name(name):
        raise BadName(_("请填写姓名。"))
    if len(name) > LONGEST_NAME:
        raise BadName(_("姓名最多 %(count)d 个字符。") % {"count": LONGEST_NAME})
    return name
