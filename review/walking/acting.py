"""What each step does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from applications.choices import State
from applications.services.filing import delete_case, give_back_unreported
from applications.services.submitting import submit_application
from applications.services.withdrawing import withdraw_application
from certificates.models import Certificate
from portal.calendar import today
from portal.people.models import User
from review.choices import ObjectionState, OfficeKind, PublicityState
from review.models import Objection, Office, PublicityEntry
from review.queries.following import FollowUpDesk
from review.services.following import record_results
from review.services.objecting import file_objection, resolve_objection
from review.services.withdrawing import list_person, revoke_recognition
from review.walking import filing
from review.walking.network import state
from review.walking.reporting import Line, Reporter, verification_of
from review.walking.reviewing import OutOfOrder, decide
from review.walking.steps import Step
from review.walking.world import World, open_another_unit, reviewer_of

Note = Callable[[str], None]
BEGINNING = ("submit", "edit", "save")
WITHOUT_A_CASE = ("blacklist", "change", "inform")


@dataclass(frozen=True)
class Told:
    """How a step speaks up on the way: a remark on the file, an event that stays, one that goes with the step."""

    note: Note
    begun: Callable[[], None]
    heard: Callable[..., None]


def act(world: World, step: Step, *, after: str | None, told: Told) -> Line | None:
    """Do a step whole or not at all; return a line of its own if it leaves no event behind. Raises Refused.

    A draft that has to be begun first stays, also if the step is refused. `after` is the stage of the step before.
    """
    if step.act in BEGINNING or (step.act not in WITHOUT_A_CASE and world.application is None):
        _begin(world, told)
    with transaction.atomic():
        if step.stage is not None:
            decide(world, step, heard=told.heard, after=after)
            return None
        return _DEEDS[step.act](world, step, told.note)


def _begin(world: World, told: Told) -> None:
    before = world.application
    try:
        with transaction.atomic():
            filing.begin(world, told.note)
    except Exception:
        world.application = before
        raise
    told.begun()


def _submit(world: World, step: Step, note: Note) -> None:
    if step.edit is not None:
        filing.edit(world, step.edit, note, party=_party(step))
    filing.submit(world, party=_party(step))


def _save(world: World, step: Step, note: Note) -> None:
    filing.save(world, party=_party(step))


def _save_files(world: World, step: Step, note: Note) -> None:
    filing.save_files(world, party=_party(step))


def _report(world: World, step: Step, note: Note) -> None:
    submit_application(application_id=world.case.pk, user=world.filler(_party(step) or "unit"))


def _give_back(world: World, step: Step, note: Note) -> None:
    words = step.give_back or step.opinion or _("请核对所填信息")
    user = world.filler(_party(step) or "unit")
    give_back_unreported(application_id=world.case.pk, user=user, words=words)


def _delete(world: World, step: Step, note: Note) -> None:
    delete_case(application_id=world.case.pk, user=world.filler(_party(step)))
    world.application = None


def _inform(world: World, step: Step, note: Note) -> None:
    assert world.unit is not None
    state(world.unit, world.filler("unit"), step.inform or {})
    world.unit.refresh_from_db()


def _party(step: Step) -> str | None:
    """Who does it where the step says so: `by: unit` or `by: person`."""
    return step.by if step.by in ("unit", "person") else None


def _enter(world: World, step: Step, note: Note) -> None:
    """Another unit enters the same person; what a case needs before, that unit goes through too."""
    assert step.enter is not None
    unit, administrator = open_another_unit(world, step.enter)
    if world.earlier is not None:
        _go_through(World(world.earlier.file, world.tenant, unit, administrator), note)
    filing.enter_at(world, unit, administrator)


def _go_through(world: World, note: Note) -> None:
    """Do the steps of a whole file at once; what time does is left out."""
    quiet = Told(note, begun=lambda: None, heard=lambda **_extra: None)
    after = None
    for step in world.file.case.steps:
        if step.wait is None:
            act(world, step, after=after, told=quiet)
            after = step.stage or after


def _change(world: World, step: Step, note: Note) -> None:
    assert step.change is not None
    filing.change(world, step.change, note)


def _edit(world: World, step: Step, note: Note) -> None:
    assert step.edit is not None
    filing.edit(world, step.edit, note, party=_party(step))


def _object(world: World, step: Step, note: Note) -> None:
    """A stranger objects on the public list."""
    entry = PublicityEntry.objects.filter(application=world.case).order_by("-pk").first()
    if entry is None or entry.state == PublicityState.CANCELLED:
        raise OutOfOrder(_("该申报不在公示（%(label)s），不能提出异议。") % {"label": world.case.label})
    words = step.object or step.opinion or _("申报材料与实际情况不符")
    file_objection(entry_id=entry.pk, name=step.by or "戴明", contact="15400000008", words=words)


def _resolve(world: World, step: Step, note: Note) -> None:
    objections = Objection.objects.filter(entry__application=world.case, state=ObjectionState.OPEN)
    objection = objections.order_by("pk").first()
    if objection is None:
        raise OutOfOrder(_("该申报没有待处理的异议。"))
    upheld = step.resolve == "upheld"
    words = step.opinion or (_("经核实，异议成立") if upheld else _("经核实，异议不成立"))
    resolve_objection(objection_id=objection.pk, user=_bureau(step), upheld=upheld, words=words)


def _withdraw(world: World, step: Step, note: Note) -> None:
    """Before the result the applicant takes the case back; an approved recognition is withdrawn by the bureau."""
    if world.case.state == State.APPROVED:
        _revoke(world, step, note)
        return
    words = step.withdraw or step.opinion
    user = world.filler(_party(step)) if _party(step) else world.person
    withdraw_application(application_id=world.case.pk, user=user, words=words)


def _revoke(world: World, step: Step, note: Note) -> None:
    reason = step.revoke or step.withdraw or step.opinion or _("经查实，申报材料不实")
    revoke_recognition(application_id=world.case.pk, user=_bureau(step), reason=reason)


def _verify(world: World, step: Step, note: Note) -> Line:
    certificate = Certificate.objects.filter(application=world.case).first()
    number = certificate.number if certificate else None
    return Reporter(world).remark("verified", certificate=number, verify=verification_of(certificate))


def _blacklist(world: World, step: Step, note: Note) -> Line:
    by, person = _bureau(step), world.person
    list_person(
        id_type=person.id_type,
        id_number=person.id_number,
        name=person.name,
        reason=step.blacklist or step.opinion or _("经查实，弄虚作假"),
        verified_on=today(),
        by=by,
    )
    return Reporter(world).remark("blacklisted", by=by.name)


def _result(world: World, step: Step, note: Note) -> None:
    """The office that follows up records what was decided elsewhere (CY-75)."""
    follow_up = world.file.scheme.follow_up
    assert follow_up is not None
    named = {name: one.value for one in follow_up.results for name in (one.value, one.label.zh, one.label.en)}
    office = Office.objects.get(code=step.office or follow_up.office)
    case = world.case
    desk = FollowUpDesk(office=office, version=case.version)
    chosen = {case.public_id: case.revision}
    by = reviewer_of(office, step.by)
    record_results(desk=desk, chosen=chosen, value=named[step.result or ""], words=step.opinion, by=by)


def _bureau(step: Step) -> User:
    """Who acts for the bureau; another office only if the step names one, which is then refused."""
    offices = Office.objects.order_by("pk")
    named = offices.filter(code=step.office) if step.office else offices.filter(kind=OfficeKind.BUREAU)
    return reviewer_of(named[0], step.by)


_DEEDS: dict[str, Callable[[World, Step, Note], Line | None]] = {
    "blacklist": _blacklist,
    "submit": _submit,
    "edit": _edit,
    "object": _object,
    "resolve": _resolve,
    "withdraw": _withdraw,
    "revoke": _revoke,
    "verify": _verify,
    "enter": _enter,
    "change": _change,
    "result": _result,
    "save": _save,
    "save_files": _save_files,
    "report": _report,
    "give_back": _give_back,
    "delete": _delete,
    "inform": _inform,
}
