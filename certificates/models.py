import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.choices import CertificateState
from portal.tenants.scope import TenantScoped


def new_token() -> str:
    """128 random bits: what the QR code carries and nobody can guess."""
    return secrets.token_urlsafe(16)


class CertificateSequence(TenantScoped):
    """The last serial given out under a prefix; the row is locked while a number is taken."""

    prefix = models.CharField(max_length=40)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "prefix"], name="sequence_once")]

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"


class Certificate(TenantScoped):
    """An issued certificate. The row with its number is written first, the PDF follows (and may be made again)."""

    application = models.OneToOneField(
        "applications.Application", models.PROTECT, related_name="certificate", verbose_name=_("申报")
    )
    number = models.CharField(_("证书编号"), max_length=60)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates", verbose_name=_("持证人账号")
    )
    content = models.JSONField(_("证书内容"), help_text="what is printed, frozen at issue")
    holder_name = models.CharField(_("持证人"), max_length=60)
    issued_on = models.DateField(_("发证日期"))
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=CertificateState, default=CertificateState.VALID)
    ended_on = models.DateField(_("失效日期"), null=True, blank=True)
    end_reason = models.CharField(_("失效原因"), max_length=300, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name=_("新证书")
    )
    is_imported = models.BooleanField(
        _("旧系统发放"), default=False, help_text="issued on the former site, which has its file"
    )
    pdf = models.FileField(upload_to="certificates", blank=True, max_length=200)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    rendered_at = models.DateTimeField(_("文件生成时间"), null=True, blank=True)
    render_fault = models.CharField(_("生成失败原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("电子证书")
        verbose_name_plural = pgettext_lazy("plural", "电子证书")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="certificate_number_once")]

    def __str__(self) -> str:
        return self.number


from certificates.former_models import FormerDeclaration  # noqa: E402, F401
