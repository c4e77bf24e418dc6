from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.tenants.scope import TenantScoped


class KeyKind(models.TextChoices):
    DATA = "DATA", _("加密")
    LOOKUP = "LOOKUP", _("查找")


class WrappedKey(models.Model):
    """A key as the database knows it: wrapped by a master key, of no use without it.

    No row is ever deleted: what was sealed with a key, in a backup too, can be opened with that key only.
    """

    kind = models.CharField(max_length=6, choices=KeyKind)
    version = models.PositiveIntegerField()
    wrapped = models.CharField(max_length=120)
    master_id = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True, help_text="since then it only reads")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"


class DataKey(TenantScoped, WrappedKey):
    """A key of one tenant."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "version"], name="data_key_once")]


class PlatformKey(WrappedKey):
    """A key for what belongs to no tenant: operators' accounts, sessions, second factors."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="platform_key_once")]
