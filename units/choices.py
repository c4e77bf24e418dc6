"""What a unit is, in the words that scheme routes use (`unit.level`, `unit.kind`)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitLevel(models.TextChoices):
    """Affiliation 隶属关系 (after GB/T 12404); a unit without a superior body, such as a private firm, has none."""

    MUNICIPAL = "municipal", _("市属")
    DISTRICT = "district", _("区（县、市）属")
    PROVINCIAL = "provincial", _("省属")
    CENTRAL = "central", _("中央（部）属")
    NONE = "none", _("无隶属关系（非公有）")


class UnitKind(models.TextChoices):
    """After GB/T 20091, with universities and research institutes apart."""

    ORGAN = "organ", _("机关")
    ENTERPRISE = "enterprise", _("企业")
    INSTITUTION = "institution", _("事业单位")
    UNIVERSITY = "university", _("高等院校")
    RESEARCH_INSTITUTE = "research_institute", _("科研院所")


class UnitState(models.TextChoices):
    PENDING = "PENDING", _("待开通")
    OPEN = "OPEN", _("已开通")
    REFUSED = "REFUSED", _("未通过")
    CLOSED = "CLOSED", _("已停用")
    STATING = "STATING", _("待登记")


class CertificationState(models.TextChoices):
    """Where a certification stands. What is typed by hand passes by itself too, and is looked at later (CY-16, CY-23)."""

    READING = "READING", _("识别中")
    READ = "READ", _("已识别")
    UNREADABLE = "UNREADABLE", _("无法识别")
    BY_HAND = "BY_HAND", _("待填写")
    PASSED = "PASSED", _("已通过")


class ReadFrom(models.TextChoices):
    """What the licence's words were read from; nothing stands for a form filled in by hand."""

    QR = "qr", _("二维码")
    OCR = "ocr", _("文字识别")
