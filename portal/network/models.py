"""How a portal is known to the account network by which its people sign in (HZ-01)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.notices.models import new_public_id
from portal.people.choices import SignInMode
from portal.sealing.fields import SealedTextField
from portal.tenants.scope import TenantScoped


class NetworkClient(TenantScoped):
    """One of the two clients: of legal persons (`unit`), and of individuals (`person`). OpenID Connect Core 1.0."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    kind = models.CharField(_("账号类别"), max_length=10, choices=SignInMode)
    issuer = models.URLField(
        _("服务器地址"), max_length=300, help_text=_("OpenID Connect 的 issuer，如 https://id.example.gov.cn")
    )
    client_id = models.CharField(_("客户端标识"), max_length=100)
    secret = SealedTextField(_("客户端密钥"), bound_to="public_id", max_length=200, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("账号网络客户端")
        verbose_name_plural = pgettext_lazy("plural", "账号网络客户端")
        constraints = [models.UniqueConstraint(fields=["tenant", "kind"], name="network_client_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.issuer}"


class LegalPerson(TenantScoped):
    """For which unit an account of the network stands (HZ-07): the network says it anew each time, and it must not change."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False, verbose_name=_("账号")
    )
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, editable=False)

    class Meta:
        verbose_name = _("法人账号")
        verbose_name_plural = pgettext_lazy("plural", "法人账号")
        constraints = [models.UniqueConstraint(fields=["tenant", "uscc"], name="legal_person_once_a_tenant")]

    def __str__(self) -> str:
        return self.uscc
