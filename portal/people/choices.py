from django.db import models
from django.utils.translation import gettext_lazy as _


class AdminRole(models.TextChoices):
    """Three administrators who watch each other (三员分立): each person is one of them at most."""

    SYSTEM = "system", _("系统管理员")
    SECURITY = "security", _("安全管理员")
    AUDIT = "audit", _("审计管理员")


class SignInMode(models.TextChoices):
    """For whom somebody signs in, where a tenant tells them apart (NX-05)."""

    UNIT = "unit", _("单位")
    PERSON = "person", _("个人")


class SignInName(models.TextChoices):
    """What people give as their name; a login name, which the bureau gives, and the operator's go everywhere."""

    PHONE = "phone", _("手机号码")
    ID_NUMBER = "id_number", _("证件号码")


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    MALE = "1", _("男")
    FEMALE = "2", _("女")


class IdType(models.TextChoices):
    """The documents a person may be known by; number patterns are in `portal.people.identity`."""

    CN_ID = "CN_ID", _("居民身份证")
    CN_PASSPORT = "CN_PASSPORT", _("中国护照")
    FOREIGN_PASSPORT = "FOREIGN_PASSPORT", _("外国护照")
    HKMO_PERMIT = "HKMO_PERMIT", _("港澳居民来往内地通行证")
    TW_PERMIT = "TW_PERMIT", _("台湾居民来往大陆通行证")
    HKMO_RESIDENCE = "HKMO_RESIDENCE", _("港澳居民居住证")
    TW_RESIDENCE = "TW_RESIDENCE", _("台湾居民居住证")
    FPR_CARD = "FPR_CARD", _("外国人永久居留身份证")
