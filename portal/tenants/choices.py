from django.db import models
from django.utils.translation import gettext_lazy as _


class ArticleKind(models.TextChoices):
    NOTICE = "notice", _("通知公告")
    POLICY = "policy", _("政策法规")


class Audience(models.TextChoices):
    """Whose manual a download is."""

    EVERYONE = "everyone", _("所有人")
    UNIT = "unit", _("单位")
    OFFICE = "office", _("审核机构")
