"""A submission beside the one before it."""

from __future__ import annotations

from applications.models import Application, Submission
from applications.queries import changes_between
from applications.showing.earlier import Earlier
from applications.showing.recognition import unit_name_of
from applications.showing.shown import ShownSection
from applications.showing.submissions import submission_sections


def previous_submission(submission: Submission) -> Submission | None:
    """Return what the applicant had submitted before, if this is not the first time.

    A case that follows another, such as a change of what a unit holds, is held against what that one submitted last
    (CY-37); one that was erased says nothing any more. The submission brings its case along, whose form may be another
    version.
    """
    application = submission.application
    earlier = Submission.objects.filter(application_id=application.pk, number__lt=submission.number)
    found: Submission | None = earlier.order_by("-number").first()
    if found is None:
        return _of_the_case_before(application)
    found.application = application
    return found


def _of_the_case_before(application: Application) -> Submission | None:
    before = Submission.objects.filter(application=application.follows_id, application__erased_at=None)
    related = before.select_related("application__version", "application__applicant")
    found: Submission | None = related.order_by("-number").first() if application.follows_id else None
    return found


def is_of_recognition(before: Submission, after: Submission) -> bool:
    """Whether what a submission is held against is the recognition that its case renews."""
    return after.application.scheme.renews is not None and before.application_id != after.application_id


def compared_sections(before: Submission | None, after: Submission, *, masked: bool = False) -> list[ShownSection]:
    """Return what a submission holds, what differs from the one before marked, with what it was beside it."""
    if before is None:
        return submission_sections(after, masked=masked)
    changed = changes_between(before, after)
    return submission_sections(after, changed=changed, masked=masked, earlier=_earlier(before, after, masked))


def _earlier(before: Submission, after: Submission, masked: bool) -> Earlier:
    """Of a recognition its unit by the name it has now: the former site's answer may name none that is known here."""
    texts = {}
    if is_of_recognition(before, after):
        units = [one for one in before.application.scheme.fields() if one.type == "unit"]
        texts = {f"field:{one.key}": unit_name_of(before.application) for one in units}
    sections = submission_sections(before, masked=masked)
    return Earlier(sections, texts, may_open=before.application_id == after.application_id)
