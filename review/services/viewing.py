"""Looking at guarded identity data: each full view leaves a trace before anything is shown."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record_sensitive_read
from portal.people.models import User
from portal.policy import Refused
from review.models import Objection, ReviewTask
from review.policies import may_authorise_units, may_open_units, may_resolve_objections, may_see_task
from units.models import Unit


@transaction.atomic
def reveal_identity(*, task_id: int, user: User) -> None:
    """Log that this person now sees the applicant's document number and phone whole. Raises Refused.

    A unit's own case has nobody's document: of it the contact's phone is seen.
    """
    task = ReviewTask.objects.select_related("application", "office").get(pk=task_id)
    if not may_see_task(user, task):
        raise Refused(_("只有办理过该申报的机构可以查看证件号码。"))
    is_of_unit = task.application.is_of_unit
    record_sensitive_read(
        action="contact.viewed" if is_of_unit else "identity.viewed",
        target=task.application,
        actor=user,
        detail={
            "office": task.office.name_zh,
            "stage": task.stage,
            "fields": "phone" if is_of_unit else "id_number, phone",
        },
    )


@transaction.atomic
def reveal_objector(*, objection: Objection, user: User) -> None:
    """Log that this person now sees how to reach who objected. Raises Refused."""
    if not may_resolve_objections(user):
        raise Refused(_("只有主管机构可以处理异议。"))
    record_sensitive_read(action="contact.viewed", target=objection, actor=user, detail={"fields": "contact"})


@transaction.atomic
def reveal_unit_contact(*, unit: Unit, user: User) -> None:
    """Log that this person now sees the phone of a unit's contact, to verify the request. Raises Refused."""
    if not may_open_units(user):
        raise Refused(_("只有受理机构可以开通单位。"))
    record_sensitive_read(action="contact.viewed", target=unit, actor=user, detail={"fields": "contact_phone"})


@transaction.atomic
def look_up_person(*, person: User, user: User) -> None:
    """Log that this person found another one by the number of their document. Raises Refused."""
    if not may_authorise_units(user):
        raise Refused(_("只有人社部门的经办人员可以查询。"))
    record_sensitive_read(action="person.looked_up", target=person, actor=user, detail={"fields": "name, unit"})
