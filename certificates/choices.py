from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateState(models.TextChoices):
    """What is stored. `EXPIRED` is never stored: it follows from the date."""

    VALID = "VALID", _("有效")
    SUPERSEDED = "SUPERSEDED", _("已被新证书取代")
    REVOKED = "REVOKED", _("已撤销")


class Answer(models.TextChoices):
    """The five answers of verification."""

    VALID = "valid", _("有效")
    EXPIRED = "expired", _("已过期")
    SUPERSEDED = "superseded", _("已被新证书取代")
    REVOKED = "revoked", _("已撤销")
    UNKNOWN = "unknown", _("查无此证")
