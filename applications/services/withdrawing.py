"""An applicant takes a case back, before or after it was submitted."""

from __future__ import annotations

from django.db import transaction

from applications.models import Application
from applications.policies import may_withdraw
from applications.services.way import By, locked, withdraw
from portal.people.models import User
from portal.policy import require


@transaction.atomic
def withdraw_application(
    *, application_id: int, user: User, words: str = "", revision: int | None = None
) -> Application:
    """End a case for its applicant; a new one can be begun afterwards. Raises Refused or MovedOn."""
    application = locked(application_id, revision=revision)
    require(may_withdraw(user, application))
    withdraw(application, by=By(user=user, words=words.strip()))
    return application
