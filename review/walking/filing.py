"""The applicant's part: a draft with the answers and files of the case, corrections, submission."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from applications.choices import ENDED
from applications.models import Application, SchemeVersion
from applications.paths import locked_paths
from applications.queries import current_version, facts_of, form_digest, is_typed, present_attachments
from applications.reading.words import as_truth
from applications.scheme import Field, Slot, matches
from applications.scheme.asking import files_wanted, offered_slots, relevant, required_slots
from applications.services.attachments import add_attachment, remove_attachment
from applications.services.drafts import save_answers, start_application
from applications.services.entering import enter_case
from applications.services.filing import save_files as save_materials
from applications.services.filing import save_form
from applications.services.submitting import submit_application
from applications.services.unit_cases import begin_unit_case
from portal.people.models import User
from review.walking.answering import publicity_days, sample, stored
from review.walking.lists import fill_lists, save_lists
from review.walking.naming import named_person
from review.walking.reading import STATEMENT
from review.walking.samples import is_sample, uploads
from review.walking.steps import Edit
from review.walking.world import World
from units.models import Unit

SAMPLE = "sample"
Note = Callable[[str], None]


def begin(world: World, note: Note) -> None:
    """Begin the case and fill it in, unless one is under way. Raises Refused."""
    if world.application is not None and world.case.state not in ENDED:
        return
    version = current_version(world.file.scheme.scheme)
    assert version is not None
    world.application = _begun(world, version)
    world.applicant = world.application.applicant
    if world.file.scheme.subject == "unit" and world.application.follows_id is not None:
        return  # it begins as the unit's last one was submitted
    _answer(world)
    _attach_given(world, note)
    _attach_missing(world)


def _begun(world: World, version: SchemeVersion) -> Application:
    if world.file.scheme.subject == "unit":
        assert world.unit is not None
        agreed = as_truth(world.file.case.answers.get(STATEMENT, True))
        return begin_unit_case(version=version, unit=world.unit, by=world.filler(), agreed=agreed)
    if world.file.begun_by == "unit":
        assert world.unit is not None
        named = asdict(named_person(world.file.case.applicant, world.seed))
        return enter_case(version=version, unit=world.unit, by=world.filler("unit"), informed=True, **named)
    agreed = as_truth(world.file.case.answers.get(STATEMENT, True))
    return start_application(version=version, user=world.person, agreed=agreed, language="zh-hans")


def change(world: World, changes: Edit, note: Note) -> None:
    """Let the unit begin anew from what it submitted last, and change that (CY-37). Raises Refused."""
    version = current_version(world.file.scheme.scheme)
    assert version is not None
    assert world.unit is not None
    world.application = begin_unit_case(version=version, unit=world.unit, by=world.filler(), agreed=True)
    edit(world, changes, note)


def enter_at(world: World, unit: Unit, administrator: User) -> None:
    """Let another unit enter the same person (NX-96). Raises Refused."""
    version = current_version(world.file.scheme.scheme)
    assert version is not None
    person = world.person
    enter_case(
        version=version, unit=unit, by=administrator, informed=True, id_type=person.id_type, id_number=person.id_number
    )


def edit(world: World, changes: Edit, note: Note, *, party: str | None = None) -> None:
    """Change answers and files, as far as the case lets who fills it in. Raises Refused."""
    by = world.filler(party)
    pictures, answers = _apart(world.file.scheme.slots, changes.answers)
    locked = locked_paths(world.case)
    for key in answers:
        if f"field:{key}" in locked:
            note(f"the answer {key} is not open for correction; it stays as it was")
    _save(world, _stored(world, answers), by)
    save_lists(world, answers, by)
    for key, given in {**pictures, **changes.attachments}.items():
        for row in _rows(world, key):
            _empty(world, row, by)
            _put(world, row, given, by)


def save(world: World, *, party: str | None = None) -> None:
    """Save the form as complete (HZ-54). Raises Refused."""
    save_form(application_id=world.case.pk, user=world.filler(party))


def save_files(world: World, *, party: str | None = None) -> None:
    """Save the files as complete, the form sealed anew if it changed since (HZ-82). Raises Refused."""
    by = world.filler(party)
    _seal_anew(world, by)
    save_materials(application_id=world.case.pk, user=by)


def submit(world: World, *, party: str | None = None) -> None:
    """Have the form sealed anew if it changed since, and submit. Raises Refused.

    Where a person files in two steps and the unit reports, all three are done.
    """
    if world.file.scheme.is_filed_in_steps:
        save(world, party="person")
        save_files(world, party="person")
        submit_application(application_id=world.case.pk, user=world.filler("unit"))
        return
    by = world.filler(party)
    _seal_anew(world, by)
    submit_application(application_id=world.case.pk, user=by)


def _seal_anew(world: World, by: User) -> None:
    case = world.case
    for slot in world.file.scheme.slots:
        if case.is_editable and slot.seals and _is_stale(case, slot) and _is_ours(world, slot):
            _put(world, slot, _given(world, slot) or SAMPLE, by)


def _answer(world: World) -> None:
    """The answers of the file; the employer; its publicity; and where the file asks for it, samples for the rest."""
    _pictures, answers = _apart(world.file.scheme.slots, world.file.case.answers)
    answers.pop(STATEMENT, None)
    days = {key: day for key, day in publicity_days(world.file.scheme).items() if key not in answers}
    by = world.filler()
    _save(world, {**_stored(world, answers), **days, **_employer(world)}, by)
    save_lists(world, answers, by)
    if world.file.case.samples_answers:
        _answer_rest(world)


def _answer_rest(world: World) -> None:
    """One by one: whether a question is asked may depend on the answer to an earlier one."""
    for field in world.file.scheme.fields():
        case = world.case
        is_open = field.key not in case.answers or (case.answers[field.key] == "" and _is_left_out(world, field))
        if is_open and field.required and _is_asked(case, field) and is_typed(case, field):
            _save(world, {field.key: sample(field, case.answers, world.file.scheme)}, world.filler())
    fill_lists(world, world.filler())


def _is_left_out(world: World, field: Field) -> bool:
    return field.key not in world.file.case.answers


def _is_asked(case: Application, field: Field) -> bool:
    return matches(field.when, relevant(case.scheme, facts_of(case)))


def _employer(world: World) -> dict[str, Any]:
    unit = world.unit
    fields = [field.key for field in world.file.scheme.fields() if field.type == "unit"]
    return dict.fromkeys(fields, unit.public_id) if unit is not None else {}


def _stored(world: World, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers given once, as the form stores them; a page with keys of its own is given as a mapping."""
    scheme = world.file.scheme
    for section in scheme.sections:
        if section.own_keys and isinstance(answers.get(section.key), dict):
            answers = {**answers, **{f"{section.key}.{key}": one for key, one in answers[section.key].items()}}
    fields = {field.key: field for field in scheme.fields() if field.type != "unit"}
    return {key: stored(fields[key], value, scheme) for key, value in answers.items() if key in fields}


