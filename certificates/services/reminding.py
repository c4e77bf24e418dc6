"""Reminders to who holds a certificate that its time comes to an end and can be renewed, each once (HZ-35, HZ-36)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse

from applications.choices import RUNNING, State
from applications.models import Application, SchemeVersion
from applications.queries import current_version
from applications.scheme.renewal import Reminder, Renewal
from applications.services.telling import CHANNELS, text_key
from certificates.choices import CertificateState
from certificates.models import Certificate
from portal.calendar import today
from portal.calendar.months import same_day_after
from portal.notices.models import Notice
from portal.notices.services import Message, queue_many, wording_of
from portal.notices.wording import fill
from portal.tenants.address import address_of
from portal.tenants.scope import current_tenant

AT_A_TIME = 1000
SLACK = dt.timedelta(days=3)
"""Months differ by so many days: the database finds a few too many, the dates themselves decide."""


@dataclass(frozen=True)
class _Due:
    """The reminder that is due to one holder."""

    certificate: Certificate
    since: dt.date
    notice: str
    occasion: str

    def key(self, channel: str) -> str:
        return f"renewal:{self.certificate.pk}:{self.occasion}:{channel}"


def send_renewal_notices() -> int:
    """Remind the current tenant's holders of what is due to them by today; return how many messages were queued.

    Of several reminders that a holder has missed the last alone is sent, and of two that fall on one day the first.
    """
    keys = SchemeVersion.objects.filter(content__has_key="renews").order_by("key").values_list("key", flat=True)
    versions = (current_version(key) for key in keys.distinct())
    return sum(_remind_of(version) for version in versions if version is not None and version.scheme.renews)


def _remind_of(version: SchemeVersion) -> int:
    rule = version.scheme.renews
    if rule is None or not rule.notices:
        return 0
    queued, last = 0, 0
    while page := list(_candidates(version, rule).filter(pk__gt=last)[:AT_A_TIME]):
        last = page[-1].pk
        queued += _tell(version, [due for one in page if (due := _due(rule, one))])
    return queued


def _candidates(version: SchemeVersion, rule: Renewal) -> QuerySet[Certificate]:
    """Certificates that stand and may be due to be renewed, of people whose renewal is not submitted yet."""
    running = Application.objects.filter(
        applicant=OuterRef("holder"), version__key=version.key, state__in=RUNNING, submitted_at__isnull=False
    )
    found: QuerySet[Certificate] = Certificate.objects.filter(
        _near(rule),
        ~Exists(running),
        state=CertificateState.VALID,
        valid_until__gte=today(),
        holder__is_active=True,
        application__state=State.APPROVED,
        application__version__key__in=[rule.scheme, version.key],
    )
    found = found.annotate(first_day=KeyTextTransform("valid_from", F("content")))
    return found.select_related("holder").defer("content").order_by("pk")


def _near(rule: Renewal) -> Q:
    near = Q(issued_on__lte=same_day_after(today(), -rule.after_months) + SLACK) if rule.open_notice else Q(pk__in=())
    for one in rule.reminders:
        reach = same_day_after(today(), one.months) if one.months else today() + dt.timedelta(days=one.days or 0)
        near |= Q(valid_until__lte=reach + SLACK)
    return near


def _due(rule: Renewal, certificate: Any) -> _Due | None:
    """The latest reminder whose day has come."""
    first = certificate.first_day
    begins = dt.date.fromisoformat(first) if first else certificate.issued_on
    since = same_day_after(begins, rule.after_months)
    days = [(since, "open", rule.open_notice)] if rule.open_notice else []
    days += [(_day_of(one, certificate.valid_until), _occasion(one), one.notice) for one in rule.reminders]
    come = [one for one in days if one[0] <= today()]
    if not come:
        return None
    _day, occasion, notice = max(come, key=lambda one: one[0])
    return _Due(certificate, since, notice, occasion)


def _day_of(reminder: Reminder, until: dt.date) -> dt.date:
    """So long before the first day on which the certificate does not hold any more."""
    end = until + dt.timedelta(days=1)
    return same_day_after(end, -reminder.months) if reminder.months else end - dt.timedelta(days=reminder.days or 0)


def _occasion(reminder: Reminder) -> str:
    return f"{reminder.months}m" if reminder.months else f"{reminder.days}d"


def _tell(version: SchemeVersion, due: list[_Due]) -> int:
    rules = version.scheme.notices
    keys = [one.key(channel) for one in due for channel in rules[one.notice].channels]
    told = set(Notice.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
    path, queued = reverse("applications:start", args=[version.key]), 0
    address = address_of(current_tenant()) + path
    for notice in sorted({one.notice for one in due}):
        messages = list(_messages(version, [one for one in due if one.notice == notice], told, address))
        queue_many(messages, key=notice, link=path)
        queued += len(messages)
    return queued


def _messages(version: SchemeVersion, due: Iterable[_Due], told: set[str], link: str) -> Iterator[Message]:
    """What is still to be said, in each holder's language, to those who can be reached."""
    words: dict[str, tuple[str, str]] = {}
    for one in due:
        rule, person = version.scheme.notices[one.notice], one.certificate.holder
        text = ""
        for channel in rule.channels:
            has_address = channel == "portal" or {"sms": person.phone, "email": person.email}[channel]
            if one.key(channel) in told or not has_address:
                continue
            if one.notice not in words:
                key = text_key(version.key, one.notice)
                words[one.notice] = wording_of(key, rule.text.zh, rule.text.en)
            text = text or _text(version, one, words[one.notice], link)
            yield Message(person, CHANNELS[channel], text, one.key(channel))


def _text(version: SchemeVersion, due: _Due, words: tuple[str, str], link: str) -> str:
    tenant, language = current_tenant(), due.certificate.holder.language or "zh-hans"
    is_english = language.startswith("en")
    context = {
        "name": due.certificate.holder_name,
        "number": due.certificate.number,
        "valid_until": f"{due.certificate.valid_until}",
        "since": due.since.isoformat(),
        "scheme": version.scheme.title.of(language),
        "portal": (is_english and tenant.name_en) or tenant.name_zh,
        "link": link,
    }
    return fill(words[is_english], context)
