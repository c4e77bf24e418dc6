"""Which stage of its scheme a case comes to: after one, before one, and again after a correction."""

from __future__ import annotations

from applications.models import Application
from applications.queries import stages_of
from applications.scheme import Stage


def stage_after(application: Application, key: str | None) -> Stage | None:
    """Return the next stage that applies to the case, the first one for None; None after the last."""
    keys = [stage.key for stage in application.scheme.stages]
    rest = keys if key is None else keys[keys.index(key) + 1 :]
    return next((stage for stage in stages_of(application) if stage.key in rest), None)


def stage_after_pass(application: Application, done: Stage) -> Stage | None:
    """Return where a case goes on that has passed a stage; None after the last.

    A correction that had to come `again` through an earlier stage goes on at the one that had asked for it.
    """
    returned_at = _returned_at(application)
    keys = [stage.key for stage in application.scheme.stages]
    if done.again and returned_at in keys and keys.index(returned_at) > keys.index(done.key):
        return _first_concerned(application, returned_at, after=done.key)
    return stage_after(application, done.key)


def _returned_at(application: Application) -> str:
    """The stage that gave the case back last; empty if none did."""
    last = application.timeline.filter(action="returned").order_by("-id").first()
    return last.stage if last else ""


def stage_before(application: Application) -> Stage | None:
    """Return the last stage before the present one that applies to the case; None at the first."""
    keys = [stage.key for stage in application.scheme.stages]
    earlier = keys[: keys.index(application.stage)]
    return next((stage for stage in reversed(stages_of(application)) if stage.key in earlier), None)


def stage_to_resume(application: Application) -> Stage | None:
    """Return where a corrected case goes on: at the stage that returned it, unless the correction calls for an earlier one.

    With another employer it is the first stage; else one that sees each correction, one that applies only now, or the
    one that decides the category where another is claimed now. A stage that no longer applies is left out, but if it
    was the last, whoever asked for the correction sees it.
    """
    if _differs(application, "uscc"):
        return stage_after(application, None)
    again = next((stage for stage in stages_of(application) if stage.again), None)
    return again or _first_concerned(application, application.stage) or application.scheme.stage(application.stage)


def _first_concerned(application: Application, returned_at: str, *, after: str | None = None) -> Stage | None:
    seen = set(application.timeline.values_list("stage", flat=True))
    keys = [stage.key for stage in application.scheme.stages]
    start = keys.index(after) + 1 if after else 0
    for stage in stages_of(application):
        place = keys.index(stage.key)
        is_new = stage.key not in seen
        is_concerned = place >= keys.index(returned_at) or (stage.decides_category and _claims_another(application))
        if place >= start and (is_new or is_concerned):
            return stage
    return None


def _claims_another(application: Application) -> bool:
    field = application.scheme.category_field
    return field is not None and _differs(application, field)


def _differs(application: Application, key: str) -> bool:
    """Whether an answer or a fact of the unit is another than in the submission before."""
    now, *before = (one.answers | one.unit_facts for one in application.submissions.order_by("-number")[:2])
    return any(now.get(key) != earlier.get(key) for earlier in before)
