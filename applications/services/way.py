"""The way of a case: the only code that moves its state. Each move writes state, timeline, audit and notices at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from applications import holders
from applications.choices import STAGES, State
from applications.models import Application, Remark, TimelineEntry
from applications.scheme import Stage, Text
from applications.services.deadlines import accept, set_due_dates
from applications.services.order import stage_after, stage_after_pass, stage_before, stage_to_resume
from applications.services.telling import tell
from portal.audit.models import Evidence
from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from portal.policy import Overtaken, Refused


class MovedOn(Overtaken):
    """The case is no longer where the person saw it; the reason says who moved it, when, and where it is."""


class OfficeLike(Protocol):
    """Something with a name in both languages that acts: an office, or a unit."""

    @property
    def name_zh(self) -> str: ...

    @property
    def name_en(self) -> str: ...


@dataclass(frozen=True)
class By:
    """Who makes a move: a person, perhaps for an office; nobody when time does. `evidence` is what they sealed by it."""

    user: User | None = None
    office: OfficeLike | None = None
    words: str = ""
    evidence: tuple[Evidence, ...] = ()


def locked(application_id: int, *, revision: int | None = None) -> Application:
    """Return the case locked until the transaction ends; MovedOn if it has left the revision the person saw."""
    application: Application = Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    if revision is not None and application.revision != revision:
        raise moved_on(application)
    return application


def moved_on(application: Application) -> MovedOn:
    """Say who moved a case last, when, and where it stands now: by the office, where an office did."""
    last = application.timeline.order_by("-id").first()
    if last is None:
        return MovedOn(_("该申报现为“%(label)s”，您的操作没有记录。") % {"label": application.label})
    words = {
        "who": last.office or last.actor_name or _("系统"),
        "at": formats.date_format(timezone.localtime(last.at), "Y-m-d H:i"),
        "deed": last.get_action_display(),
        "label": application.label,
    }
    return MovedOn(_("%(who)s 已于 %(at)s 办理（%(deed)s），该申报现为“%(label)s”。您的操作没有记录。") % words)


@transaction.atomic
def begin(application: Application, *, by: By) -> None:
    """Send a submitted case to its first stage, or back to the stage that had returned it."""
    resumed = application.state == State.RETURNED and application.stage
    stage = stage_to_resume(application) if resumed else stage_after(application, None)
    _close_remarks(application)
    set_due_dates(application)
    _go_to(application, stage, "submitted", by, tells=["submitted"])


@transaction.atomic
def pass_stage(application: Application, *, by: By, action: str = "passed", tells: tuple[str, ...] = ()) -> None:
    """Leave the present stage for the next that applies; after the last one the case is approved."""
    done = application.scheme.stage(application.stage)
    stage = stage_after_pass(application, done)
    told = [*done.on_pass, *tells]
    if stage is None:
        _approve(application, by, told)
    else:
        _go_to(application, stage, action, by, tells=told)


@transaction.atomic
def send_back(application: Application, *, by: By) -> None:
    """Put the case before the previous stage's holder again."""
    stage = stage_before(application)
    if stage is None:
        raise Refused(_("这是第一个环节，请改为退回申报人。"))
    _go_to(application, stage, "sent_back", by)


@transaction.atomic
def return_to_applicant(application: Application, *, by: By, remarks: list[tuple[str, str]]) -> None:
    """Give the case back for correction; remarks are (path, text) and unlock only what they name."""
    stage = application.scheme.stage(application.stage)
    _close_holders(application)
    _write_remarks(application, by, remarks)
    application.give_back()
    application.progress = ""  # what was filed in steps is filed in steps again
    _settle(
        application, "returned", by, tells=["returned"], holder=_applicant_holder(application), label=stage.returned
    )


@transaction.atomic
def reject(application: Application, *, by: By) -> None:
    """End the case without recognition; `by.words` is the reason shown to the applicant (NB-87)."""
    _close_holders(application)
    application.reject()
    application.decided_at = now()
    _settle(application, "rejected", by, tells=["rejected"])


@transaction.atomic
def withdraw(application: Application, *, by: By) -> None:
    """End the case because its applicant takes it back."""
    _close_holders(application)
    application.withdraw()
    application.decided_at = now()
    _settle(application, "withdrawn", by, tells=["withdrawn"])


@transaction.atomic
def revoke(application: Application, *, by: By) -> None:
    """Take an approved recognition away and end its certificate (NB-99, NB-101)."""
    application.revoke()
    holders.tell_revoked(application, by.words)
    _settle(application, "revoked", by, tells=["revoked"])


