"""Closing an account (PIPL 47): asked for, thought over for some days, then done by the nightly run."""

from __future__ import annotations

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.audit.services import record_event, record_refusal
from portal.calendar import now
from portal.notices.services import forget_messages_of
from portal.people.models import User
from portal.people.services import close_account
from portal.people.sign_in_models import OpenSession, SignInCount
from portal.policy import Refused
from portal.privacy.choices import ErasureState, ExportState
from portal.privacy.leaving import erase_parts, obstacles_of
from portal.privacy.models import DataExport, ErasureRequest
from portal.privacy.queries import waiting_erasure
from portal.privacy.services.exporting import delete_export

COOLING_OFF_DAYS = 7


class UnableToClose(Refused):
    """Something stands in the way; the reason says what, and what to do first."""


@transaction.atomic
def ask_for_erasure(*, user: User) -> ErasureRequest:
    """Have the account closed after the cooling-off days; asked twice, the first request stands. Raises UnableToClose."""
    User.objects.select_for_update().get(pk=user.pk)
    waiting = waiting_erasure(user)
    if waiting is not None:
        return waiting
    if reasons := obstacles_of(user):
        raise UnableToClose("\n".join(reasons))
    request: ErasureRequest = ErasureRequest.objects.create(
        user=user, asked_at=now(), due_at=now() + dt.timedelta(days=COOLING_OFF_DAYS)
    )
    record_event(action="privacy.erasure_asked", target=user, actor=user)
    return request


def record_refused_erasure(*, user: User, reason: str) -> None:
    """Keep that the closing was refused, and why (PIPL 50); apart from the attempt, which is rolled back."""
    record_refusal(target=user, actor=user, reason=reason, detail={"asked": "privacy.erasure"})


@transaction.atomic
def cancel_erasure(*, user: User) -> bool:
    """Think again; return whether there was a request to cancel."""
    waiting = waiting_erasure(user)
    if waiting is None:
        return False
    _end(waiting, ErasureState.CANCELLED)
    record_event(action="privacy.erasure_cancelled", target=user, actor=user)
    return True


@transaction.atomic
def carry_out_erasure(request: ErasureRequest) -> int:
    """Close the account whose days are over. A case begun meanwhile refuses it, and the person is told why."""
    with override(request.user.language or "zh-hans"):
        reasons = obstacles_of(request.user)
    if reasons:
        request.reason = "\n".join(reasons)
        _end(request, ErasureState.REFUSED)
        record_event(action="privacy.erasure_refused", target=request.user, words=request.reason)
        return 0
    request.erased = erase_account(request.user)
    _end(request, ErasureState.DONE)
    return sum(request.erased.values())


@transaction.atomic
def erase_account(user: User) -> dict[str, int]:
    """Erase what may be erased, make the row nobody's, end every session; return how much of what was erased."""
    erased = erase_parts(user)
    erased["notices"] = forget_messages_of(user=user)
    exports = list(DataExport.objects.filter(user=user).exclude(state=ExportState.DELETED))
    for export in exports:
        delete_export(export=export)
    erased["exports"] = len(exports)
    erased["second_factors"] = Authenticator.objects.filter(user=user).delete()[0]
    erased["sessions"] = OpenSession.objects.filter(person=user).delete()[0]
    SignInCount.objects.filter(person=user).delete()
    close_account(person=user, name=_("已注销用户"))
    erased["account"] = 1
    record_event(action="privacy.erased", target=user, detail={"erased": erased})
    return erased


def _end(request: ErasureRequest, state: ErasureState) -> None:
    request.state, request.ended_at = state, now()
    request.save()
