"""Looks at what people uploaded and at whole numbers, which leave a trace before anything is shown."""

from __future__ import annotations

from django.db import transaction

from applications.models import Application, Attachment
from applications.policies import is_applying, may_read_identity
from portal.audit.services import record_sensitive_read
from portal.people.models import User
from portal.policy import require
from units.models import Unit


def note_opened(*, attachment: Attachment, user: User) -> None:
    """Log that a file is opened by somebody else than who applies with it."""
    if is_applying(user, attachment.application):
        return
    record_sensitive_read(
        action="attachment.opened",
        target=attachment,
        actor=user,
        detail={"application": attachment.application_id, "slot": attachment.slot, "sha256": attachment.sha256},
    )


@transaction.atomic
def reveal_identity_to_unit(*, application_id: int, user: User) -> None:
    """Log that the unit's administrator now sees the numbers on its person's form whole. Raises Refused."""
    application: Application = Application.objects.select_related("unit").get(pk=application_id)
    require(may_read_identity(user, application))
    unit = application.unit.name if application.unit else ""
    record_sensitive_read(
        action="identity.viewed", target=application, actor=user, detail={"unit": unit, "fields": "id_number, phone"}
    )


def note_printed(*, application: Application, user: User, key: str) -> None:
    """Log that a letter, which has the numbers whole, is printed by somebody else than the applicant."""
    record_sensitive_read(action="letter.printed", target=application, actor=user, detail={"letter": key})


@transaction.atomic
def note_list_taken(*, unit: Unit, user: User, which: str, scheme_key: str) -> None:
    """Log that a unit's administrator takes away a list with the whole numbers of its people."""
    detail = {"unit": unit.name, "list": which, "scheme": scheme_key, "fields": "id_number"}
    record_sensitive_read(action="identity.exported", target=unit, actor=user, detail=detail)
