"""Publicity: a frozen public line for some working days, then the case goes on by itself (NB-83…85, NB-108)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from applications.holders import Held
from applications.models import Application, CatalogueCategory
from applications.scheme import Stage
from applications.services.way import By, locked, pass_stage
from portal.calendar import now, today
from portal.calendar.queries import add_working_days
from portal.people.masking import mask_id_number, mask_name, mask_phone
from portal.tenants.scope import current_tenant
from review.choices import PublicityState
from review.models import PublicityEntry
from review.services.each import count_done

MASKS = {"name": mask_name, "mobile": mask_phone, "id_number": mask_id_number}


class PublicityHolder:
    """Lets the public list hold a stage; nobody decides it, its last day ends it."""

    def open(self, application: Application, stage: Stage) -> Held:
        assert stage.working_days is not None
        ends_on = add_working_days(today(), stage.working_days)
        PublicityEntry.objects.create(
            application=application, shown=shown_line(application), starts_on=today(), ends_on=ends_on
        )
        return _held(ends_on)

    def foresee(self, application: Application, stage: Stage, *, opens_on: dt.date | None) -> Held:
        assert stage.working_days is not None
        return _held(add_working_days(opens_on, stage.working_days) if opens_on else None)

    def close(self, application: Application) -> None:
        unfinished = [PublicityState.RUNNING, PublicityState.HELD]
        PublicityEntry.objects.filter(application=application, state__in=unfinished).update(
            state=PublicityState.CANCELLED, ended_at=now()
        )


def _held(ends_on: dt.date | None) -> Held:
    tenant = current_tenant()
    zh, en = tenant.bureau_zh or tenant.name_zh, tenant.bureau_en or tenant.name_en
    return Held(name_zh=zh, name_en=en, due_on=ends_on)


def shown_line(application: Application) -> dict[str, str]:
    """Return what the public list shows of a case, by column, masked where the scheme says so; never an ID number."""
    rule = application.scheme.publicity
    columns = rule.columns if rule else ("name", "unit.name", "category")
    masked = set(rule.masked) if rule else set()
    return {column: _cell(application, column, column in masked) for column in columns}


def _cell(application: Application, column: str, is_masked: bool) -> str:
    if column == "category":
        return category_name(application)
    if column == "unit.name":
        return application.unit.name if application.unit else ""
    value = str(application.answers.get(column) or "")
    return MASKS.get(column, mask_name)(value) if is_masked or column == "id_number" else value


def category_name(application: Application) -> str:
    """Return the name of the category determined, or claimed where nobody has determined one."""
    code = application.determined_category or application.claimed_category
    category = CatalogueCategory.objects.filter(scheme_key=application.scheme.catalogue_key, code=code).first()
    return category.name_zh if category else code


def end_due_publicity() -> int:
    """Let every case whose publicity is over and unopposed go on; return how many did. A job of each morning."""
    due = PublicityEntry.objects.filter(state=PublicityState.RUNNING, ends_on__lt=today()).order_by("id")
    return count_done(_end, list(due.values_list("pk", flat=True)))


def _end(entry_id: int) -> bool:
    return end_publicity(entry_id=entry_id)


@transaction.atomic
def end_publicity(*, entry_id: int) -> bool:
    """End one publicity that nobody objects to any more; False when it is held, over already or not yet due."""
    entry = PublicityEntry.objects.get(pk=entry_id)
    application = locked(entry.application_id)
    entry = PublicityEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    if entry.state != PublicityState.RUNNING or not _is_over(entry, today()):
        return False
    entry.state = PublicityState.ENDED
    entry.ended_at = now()
    entry.save(update_fields=["state", "ended_at"])
    pass_stage(application, by=By(), action="publicity_ended")
    return True


def extend_publicity(application: Application) -> dt.date | None:
    """Lengthen a running publicity that a changed calendar made too short; return its last day, None without one.

    What was announced is never cut short, and a period that is over stays over. The caller has locked the case.
    """
    running = [PublicityState.RUNNING, PublicityState.HELD]
    entry = PublicityEntry.objects.filter(application=application, state__in=running, ends_on__gte=today()).first()
    if entry is None:
        return None
    working_days = application.scheme.stage(application.stage).working_days
    assert working_days is not None
    entry.ends_on = max(entry.ends_on, add_working_days(entry.starts_on, working_days))
    entry.save(update_fields=["ends_on"])
    ends_on: dt.date = entry.ends_on
    return ends_on


def _is_over(entry: PublicityEntry, on: dt.date) -> bool:
    """The last day belongs to the period whole."""
    return on > entry.ends_on
