"""Withdrawal of a recognition, and the list of people who may not apply (NB-99…102)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from applications.choices import State
from applications.models import Application
from applications.services.way import By, locked, moved_on, revoke
from portal.audit.queries import who_and_when
from portal.audit.services import record_event
from portal.calendar import now, today
from portal.people.lookups import id_number_key
from portal.people.models import User
from portal.policy import Overtaken, Refused
from review.models import BlacklistEntry
from review.policies import may_manage_blacklist, may_revoke, offices_of


@transaction.atomic
def revoke_recognition(*, application_id: int, user: User, reason: str) -> Application:
    """Withdraw an approved recognition; its certificate verifies as revoked at once. Raises Refused."""
    if not may_revoke(user):
        raise Refused(_("只有主管机构可以撤销认定。"))
    if not reason.strip():
        raise Refused(_("请写明撤销的原因。"))
    application = locked(application_id)
    if application.state != State.APPROVED:
        raise moved_on(application)
    revoke(application, by=By(user=user, office=offices_of(user).filter(kind="bureau").first(), words=reason))
    return application


@transaction.atomic
def list_person(
    *, id_type: str, id_number: str, name: str, reason: str, verified_on: dt.date, by: User
) -> BlacklistEntry:
    """Put a person on the list once the cheating is verified; a person already listed is refused."""
    if not may_manage_blacklist(by):
        raise Refused(_("只有主管机构可以管理黑名单。"))
    if not reason.strip():
        raise Refused(_("请写明列入的原因。"))
    if verified_on > today():
        raise Refused(_("查实日期不能晚于今天。"))
    entry: BlacklistEntry
    listed = {
        "id_number": id_number,
        "name": name,
        "reason": reason,
        "verified_on": verified_on,
        "listed_by": by,
        "listed_at": now(),
    }
    # Of two who list a person at once the database lets one through.
    entry, is_new = BlacklistEntry.objects.get_or_create(
        id_type=id_type,
        id_number_key=id_number_key(id_number),
        lifted_at=None,
        defaults=listed | {"listed_by": by, "listed_at": now()},
    )
    if not is_new:
        raise Overtaken(_("此人已在黑名单中：%(name)s 于 %(at)s 列入。") % who_and_when(entry))
    record_event(action="blacklist.listed", target=entry, actor=by, words=reason)
    return entry


@transaction.atomic
def lift_listing(*, entry_id: int, by: User, reason: str) -> BlacklistEntry:
    """Take a person off the list, saying why."""
    if not may_manage_blacklist(by):
        raise Refused(_("只有主管机构可以管理黑名单。"))
    if not reason.strip():
        raise Refused(_("请写明解除的原因。"))
    entry: BlacklistEntry = BlacklistEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    if entry.lifted_at is not None:
        raise Overtaken(_("%(name)s 已于 %(at)s 解除该记录，您的操作没有记录。") % who_and_when(entry))
    entry.lifted_at, entry.lifted_by, entry.lift_reason = now(), by, reason
    entry.save()
    record_event(action="blacklist.lifted", target=entry, actor=by, words=reason)
    return entry


def listing_of(id_type: str, id_number: str) -> BlacklistEntry | None:
    entries = BlacklistEntry.objects.filter(
        id_type=id_type, id_number_key=id_number_key(id_number), lifted_at__isnull=True
    )
    entry: BlacklistEntry | None = entries.first()
    return entry


def bar_listed(user: User, scheme_key: str) -> str | None:
    """Refuse an application by a listed person (NB-102)."""
    if user.id_number and listing_of(user.id_type, user.id_number) is not None:
        return _("您因弄虚作假被列入黑名单，不能申报。如有异议，请联系主管机构。")
    return None