@transaction.atomic
def note_event(
    application: Application, action: str, *, by: By, tells: tuple[str, ...] = (), label: Text | None = None
) -> TimelineEntry:
    """Write an event that leaves the case where it is, such as an objection; `label`: what it says instead of that."""
    return _record(application, action, by, list(tells), codes=_present_codes(application), label=label)


def _go_to(
    application: Application, stage: Stage | None, action: str, by: By, *, tells: list[str] | None = None
) -> None:
    if stage is None:
        raise Refused(_("本事项没有可进入的环节，请联系主管机构。"))
    _close_holders(application)
    if stage.accepts and application.accepted_on is None:
        accept(application)
    application.stage = stage.key
    held = holders.holders[stage.holder].open(application, stage)
    application.enter(stage.state)
    application.stage_due_on = held.due_on
    _settle(application, action, by, tells=[*(tells or []), *stage.on_open], holder=held, label=stage.label)


def _approve(application: Application, by: By, tells: list[str]) -> None:
    _close_holders(application)
    application.approve()
    application.decided_at = now()
    holders.tell_approved(application)
    _settle(application, "approved", by, tells=[*tells, "approved"])


def _settle(
    application: Application,
    action: str,
    by: By,
    *,
    tells: list[str],
    holder: holders.Held | None = None,
    label: Text | None = None,
) -> None:
    """Write where the case stands now, and tell those concerned."""
    words = label or application.scheme.label(application.state)
    application.label_zh, application.label_en = words.zh, words.en
    application.holder_zh = holder.name_zh if holder else ""
    application.holder_en = holder.name_en if holder else ""
    if holder is None or holder.due_on is None:
        application.stage_due_on = None
    application.revision += 1
    application.save()
    _record(application, action, by, tells, codes=holder.codes if holder else ())


def _record(
    application: Application,
    action: str,
    by: By,
    tells: list[str],
    *,
    codes: tuple[str, ...] = (),
    label: Text | None = None,
) -> TimelineEntry:
    entry: TimelineEntry = TimelineEntry.objects.create(
        application=application,
        at=now(),
        action=action,
        stage=application.stage,
        state=application.state,
        label_zh=label.zh if label else application.label_zh,
        label_en=label.en if label else application.label_en,
        actor=by.user,
        actor_name=by.user.name if by.user else "",
        office_zh=by.office.name_zh if by.office else "",
        office_en=(by.office.name_en or by.office.name_zh) if by.office else "",
        holder_code=",".join(codes),
        holder_zh=application.holder_zh,
        holder_en=application.holder_en,
        words=by.words,
        due_on=(application.stage_due_on or application.due_on) if application.state in STAGES else None,
    )
    _audit(application, action, by, entry)
    for key in dict.fromkeys(tells):
        tell(application, key, entry=entry, reason=by.words)
    return entry


def _audit(application: Application, action: str, by: By, entry: TimelineEntry) -> None:
    detail: dict[str, Any] = {"stage": entry.stage, "state": entry.state, "revision": application.revision}
    if by.office is not None:
        detail["office"] = by.office.name_zh
    record_event(
        action=f"application.{action}",
        target=application,
        actor=by.user,
        words=by.words,
        detail=detail,
        evidence=by.evidence,
    )


def _present_codes(application: Application) -> tuple[str, ...]:
    last = application.timeline.order_by("-id").first()
    return tuple(last.holder_code.split(",")) if last and last.holder_code else ()


def unit_as_office(application: Application) -> holders.Held:
    """Return the case's unit as one that acts."""
    assert application.unit is not None
    return holders.Held(name_zh=application.unit.name, name_en=application.unit.name)


def _applicant_holder(application: Application) -> holders.Held:
    """Who is to correct it: the applicant, or the unit where it alone fills in."""
    if application.unit is not None and "person" not in application.scheme.fills_in:
        return unit_as_office(application)
    return holders.Held(name_zh=application.applicant_name, name_en=application.applicant_name)


def _close_holders(application: Application) -> None:
    for holder in holders.holders.values():
        holder.close(application)


def _close_remarks(application: Application) -> None:
    application.remarks.filter(is_open=True).update(is_open=False)


def _write_remarks(application: Application, by: By, remarks: list[tuple[str, str]]) -> None:
    submission = application.submissions.order_by("-number").first()
    assert submission is not None
    assert by.user is not None
    for path, text in remarks:
        Remark.objects.create(
            application=application, submission=submission, path=path, text=text, by=by.user, made_at=now()
        )
