from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What sort of thing an event tells of."""

    CHANGE = "CHANGE", _("办理与变更")
    READ = "READ", _("查看敏感信息")
    REFUSAL = "REFUSAL", _("拒绝")
    SIGN_IN = "SIGN_IN", _("登录与会话")
