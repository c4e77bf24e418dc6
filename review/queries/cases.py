"""What the page of a case shows beside the submission: who decided what, who is still to confirm, what changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language

from applications.models import Application, Remark, Submission
from applications.queries import changes_between
from applications.showing import ShownSection, answer_text, names_of, submission_sections, unit_name_of
from review.choices import TaskState
from review.models import Office, Opinion, Outlet, ReviewTask
from review.queries.words import decision_words


@dataclass(frozen=True)
class Confirmation:
    """Where one office of a joint stage stands (NB-81, NB-82)."""

    office: Office
    opinion: Opinion | None
    taken_by: str


@dataclass(frozen=True)
class OpinionLine:
    """An opinion with the words of its stage and of what was recorded."""

    opinion: Opinion
    stage: str
    decision: str
    category: str
    records: list[tuple[str, str]]


@dataclass(frozen=True)
class Change:
    """One thing that differs from the submission before: `path` is field:<key> or slot:<key>."""

    path: str
    label: str
    before: str
    after: str


def opinions_of(application: Application) -> QuerySet[Opinion]:
    """Every opinion on the case, in the order they were given, with office and person (NB-104)."""
    return Opinion.objects.filter(application=application).select_related("office", "reviewer", "task").order_by("id")


def confirmations(task: ReviewTask) -> list[Confirmation]:
    """Return where each office of a joint stage stands in its present round; empty for a stage of one office."""
    if task.application.scheme.stage(task.stage).joint is None:
        return []
    round_of = ReviewTask.objects.filter(application_id=task.application_id, stage=task.stage)
    round_of = round_of.exclude(state=TaskState.CANCELLED).select_related("office", "opinion__reviewer", "taken_by")
    latest = {one.office_id: one for one in round_of.order_by("id")}
    return [_confirmation(one) for one in latest.values()]


def outlets_of(office: Office) -> QuerySet[Outlet]:
    """Where the unit brings the originals (NB-72)."""
    return Outlet.objects.filter(office=office).order_by("id")


def earlier_remarks(application: Application) -> list[tuple[str, Remark]]:
    """What reviewers noted on earlier submissions, each with the label of its field or slot."""
    labels: dict[str, str] = {}
    for submission in application.submissions.order_by("number"):  # a record may be gone since it was remarked on
        labels |= names_of(application.scheme, submission.answers)
    remarks = Remark.objects.filter(application=application).select_related("by").order_by("id")
    return [(labels.get(remark.path, remark.path), remark) for remark in remarks]


def task_of_case(public_id: str, offices: list[Office]) -> ReviewTask | None:
    """Return the latest task that one of these offices has or had for a case."""
    tasks = ReviewTask.objects.filter(application__public_id=public_id, office__in=offices)
    found: ReviewTask | None = tasks.order_by("-id").first()
    return found


def previous_submission(submission: Submission) -> Submission | None:
    """Return what the applicant had submitted before, if this is not the first time.

    A case that follows another, such as a change of what a unit holds, is held against what that one submitted last
    (CY-37); one that was erased says nothing any more.
    """
    earlier = Submission.objects.filter(application_id=submission.application_id, number__lt=submission.number)
    found: Submission | None = earlier.order_by("-number").first()
    return found or _of_the_case_before(submission.application)


def _of_the_case_before(application: Application) -> Submission | None:
    """The submission brings its case along, whose form may be another version."""
    before = Submission.objects.filter(application=application.follows_id, application__erased_at=None)
    related = before.select_related("application__version", "application__applicant")
    found: Submission | None = related.order_by("-number").first() if application.follows_id else None
    return found


def changes(before: Submission, after: Submission) -> list[Change]:
    """Return what differs between two submissions of a case, in words and in the order of the form."""
    differing = changes_between(before, after)
    old, new = _texts_before(before, after), _texts(after)
    return [
        Change(path, label, old.get(path, ("", ""))[1], new.get(path, ("", ""))[1])
        for path, (label, _text) in (new | {path: text for path, text in old.items() if path not in new}).items()
        if path in differing
    ]


def is_of_recognition(before: Submission, after: Submission) -> bool:
    """Whether what a submission is held against is the recognition that its case renews."""
    return after.application.scheme.renews is not None and before.application_id != after.application_id


def _texts_before(before: Submission, after: Submission) -> dict[str, tuple[str, str]]:
    """Of a recognition its unit by the name it has now: the former site's answer may name none that is known here."""
    texts = _texts(before)
    if is_of_recognition(before, after):
        units = [one for one in before.application.scheme.fields() if one.type == "unit"]
        name = unit_name_of(before.application)
        texts |= {f"field:{one.key}": (one.label.of(get_language()), name) for one in units}
    return texts


def _texts(submission: Submission) -> dict[str, tuple[str, str]]:
    """Label and words of every answer and slot, by path."""
    texts: dict[str, tuple[str, str]] = {}
    for section in submission_sections(submission, masked=True):
        texts |= {answer.path: (answer.label, answer.text) for answer in section.answers}
        texts |= _texts_of_records(section)
        texts |= {slot.path: (slot.label, "、".join(file.name for file in slot.files)) for slot in section.slots}
    return texts


def _texts_of_records(section: ShownSection) -> dict[str, tuple[str, str]]:
    """A record as a whole, for one that came or went, and each of its cells."""
    texts: dict[str, tuple[str, str]] = {}
    for record in section.records:
        name = f"{section.title} {record.number}"
        texts[record.path] = (name, " · ".join(cell.text for cell in record.cells if cell.text))
        texts |= {cell.path: (f"{name} · {cell.label}", cell.text) for cell in record.cells}
    return texts


def opinion_lines(application: Application, categories: dict[tuple[str, str], str]) -> list[OpinionLine]:
    """Return every opinion on the case with its stage and records in words."""
    return [_line(application, opinion, categories) for opinion in opinions_of(application)]


def _line(application: Application, opinion: Opinion, categories: dict[tuple[str, str], str]) -> OpinionLine:
    language = get_language()
    stage = next((one for one in application.scheme.stages if one.key == opinion.stage), None)
    category = categories.get((application.scheme.catalogue_key, opinion.category), opinion.category)
    if stage is None:
        return OpinionLine(opinion, opinion.stage, opinion.get_decision_display(), category, [])
    records = [
        (field.label.of(language), answer_text(application.scheme, field, opinion.records.get(field.key)))
        for field in stage.records
        if opinion.records.get(field.key) not in (None, "")
    ]
    return OpinionLine(
        opinion, stage.for_offices.of(language), decision_words(opinion, application.scheme), category, records
    )


def _confirmation(task: ReviewTask) -> Confirmation:
    opinion = getattr(task, "opinion", None)
    taken_by = task.taken_by.name if task.taken_by else ""
    return Confirmation(task.office, opinion, taken_by)
