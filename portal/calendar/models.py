from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.tenants.scope import TenantScoped


class Day(TenantScoped):
    """A day that does not follow the plain week: a holiday on a weekday, or a weekend day worked instead (调休)."""

    date = models.DateField(_("日期"))
    is_working = models.BooleanField(_("工作日"))
    note = models.CharField(_("说明"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("特殊日期")
        verbose_name_plural = pgettext_lazy("plural", "特殊日期")
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["tenant", "date"], name="day_once_a_tenant")]

    def __str__(self) -> str:
        return f"{self.date} {self.note}"


class CalendarYear(TenantScoped):
    """A year whose holidays are known.

    Dates in a year without a row are computed by the plain week and marked provisional.
    """

    year = models.PositiveSmallIntegerField(_("年份"))
    source = models.CharField(_("依据"), max_length=200)
    edited_at = models.DateTimeField(
        _("修改时间"), null=True, blank=True, editable=False, help_text="set by hand: the library no longer fills it"
    )

    class Meta:
        verbose_name = _("年度日历")
        verbose_name_plural = pgettext_lazy("plural", "年度日历")
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["tenant", "year"], name="calendar_year_once_a_tenant")]

    def __str__(self) -> str:
        return str(self.year)


class ClockSetting(models.Model):
    """How far the demo's clock stands ahead of the real one; there is one row, and production never reads it."""

    ahead = models.DurationField()
