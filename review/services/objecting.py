"""Objections to a publicised case: each holds its own case only, until the bureau has looked into it (NB-84, NB-85)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from applications.services.way import By, locked, note_event, reject
from portal.audit.queries import who_and_when
from portal.audit.services import record_event
from portal.calendar import now, today
from portal.people.models import User
from portal.policy import Overtaken, Refused
from review.choices import ObjectionState, PublicityState
from review.models import Objection, Office, PublicityEntry
from review.policies import may_resolve_objections, offices_of
from review.services.publicising import end_publicity


@transaction.atomic
def file_objection(*, entry_id: int, name: str, contact: str, words: str) -> Objection:
    """Receive an objection while the publicity lasts and hold the case. Raises Refused when it is over or unsaid."""
    entry = PublicityEntry.objects.get(pk=entry_id)
    application = locked(entry.application_id)
    entry = PublicityEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    if entry.state not in (PublicityState.RUNNING, PublicityState.HELD) or today() > entry.ends_on:
        raise Refused(_("公示期已结束，不再受理异议；如有线索请联系主管机构。"))
    if not (name.strip() and contact.strip() and words.strip()):
        raise Refused(_("请填写姓名、联系方式和异议事由，以便核实。"))
    objection: Objection = Objection.objects.create(
        entry=entry, name=name.strip(), contact=contact.strip(), words=words.strip(), filed_at=now()
    )
    PublicityEntry.objects.filter(pk=entry.pk).update(state=PublicityState.HELD)
    record_event(action="objection.filed", target=objection, words=words)
    note_event(application, "objected", by=By(), tells=("objection",))
    return objection


@transaction.atomic
def resolve_objection(*, objection_id: int, user: User, upheld: bool, words: str) -> Objection:
    """Settle an objection. Upheld: the case ends unrecognised. Dismissed: with the last one the publicity runs on."""
    if not may_resolve_objections(user):
        raise Refused(_("只有主管机构可以处理异议。"))
    if not words.strip():
        raise Refused(_("请写明处理结论。"))
    objection: Objection = Objection.objects.select_related("entry").get(pk=objection_id)
    application = locked(objection.entry.application_id)
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection_id)
    if objection.state != ObjectionState.OPEN:
        done = {**who_and_when(objection), "result": objection.get_state_display()}
        raise Overtaken(_("%(name)s 已于 %(at)s 处理该异议（%(result)s），您的结论没有记录。") % done)
    _settle(objection, user, upheld, words)
    by = By(user=user, office=_bureau_of(user), words=words)
    if upheld and objection.entry.state == PublicityState.HELD:
        reject(application, by=by)
        return objection
    # The case may have left the list meanwhile, withdrawn or through another objection; then it stays as it is.
    note_event(application, f"objection_{objection.state.lower()}", by=by)
    _run_on(objection.entry)
    return objection


def _settle(objection: Objection, user: User, upheld: bool, words: str) -> None:
    objection.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    objection.resolution = words
    objection.resolved_by = user
    objection.resolved_at = now()
    objection.save()
    record_event(action=f"objection.{objection.state.lower()}", target=objection, actor=user, words=words)


def _run_on(entry: PublicityEntry) -> None:
    if entry.objections.filter(state=ObjectionState.OPEN).exists():
        return
    PublicityEntry.objects.filter(pk=entry.pk, state=PublicityState.HELD).update(state=PublicityState.RUNNING)
    end_publicity(entry_id=entry.pk)


def _bureau_of(user: User) -> Office | None:
    return offices_of(user).filter(kind="bureau").first()
