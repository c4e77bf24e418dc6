"""What a password has to be: Django's checks, with rules in words of our own (Django's Chinese says 你 to the reader)."""

from __future__ import annotations

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.utils.translation import gettext as _


class UnlikeThePerson(UserAttributeSimilarityValidator):
    def get_help_text(self) -> str:
        return _("不要与姓名、手机号码、证件号码等个人信息相近。")


class LongEnough(MinimumLengthValidator):
    """Django's Chinese catalogue lacks this one's message."""

    def get_error_message(self) -> str:
        return _("密码太短，至少需要 %(count)d 个字符。") % {"count": self.min_length}

    def get_help_text(self) -> str:
        return _("至少 %(count)d 个字符。") % {"count": self.min_length}


class Uncommon(CommonPasswordValidator):
    def get_help_text(self) -> str:
        return _("不要用常见的密码。")


class NotDigitsAlone(NumericPasswordValidator):
    def get_help_text(self) -> str:
        return _("不能全是数字。")
