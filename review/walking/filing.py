"""The applicant's part: a draft with the answers and files of the case, corrections, submission."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from applications.choices import ENDED
from applications.models import Application
from applications.paths import locked_paths
from applications.queries import current_version, facts_of, form_digest, present_attachments
from applications.reading.words import as_truth
from applications.scheme import Field, Slot, matches
from applications.scheme.asking import offered_slots, relevant, required_slots
from applications.services.attachments import add_attachment, remove_attachment
from applications.services.drafts import save_answers, start_application
from applications.services.submitting import submit_application
from review.walking.answering import publicity_days, sample, stored
from review.walking.reading import STATEMENT
from review.walking.samples import is_sample, uploads
from review.walking.steps import Edit
from review.walking.world import World

SAMPLE = "sample"
Note = Callable[[str], None]


def begin(world: World, note: Note) -> None:
    """Begin the case and fill it in, unless one is under way. Raises Refused."""
    if world.application is not None and world.case.state not in ENDED:
        return
    version = current_version(world.file.scheme.scheme)
    assert version is not None
    agreed = as_truth(world.file.case.answers.get(STATEMENT, True))
    world.application = start_application(version=version, user=world.person, agreed=agreed, language="zh-hans")
    _answer(world)
    _attach_given(world, note)
    _attach_missing(world)


def edit(world: World, changes: Edit, note: Note) -> None:
    """Change answers and files, as far as the case lets its applicant. Raises Refused."""
    pictures, answers = _apart(world.file.scheme.slots, changes.answers)
    locked = locked_paths(world.case)
    for key in answers:
        if f"field:{key}" in locked:
            note(f"the answer {key} is not open for correction; it stays as it was")
    _save(world, _stored(world, answers))
    for key, given in {**pictures, **changes.attachments}.items():
        slot = world.file.scheme.slot(key)
        _empty(world, slot)
        _put(world, slot, given)


def submit(world: World) -> None:
    """Have the form sealed anew if it changed since, and submit. Raises Refused."""
    case = world.case
    for slot in world.file.scheme.slots:
        if case.is_editable and slot.seals and _is_stale(case, slot) and _is_ours(world, slot):
            _put(world, slot, _given(world, slot) or SAMPLE)
    submit_application(application_id=case.pk, user=world.person)


def _answer(world: World) -> None:
    """The answers of the file; the employer; its publicity; and where the file asks for it, samples for the rest."""
    _pictures, answers = _apart(world.file.scheme.slots, world.file.case.answers)
    answers.pop(STATEMENT, None)
    days = {key: day for key, day in publicity_days(world.file.scheme).items() if key not in answers}
    _save(world, {**_stored(world, answers), **days, **_employer(world)})
    if world.file.case.samples_answers:
        _answer_rest(world)


def _answer_rest(world: World) -> None:
    """One by one: whether a question is asked may depend on the answer to an earlier one."""
    for field in world.file.scheme.fields():
        case = world.case
        is_open = field.key not in case.answers or (case.answers[field.key] == "" and _is_left_out(world, field))
        if is_open and field.required and _is_asked(case, field) and not field.immutable:
            _save(world, {field.key: sample(field, case.answers, world.file.scheme)})


def _is_left_out(world: World, field: Field) -> bool:
    return field.key not in world.file.case.answers


def _is_asked(case: Application, field: Field) -> bool:
    return matches(field.when, relevant(case.scheme, facts_of(case)))


def _employer(world: World) -> dict[str, Any]:
    unit = world.unit
    fields = [field.key for field in world.file.scheme.fields() if field.type == "unit"]
    return dict.fromkeys(fields, unit.public_id) if unit is not None else {}


def _stored(world: World, answers: Mapping[str, Any]) -> dict[str, Any]:
    scheme = world.file.scheme
    fields = {field.key: field for field in scheme.fields() if field.type != "unit"}
    return {key: stored(fields[key], value, scheme) for key, value in answers.items() if key in fields}


def _save(world: World, answers: dict[str, Any]) -> None:
    if answers:
        save_answers(application_id=world.case.pk, user=world.person, answers=answers)


def _apart(slots: tuple[Slot, ...], answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Pictures may stand among the answers, as the photo does on the form's first page."""
    names = {name for slot in slots for name in (slot.key, slot.also) if name}
    pictures = {key: value for key, value in answers.items() if key in names}
    return pictures, {key: value for key, value in answers.items() if key not in names}


def _attach_given(world: World, note: Note) -> None:
    """The sealed form comes last: it has to show what was answered."""
    pictures, _answers = _apart(world.file.scheme.slots, world.file.case.answers)
    given = [(world.file.scheme.slot(key), files) for key, files in {**pictures, **_attachments(world)}.items()]
    offered = {slot.key for slot in offered_slots(world.file.scheme, facts_of(world.case))}
    for slot, files in sorted(given, key=lambda pair: bool(pair[0].seals)):
        if slot.key in offered:
            _put(world, slot, files)
        else:
            note(f"the attachment {slot.key} is not asked for with these answers; it is left out")


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
            _put(world, slot, SAMPLE)


def _is_named(world: World, slot: Slot) -> bool:
    names = {*world.file.case.answers, *world.file.case.given_attachments}
    return slot.key in names or slot.also in names


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


def _put(world: World, slot: Slot, given: Any) -> None:
    for upload in uploads(given, slot, world.file.folder):
        add_attachment(application_id=world.case.pk, user=world.person, slot=slot.key, upload=upload)


def _empty(world: World, slot: Slot) -> None:
    for old in list(present_attachments(world.case).filter(slot=slot.key)):
        remove_attachment(application_id=world.case.pk, user=world.person, public_id=old.public_id)
