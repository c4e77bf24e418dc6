from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    SMS = "SMS", _("短信")
    EMAIL = "EMAIL", _("电子邮件")
    PORTAL = "PORTAL", _("站内信")


class ReceiptStatus(models.TextChoices):
    DELIVERED = "DELIVERED", _("已送达")
    FAILED = "FAILED", _("未送达")


class NoticeState(models.TextChoices):
    QUEUED = "QUEUED", _("待发送")
    SENDING = "SENDING", _("发送中")
    RETRYING = "RETRYING", _("重试中")
    UNCLEAR = "UNCLEAR", _("结果不明")
    DELIVERED = "DELIVERED", _("已送达")
    FAILED = "FAILED", _("发送失败")
