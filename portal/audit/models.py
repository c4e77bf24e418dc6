from __future__ import annotations

import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.audit.choices import Kind
from portal.tenants.scope import TenantScoped


class Event(TenantScoped):
    """One thing that was done, by whom and to what. The database refuses to change or delete a row.

    A row is not chained when it is written, for a chain makes a tenant's writers wait for each other: a trigger notes
    it in Pending, and the sealer gives it its Link.
    """

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    at = models.DateTimeField(_("时间"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(_("操作人"), max_length=100)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind, default=Kind.CHANGE)
    action = models.CharField(_("动作"), max_length=60)
    target = models.CharField(_("对象"), max_length=80, help_text=_("类型和编号"))
    words = models.TextField(_("意见或说明"), blank=True)
    detail = models.JSONField(_("详情"), default=dict)
    form = models.PositiveSmallIntegerField(default=1, help_text="how the content is written down to be hashed")
    content_hash = models.CharField(_("校验值"), max_length=64)
    mac = models.CharField(max_length=64, blank=True, default="", help_text="the hash under the portal's own key")

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = pgettext_lazy("plural", "审计记录")
        ordering = ["-id"]
        # Each filter of the log's page is an equality, followed by the order of the page.
        indexes = [
            models.Index(fields=["tenant", "at", "id"], name="event_by_time"),
            models.Index(fields=["tenant", "target", "at", "id"], name="event_by_target_and_time"),
            models.Index(fields=["tenant", "actor_name", "at", "id"], name="event_by_actor_and_time"),
            models.Index(fields=["tenant", "action", "at", "id"], name="event_by_action_and_time"),
            models.Index(fields=["tenant", "kind", "at", "id"], name="event_by_kind_and_time"),
        ]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.target}"


class Pending(TenantScoped):
    """An event that the sealer has still to chain. A trigger writes it, in the transaction of the event.

    Numbers are given out before transactions commit, so "greater than the last one chained" would miss events; what
    is visible here is committed and not chained, in however large a log.
    """

    event = models.OneToOneField(Event, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("待入链记录")
        verbose_name_plural = pgettext_lazy("plural", "待入链记录")
        indexes = [models.Index(fields=["tenant", "event"], name="pending_by_tenant")]

    def __str__(self) -> str:
        return f"{self.event_id}"


class Link(TenantScoped):
    """An event's place in its tenant's chain: its hash covers the event's and the hash of the link before it."""

    sequence = models.PositiveBigIntegerField(_("序号"))
    event = models.OneToOneField(Event, models.PROTECT, related_name="link")
    chained_at = models.DateTimeField(_("入链时间"))
    previous = models.CharField(_("前一校验值"), max_length=64)
    hash = models.CharField(_("校验值"), max_length=64)

    class Meta:
        verbose_name = _("链")
        verbose_name_plural = pgettext_lazy("plural", "链")
        constraints = [models.UniqueConstraint(fields=["tenant", "sequence"], name="link_once")]

    def __str__(self) -> str:
        return f"#{self.sequence}"


class Checkpoint(TenantScoped):
    """The portal's signature under its chain: up to which number, and with which hash. `sequence` is also the count."""

    number = models.PositiveIntegerField(_("编号"))
    sequence = models.PositiveBigIntegerField(_("序号"))
    head = models.CharField(_("链首校验值"), max_length=64)
    at = models.DateTimeField(_("签署时间"))
    key_id = models.CharField(_("密钥"), max_length=16)
    public_key = models.CharField(max_length=44)
    previous = models.CharField(_("前一校验点"), max_length=64)
    hash = models.CharField(_("校验值"), max_length=64)
    signature = models.CharField(_("签名"), max_length=88)

    class Meta:
        verbose_name = _("校验点")
        verbose_name_plural = pgettext_lazy("plural", "校验点")
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="checkpoint_once")]
        indexes = [models.Index(fields=["tenant", "sequence"], name="checkpoint_by_sequence")]

    def __str__(self) -> str:
        return f"#{self.number}"


def new_salt() -> str:
    return secrets.token_hex(16)


class Evidence(models.Model):
    """A row whose content is hashed into the event that tells of it, so that the log vouches for the row.

    The salt stays in the row: without the row nobody can guess its content from the hash.
    """

    evidence_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that the hash covers, by their attribute (`office_id`, not `office`)."""

    salt = models.CharField(max_length=32, default=new_salt, editable=False)

    class Meta:
        abstract = True
