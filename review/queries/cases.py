"""What the page of a case shows beside the submission: who decided what, who is still to confirm, what changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language

from applications.models import Application, Remark
from applications.showing import answer_text, names_of
from review.choices import TaskState
from review.models import Office, Opinion, ReviewTask
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
