"""Telling people of the notice, and keeping what they agree to and take back."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from portal.policy import Refused
from portal.privacy.choices import ConsentDeed
from portal.privacy.models import ConsentEvent, PrivacyNotice, ProcessingPurpose
from portal.privacy.queries import current_notice, latest_events, purposes_of
from portal.privacy.withdrawals import follow_withdrawal


class UnableToWithdraw(Refused):
    """There is no consent to take back."""


@transaction.atomic
def record_answers(*, user: User, notice: PrivacyNotice, agreed: Collection[str], language: str) -> list[ConsentEvent]:
    """Keep that the person read this version, and which of the purposes that ask for consent they agreed to.

    A consent held before and not repeated now is withdrawn, with what follows from that. Answering alike again adds
    nothing.
    """
    User.objects.select_for_update().get(pk=user.pk)
    before = latest_events(user)
    events = [
        event
        for purpose in purposes_of(notice)
        if (event := _answer(user, notice, purpose, before.get(purpose.key), purpose.key in agreed, language))
    ]
    if events:
        detail = {"number": notice.number, "answers": {event.purpose: event.deed for event in events}}
        record_event(action="privacy.answered", target=user, actor=user, detail=detail)
    return events


def agree_to_present_notice(*, user: User, language: str = "zh-hans") -> None:
    """Answer yes to all that is asked, for people whom a demonstration or the case walker invents."""
    notice = current_notice()
    if notice is not None:
        keys = {purpose.key for purpose in purposes_of(notice)}
        record_answers(user=user, notice=notice, agreed=keys, language=language)


@transaction.atomic
def withdraw_consent(*, user: User, purpose: ProcessingPurpose, language: str) -> ConsentEvent:
    """Take a consent back; what was done under it stays lawful (PIPL 15). Raises UnableToWithdraw."""
    User.objects.select_for_update().get(pk=user.pk)
    held = latest_events(user).get(purpose.key)
    if held is None or held.deed != ConsentDeed.GIVEN:
        raise UnableToWithdraw(_("这一项目前没有可撤回的同意。"))
    event = _write(user, purpose.notice, purpose, ConsentDeed.WITHDRAWN, language)
    detail = {"purpose": purpose.key, "number": purpose.notice.number}
    record_event(action="privacy.consent_withdrawn", target=user, actor=user, detail=detail)
    if purpose.is_required:
        follow_withdrawal(user)
    return event


def _answer(
    user: User,
    notice: PrivacyNotice,
    purpose: ProcessingPurpose,
    held: ConsentEvent | None,
    agrees: bool,
    language: str,
) -> ConsentEvent | None:
    deed = _deed(purpose, held, agrees)
    if held is not None and held.notice_id == notice.pk and held.deed == deed:
        return None
    event = _write(user, notice, purpose, deed, language)
    if deed == ConsentDeed.WITHDRAWN and held is not None and held.deed == ConsentDeed.GIVEN and purpose.is_required:
        follow_withdrawal(user)
    return event


def _deed(purpose: ProcessingPurpose, held: ConsentEvent | None, agrees: bool) -> ConsentDeed:
    if not purpose.asks:
        return ConsentDeed.INFORMED
    if agrees:
        return ConsentDeed.GIVEN
    took_back = held is not None and held.deed in (ConsentDeed.GIVEN, ConsentDeed.WITHDRAWN)
    return ConsentDeed.WITHDRAWN if took_back else ConsentDeed.INFORMED


def _write(
    user: User, notice: PrivacyNotice, purpose: ProcessingPurpose, deed: ConsentDeed, language: str
) -> ConsentEvent:
    event: ConsentEvent = ConsentEvent.objects.create(
        user=user,
        notice=notice,
        purpose=purpose.key,
        basis=purpose.basis,
        deed=deed,
        language=language,
        text_hash=notice.content_hash,
        at=now(),
    )
    return event
