"""What becomes of complaints whose time is over, and of those whose author leaves."""

from __future__ import annotations

from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from review.models import Complaint

SAID = ("about", "unit_name", "words", "name", "contact", "reply")


@transaction.atomic
def empty_complaint(*, complaint: Complaint) -> int:
    """Empty a complaint of all words, names and files; that there was one, its dates and states stay."""
    names = [name for name in complaint.files.values_list("file", flat=True) if name]
    for field in SAID:
        setattr(complaint, field, "")
    complaint.filed_by, complaint.erased_at = None, now()
    complaint.save()
    files, _per_model = complaint.files.all().delete()
    record_event(action="complaint.erased", target=complaint, detail={"number": complaint.number, "files": files})
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)
    return 1 + files


@transaction.atomic
def part_from_account(*, user: User) -> int:
    """Take a person's account off what they filed, and their name off what is answered; return how much that was."""
    filed = list(Complaint.objects.filter(filed_by=user))
    for complaint in filed:
        complaint.filed_by = None
        if complaint.replied_at is not None:
            complaint.name = complaint.contact = ""
        complaint.save()
    return len(filed)
