"""A case is taken back, before or after it was submitted: by its applicant, or by a unit that acts for its people."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from applications.choices import RUNNING, Party
from applications.models import Application
from applications.policies import may_withdraw, party_of
from applications.queries import about
from applications.services.way import By, locked, unit_as_office, withdraw
from portal.people.models import User
from portal.policy import require


@transaction.atomic
def withdraw_application(
    *, application_id: int, user: User, words: str = "", revision: int | None = None
) -> Application:
    """End a case for who takes it back; a new one can be begun afterwards. Raises Refused or MovedOn."""
    application = locked(application_id, revision=revision)
    require(may_withdraw(user, application))
    _take_back(application, user, words)
    return application


def _take_back(application: Application, user: User, words: str) -> None:
    office = unit_as_office(application) if party_of(user, application) == Party.UNIT and application.unit else None
    withdraw(application, by=By(user=user, office=office, words=words.strip()))


@transaction.atomic
def withdraw_running(user: User) -> list[Application]:
    """End every case of a person who took back a consent that handling it needs, reported by a unit or not."""
    cases = about(user).filter(state__in=RUNNING).order_by("id").values_list("pk", flat=True)
    ended = [locked(pk) for pk in cases]
    for application in ended:
        _take_back(application, user, _("申报人撤回了处理个人信息的同意。"))
    return ended
