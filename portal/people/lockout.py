"""Locks an account's password, or its codes, after too many wrong ones, for a short time.

Names that nobody has are counted and locked in the same way, so that an answer tells nothing about who has an account.
Sessions that are open stay open, and a lock of the password leaves the SMS code and the passkey: a stranger can keep
nobody out.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.audit.choices import Kind
from portal.audit.services import record_event
from portal.people.delivery import tell_person
from portal.people.models import User
from portal.people.policies import may_secure_reason
from portal.people.queries import counted_login
from portal.people.sign_in_models import SignInCount
from portal.policy import require

PASSWORD, CODE = SignInCount.PASSWORD, SignInCount.CODE


def key_of_login(login: str) -> str:
    """Return what wrong passwords for this name are counted under."""
    return _key(counted_login(login))


def key_of_person(person: User) -> str:
    return _key(f"person {person.pk}")


def _key(text: str) -> str:
    return salted_hmac("portal.people.lockout", text, algorithm="sha256").hexdigest()


@transaction.atomic
def is_locked(kind: str, key: str) -> bool:
    """Say whether to turn this attempt away. Attempts for one name wait for each other, so that each one counts."""
    count = _hold(kind, key)
    return count.locked_until is not None and count.locked_until > timezone.now()


@transaction.atomic
def count_failure(kind: str, key: str, *, person: User | None, address: str) -> None:
    """Count one wrong password or code, and lock when there were too many within the time they are counted for."""
    count, moment = _hold(kind, key), timezone.now()
    if moment - count.counted_since > dt.timedelta(minutes=settings.LOCK_MINUTES):
        count.failures, count.counted_since = 0, moment
    count.failures += 1
    count.person = person
    if count.failures >= settings.LOCK_AFTER:
        count.failures, count.locked_until = 0, moment + dt.timedelta(minutes=settings.LOCK_MINUTES)
    count.save()
    _tell(count, address)


@transaction.atomic
def forget_failures(kind: str, key: str) -> None:
    """Begin counting anew after a right one."""
    SignInCount.objects.filter(kind=kind, key=key).delete()


@transaction.atomic
def unlock(*, count: SignInCount, by: User) -> None:
    """Let the person try again at once."""
    require(may_secure_reason(by, count.person))
    count.delete()
    if count.person:
        record_event(action="signin.unlocked", target=count.person, actor=by, detail={"kind": count.kind})


def locked_now() -> QuerySet[SignInCount]:
    """Return what is locked in the current tenant, of people who have an account."""
    return SignInCount.objects.filter(locked_until__gt=timezone.now(), person__isnull=False).select_related("person")


def forget_old_counts() -> int:
    """Delete what was counted before yesterday."""
    old = timezone.now() - dt.timedelta(days=1)
    return int(SignInCount.objects.filter(counted_since__lt=old).delete()[0])


def _hold(kind: str, key: str) -> SignInCount:
    SignInCount.objects.get_or_create(kind=kind, key=key, defaults={"counted_since": timezone.now()})
    count: SignInCount = SignInCount.objects.select_for_update(of=("self",)).get(kind=kind, key=key)
    return count


def _tell(count: SignInCount, address: str) -> None:
    """Write failure and lock into the audit; the person hears of a lock, once a day."""
    person = count.person
    detail = {"kind": count.kind, "address": address}
    if person is None:
        record_event(action="signin.failed_for_nobody", target=count.tenant, detail=detail, kind=Kind.SIGN_IN)
        return
    record_event(action="signin.failed", target=person, detail=detail, kind=Kind.SIGN_IN)
    if count.locked_until and count.failures == 0:
        record_event(action="signin.locked", target=person, detail=detail, kind=Kind.SIGN_IN)
        tell_person("signin_locked", person=person, once=f"{timezone.localdate()}", minutes=str(settings.LOCK_MINUTES))
