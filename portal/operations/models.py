from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JobRun(models.Model):
    """How a timed job went the last time: it tells that the beat and a worker are alive. It belongs to no tenant."""

    task = models.CharField(max_length=120, unique=True)
    ended_at = models.DateTimeField()
    was_successful = models.BooleanField()
    seconds = models.FloatField()
    runs = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("定时任务")
        verbose_name_plural = pgettext_lazy("plural", "定时任务")

    def __str__(self) -> str:
        return self.task
