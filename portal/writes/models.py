from django.db import models

from portal.sealing.fields import SealedJSONField
from portal.tenants.scope import TenantScoped


class WriteKey(TenantScoped):
    """One write that a form asked for, by the key the form was given, and how it was answered.

    The row is written in the transaction of the write itself: it exists exactly if the write does.
    """

    owner = models.CharField(max_length=80, help_text="the person's number, or a hash of the visitor's cookie")
    key = models.CharField(max_length=100)
    attempt = models.CharField(max_length=24, help_text="which request made the row")
    fingerprint = models.CharField(max_length=64, help_text="hash of the address and of all that was sent")
    status = models.PositiveSmallIntegerField(null=True)
    location = models.CharField(max_length=1000, blank=True)
    messages = SealedJSONField(
        bound_to="attempt",
        empty=list,
        help_text="[level, words, tags] of what the next page says: a number may be in it",
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "owner", "key"], name="write_key_once")]
        indexes = [models.Index(fields=["tenant", "created_at"], name="write_key_by_age")]
