"""What a password has to be beyond Django's own checks."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Django's own check; its Chinese catalogue lacks this message."""

    def get_error_message(self) -> str:
        return _("密码太短，至少需要 %(count)d 个字符。") % {"count": self.min_length}
