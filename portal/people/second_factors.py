"""What changes somebody's second factors. Each writes its audit row in the same transaction."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from portal.audit.services import record_event
from portal.people.delivery import tell_person
from portal.people.models import User
from portal.people.policies import may_secure_reason
from portal.people.services import end_other_sessions
from portal.people.totp import accept_totp
from portal.policy import require


@transaction.atomic
def take_code(*, person: User, code: str) -> Authenticator | None:
    """Accept a code of the app or a recovery code, once, and return what it belongs to; None if it is wrong."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    mine = Authenticator.objects.select_for_update(of=("self",)).filter(user=person, type__in=kinds)
    for authenticator in mine.order_by("-type"):
        authenticator.user = person
        if authenticator.type == Authenticator.Type.TOTP:
            if accept_totp(authenticator, code):
                return authenticator
        elif authenticator.wrap().validate_code(code):
            record_event(action="second_factor.recovery_code_used", target=person, actor=person)
            return authenticator
    return None


@transaction.atomic
def note_set_up(*, person: User, kind: str, code: str = "") -> None:
    """Write down that a second factor was added; the code that proved it counts as used."""
    if kind == Authenticator.Type.TOTP:
        accept_totp(Authenticator.objects.get(user=person, type=kind), code)
    record_event(action="second_factor.set_up", target=person, actor=person, detail={"kind": kind})


def note_removed(*, person: User, kind: str) -> None:
    record_event(action="second_factor.removed", target=person, actor=person, detail={"kind": kind})


def note_recovery_codes(*, person: User) -> None:
    record_event(action="second_factor.recovery_codes_made", target=person, actor=person)


@transaction.atomic
def reset_second_factors(*, person: User, by: User, reason: str) -> None:
    """Take away everything somebody set up, after the device was lost; the next sign-in sets up anew."""
    require(may_secure_reason(by, person))
    Authenticator.objects.filter(user=person).delete()
    end_other_sessions(person=person, by=by)
    record_event(action="second_factor.reset", target=person, actor=by, words=reason)
    tell_person("second_factor_reset", person=person)
