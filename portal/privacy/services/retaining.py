"""The nightly run: what is due by the bureau's schedule is erased in small steps, and a report says what and why."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from portal.policy import Refused
from portal.privacy.models import RetentionLine, RetentionPeriod, RetentionReport
from portal.privacy.queries import days_of
from portal.privacy.retention import Rule, rule_of, rules

log = logging.getLogger(__name__)
AT_A_TIME = 100


class UnableToShorten(Refused):
    """The law, or the rule, asks for more days."""


@transaction.atomic
def set_period(*, rule: str, days: int, by: User | None = None) -> RetentionPeriod:
    """Set how long one kind of data is kept. Raises UnableToShorten below the least that the rule allows."""
    if reason := fault_in_period(rule, days):
        raise UnableToShorten(reason)
    period: RetentionPeriod = RetentionPeriod.objects.update_or_create(rule=rule, defaults={"days": days})[0]
    record_event(action="retention.period_set", target=period, actor=by, detail={"rule": rule, "days": days})
    return period


def fault_in_period(key: str, days: int) -> str | None:
    """Return why this period cannot be set, or None."""
    rule = rule_of(key)
    if rule is None:
        return _("没有“%(rule)s”这一种类。") % {"rule": key}
    if days < rule.least_days:
        words = {"title": rule.title, "least": rule.least_days, "why": rule.why}
        return _("“%(title)s”至少保存 %(least)d 天：%(why)s") % words
    return None


def run_retention(*, is_trial: bool = False, at_a_time: int = AT_A_TIME) -> RetentionReport:
    """Do what is due in the current tenant and return the report; a trial counts and erases nothing.

    Every row is erased in a transaction of its own: whatever ends the run, what is done stays done and is counted.
    """
    report: RetentionReport = RetentionReport.objects.create(is_trial=is_trial, started_at=now())
    for rule in rules():
        line = _line(report, rule)
        if rule.due is not None:
            line.due = rule.due(line.before).count()
            line.save(update_fields=["due"])
            if not is_trial and rule.erase is not None:
                _erase_due(rule, line, at_a_time)
    _end(report)
    return report


def _line(report: RetentionReport, rule: Rule) -> RetentionLine:
    days = days_of(rule)
    before = now() - dt.timedelta(days=days)
    line: RetentionLine = RetentionLine.objects.create(report=report, rule=rule.key, days=days, before=before)
    return line


def _erase_due(rule: Rule, line: RetentionLine, at_a_time: int) -> None:
    """Go through the due rows once, by their keys: one that fails is left behind for tomorrow."""
    assert rule.due is not None
    due, last = rule.due(line.before).order_by("pk"), None
    while keys := list((due if last is None else due.filter(pk__gt=last)).values_list("pk", flat=True)[:at_a_time]):
        for key in keys:
            _erase_one(rule, line, key)
        last = keys[-1]
        line.save(update_fields=["erased", "pieces", "failed", "fault"])


def _erase_one(rule: Rule, line: RetentionLine, key: Any) -> None:
    assert rule.due is not None
    assert rule.erase is not None
    try:
        with transaction.atomic():
            row: Any = rule.due(line.before).filter(pk=key).select_for_update(of=("self",), skip_locked=True).first()
            if row is None:  # somebody else has it, or it is not due any more
                return
            line.pieces += _counted(rule.erase, row)
            line.erased += 1
    except (Refused, DatabaseError, OSError) as fault:
        log.exception("retention: %s %s is left behind", rule.key, key)
        line.failed += 1
        line.fault = str(fault)[:300]


def _counted(erase: Callable[[Any], int], row: Any) -> int:
    return int(erase(row))


@transaction.atomic
def _end(report: RetentionReport) -> None:
    report.ended_at = now()
    report.save(update_fields=["ended_at"])
    lines = report.lines.all()
    detail = {line.rule: {"days": line.days, "due": line.due, "erased": line.erased} for line in lines if line.due}
    record_event(action="retention.tried" if report.is_trial else "retention.run", target=report, detail=detail)
