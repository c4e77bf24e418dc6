"""Every SMS that a visitor can have sent goes through here: each costs money, and whoever asks may mean harm.

A number and an address get so many a day (`ACCOUNT_RATE_LIMITS`), a tenant as many as its sign-in rules say
(`codes_a_day`). When those are used up, passwords and passkeys go on working.
"""

from __future__ import annotations

import logging

from allauth.core import context, ratelimit
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.audit.services import record_event
from portal.calendar import today
from portal.people.choices import AdminRole
from portal.people.delivery import send_sms, tell_person
from portal.people.models import User
from portal.people.queries import sign_in_page
from portal.people.roles import holders_of
from portal.people.sign_in_models import SmsDay
from portal.tenants.scope import current_tenant

logger = logging.getLogger(__name__)


class CodesSpent(Exception):
    """The tenant's codes of today are used up. The text tells a visitor what to do."""

    def __str__(self) -> str:
        return _(
            "本门户今天的短信验证码已经用完，明天零点后恢复。请改用密码或通行密钥登录；"
            "急需办理的，请联系本门户的咨询电话。"
        )


def send_to_visitor(key: str, *, phone: str, person: User | None = None, **words: str) -> None:
    """Send one of the texts that visitors cause. Raises RateLimited for a number or an address, CodesSpent for all."""
    ratelimit.consume(context.request, action="sms", key=phone, raise_exception=True)
    if not _spend():
        raise CodesSpent
    send_sms(key, phone=phone, person=person, **words)


def require_codes() -> None:
    """Raise CodesSpent if no code can leave, whoever it would have been for: the answer must not tell who they are."""
    if codes_left() <= 0:
        _note_refusal(_day())
        raise CodesSpent


def codes_left() -> int:
    """Return how many SMS visitors may still have sent today."""
    return sign_in_page().codes_a_day - _day().sent


def codes_sent() -> int:
    """Return how many visitors had sent today."""
    return _day().sent


@transaction.atomic
def _spend() -> bool:
    """Count one more; say whether there was one left. The database counts, so that requests at once count each."""
    day, most = _day(), sign_in_page().codes_a_day
    if SmsDay.objects.filter(pk=day.pk, sent__lt=most).update(sent=F("sent") + 1):
        return True
    _note_refusal(day)
    return False


@transaction.atomic
def _note_refusal(day: SmsDay) -> None:
    """The first one of a day goes into the log and to the security administrators."""
    SmsDay.objects.filter(pk=day.pk).update(refused=F("refused") + 1)
    day.refresh_from_db()
    if day.refused > 1:
        return
    tenant, facts = current_tenant(), {"day": str(day.day), "sent": day.sent}
    logger.warning("The SMS codes of %s are used up for today: %s were sent", tenant.slug, day.sent)
    record_event(action="sms.codes_spent", target=tenant, detail=facts)
    for keeper in holders_of(AdminRole.SECURITY):
        tell_person("codes_spent", person=keeper, once=str(day.day), count=str(day.sent))


def _day() -> SmsDay:
    day: SmsDay = SmsDay.objects.get_or_create(day=today())[0]
    return day