def _save(world: World, answers: dict[str, Any], by: User) -> None:
    if answers:
        save_answers(application_id=world.case.pk, user=by, answers=answers)


def _apart(slots: tuple[Slot, ...], answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Pictures may stand among the answers, as the photo does on the form's first page."""
    names = {name for slot in slots for name in (slot.key, slot.also) if name}
    pictures = {key: value for key, value in answers.items() if key in names}
    return pictures, {key: value for key, value in answers.items() if key not in names}


def _attach_given(world: World, note: Note) -> None:
    """The sealed form comes last: it has to show what was answered."""
    pictures, _answers = _apart(world.file.scheme.slots, world.file.case.answers)
    given = [(world.file.scheme.slot(key), files) for key, files in {**pictures, **_attachments(world)}.items()]
    for slot, files in sorted(given, key=lambda pair: bool(pair[0].seals)):
        rows = _rows(world, slot.key)
        for row in rows:
            _put(world, row, files, world.filler())
        if not rows:
            note(f"the attachment {slot.key} is not asked for with these answers; it is left out")


def _rows(world: World, key: str) -> list[Slot]:
    """The slot as it is offered now: one that stands for records once for each of them."""
    template = world.file.scheme.slot(key).key
    offered = offered_slots(world.file.scheme, facts_of(world.case))
    return [row for row in offered if row.template_key == template]


def _attachments(world: World) -> dict[str, Any]:
    given: dict[str, Any] = world.file.case.given_attachments
    return given


def _attach_missing(world: World) -> None:
    """Samples for the photo where nothing is said of it, and, if the file wants that, for every required slot."""
    present = set(present_attachments(world.case).values_list("slot", flat=True))
    slots = required_slots(world.file.scheme, facts_of(world.case))
    wanted = [slot for slot in slots if slot.photo or world.file.case.samples_attachments]
    for slot in sorted(wanted, key=lambda slot: bool(slot.seals)):
        if slot.key not in present and not _is_named(world, slot):
            _put(world, slot, [SAMPLE] * files_wanted(slot, facts_of(world.case)), world.filler())


def _is_named(world: World, slot: Slot) -> bool:
    names = {*world.file.case.answers, *world.file.case.given_attachments}
    return slot.template_key in names or slot.also in names


def _given(world: World, slot: Slot) -> Any:
    given = _attachments(world)
    return given.get(slot.key, given.get(slot.also or ""))


def _is_ours(world: World, slot: Slot) -> bool:
    """Whether the file lets us make this slot's files."""
    given = _given(world, slot)
    return is_sample(given) if given is not None else bool(world.file.case.samples_attachments)


def _is_stale(case: Application, slot: Slot) -> bool:
    digest = form_digest(case)
    return any(one.form_digest != digest for one in present_attachments(case).filter(slot=slot.key))


def _put(world: World, slot: Slot, given: Any, by: User) -> None:
    for upload in uploads(given, slot, world.file.folder):
        add_attachment(application_id=world.case.pk, user=by, slot=slot.key, upload=upload)


def _empty(world: World, slot: Slot, by: User) -> None:
    for old in list(present_attachments(world.case).filter(slot=slot.key)):
        remove_attachment(application_id=world.case.pk, user=by, public_id=old.public_id)
