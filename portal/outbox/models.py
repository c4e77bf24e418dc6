from django.db import models

from portal.tenants.scope import TenantScoped


class DeferredTask(TenantScoped):
    """Something to be done after the commit. It is there exactly if its reason is, and goes once it is done."""

    task = models.CharField(max_length=120, help_text="the name of a Celery task")
    arguments = models.JSONField(default=list, help_text="ids only")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="when the relay sends it (again); empty if it was given up")
    sent = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    held_until = models.DateTimeField(null=True, help_text="a worker is at it, and no other begins before")
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "due_at", "id"], name="deferred_task_due")]

    def __str__(self) -> str:
        return f"{self.task} {self.arguments}"


class CachedValue(models.Model):
    """The table of Django's database cache: what several web processes count together, such as tries to sign in."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "portal_cache"
