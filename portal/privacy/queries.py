"""What people were told about their data, and what they agreed to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

from portal.calendar import now
from portal.privacy.choices import ConsentDeed, ErasureState, ExportState
from portal.privacy.models import (
    ConsentEvent,
    DataExport,
    ErasureRequest,
    PrivacyNotice,
    ProcessingPurpose,
    RetentionLine,
    RetentionPeriod,
    RetentionReport,
)
from portal.privacy.retention import Rule, rule_of, rules

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class Standing:
    """How one person stands to one purpose: told, agreed or withdrawn, under which version and since when."""

    purpose: ProcessingPurpose
    deed: str = ""
    version: int | None = None
    at: dt.datetime | None = None

    @property
    def label(self) -> str:
        return str(ConsentDeed(self.deed).label) if self.deed else ""

    @property
    def may_withdraw(self) -> bool:
        return self.purpose.asks and self.deed == ConsentDeed.GIVEN


def current_notice() -> PrivacyNotice | None:
    """Return the version that holds now, or None where the bureau has published none."""
    notice: PrivacyNotice | None = PrivacyNotice.objects.order_by("-number").first()
    return notice


def notice_by_number(number: int) -> PrivacyNotice | None:
    notice: PrivacyNotice | None = PrivacyNotice.objects.filter(number=number).first()
    return notice


def purposes_of(notice: PrivacyNotice) -> list[ProcessingPurpose]:
    return list(notice.purposes.all())


def standings_of(user: User, notice: PrivacyNotice) -> list[Standing]:
    """Return how the person stands to every purpose of the notice, in its order."""
    latest = latest_events(user)
    return [_standing(purpose, latest.get(purpose.key)) for purpose in purposes_of(notice)]


def latest_events(user: User) -> dict[str, ConsentEvent]:
    """Return the event that holds now for each purpose the person was ever told of."""
    events = ConsentEvent.objects.filter(user=user).select_related("notice").order_by("id")
    return {event.purpose: event for event in events}


def has_read(user: User, notice: PrivacyNotice) -> bool:
    """Whether the person was shown this very version, whatever they then agreed to."""
    return bool(ConsentEvent.objects.filter(user=user, notice=notice).exists())


def unread_notice(user: User) -> PrivacyNotice | None:
    """Return the present notice if this person has not been shown it yet; an account of a unit itself is nobody's data."""
    if user.is_legal_person:
        return None
    notice = current_notice()
    return None if notice is None or has_read(user, notice) else notice


def refused_purposes(user: User) -> list[ProcessingPurpose]:
    """Return what an application cannot do without and this person does not agree to at present."""
    notice = current_notice()
    if notice is None or user.is_legal_person:
        return []
    return [
        standing.purpose
        for standing in standings_of(user, notice)
        if standing.purpose.is_required and standing.purpose.asks and standing.deed != ConsentDeed.GIVEN
    ]


def consents_of(user: User) -> list[ConsentEvent]:
    """Return everything the person was told and agreed to, in its order."""
    return list(ConsentEvent.objects.filter(user=user).select_related("notice").order_by("id"))


def exports_of(user: User) -> list[DataExport]:
    """Return the copies that the person can have now or soon, the newest first."""
    lasting = models.Q(state=ExportState.READY, expires_at__gt=now())
    pending = models.Q(state__in=[ExportState.WAITING, ExportState.FAILED])
    return list(DataExport.objects.filter(lasting | pending, user=user).order_by("-id")[:5])


def waiting_erasure(user: User) -> ErasureRequest | None:
    """Return the person's request that waits to be carried out."""
    request: ErasureRequest | None = ErasureRequest.objects.filter(user=user, state=ErasureState.WAITING).first()
    return request


def days_of(rule: Rule) -> int:
    """Return how many days the current tenant keeps what the rule is about."""
    own: int | None = RetentionPeriod.objects.filter(rule=rule.key).values_list("days", flat=True).first()
    return rule.days if own is None else max(own, rule.least_days)


@dataclass(frozen=True)
class ShownLine:
    """A line of a report with the words of its rule; of a rule that is gone, its key."""

    title: str
    why: str
    days: int
    before: dt.datetime
    due: int
    erased: int
    pieces: int
    failed: int
    fault: str


@dataclass(frozen=True)
class ShownRule:
    """How long the current tenant keeps what, and on what ground."""

    key: str
    title: str
    why: str
    days: int
    least_days: int


def reports() -> models.QuerySet[RetentionReport]:
    """Return the runs of retention with their lines, the newest first."""
    return RetentionReport.objects.prefetch_related("lines").order_by("-id")


def lines_of(report: RetentionReport) -> list[ShownLine]:
    return [_shown(line) for line in report.lines.all()]


def schedule() -> list[ShownRule]:
    """Return the tenant's retention schedule."""
    return [ShownRule(one.key, str(one.title), str(one.why), days_of(one), one.least_days) for one in rules()]


def _shown(line: RetentionLine) -> ShownLine:
    rule = rule_of(line.rule)
    title, why = (str(rule.title), str(rule.why)) if rule else (line.rule, "")
    return ShownLine(title, why, line.days, line.before, line.due, line.erased, line.pieces, line.failed, line.fault)


def _standing(purpose: ProcessingPurpose, event: ConsentEvent | None) -> Standing:
    if event is None:
        return Standing(purpose)
    return Standing(purpose, event.deed, event.notice.number, event.at)
