"""How a portal looks: its colour and words are columns of the tenant, which every page reads; its emblem lies here."""

from __future__ import annotations

import base64

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.tenants.scope import TenantScoped


class Emblem(TenantScoped):
    """The picture at the head of a portal's pages: small, for everybody's eyes, and read by its own address alone.

    Not a file of the private storage: what every visitor sees has nothing to be sealed.
    """

    content = models.BinaryField()
    content_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("徽标")
        verbose_name_plural = pgettext_lazy("plural", "徽标")
        constraints = [models.UniqueConstraint(fields=["tenant"], name="emblem_once_a_tenant")]


def emblem_as_data() -> str:
    """Return the current tenant's emblem as an address that holds it, for pages of another host; empty without one."""
    emblem = Emblem.objects.first()
    return f"data:{emblem.content_type};base64,{base64.b64encode(emblem.content).decode()}" if emblem else ""
