"""The offices' and the unit's part: decisions at stages, those named in the file and those that go without saying."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from applications.choices import STAGES
from applications.models import Application
from applications.scheme import Field, Stage
from applications.services.confirming import confirm_case, return_case_by_unit
from portal.calendar import today
from portal.policy import Refused
from review.choices import Decision, TaskState
from review.models import Office, ReviewTask
from review.services.deciding import decide_task
from review.walking.answering import sample, stored
from review.walking.reading import remark_path
from review.walking.steps import Step
from review.walking.world import World, reviewer_of

PASS = Step.model_validate({"stage": "any", "do": "pass"})


class OutOfOrder(Refused):
    """The step is not possible where the case stands; the reason says where that is."""


def decide(world: World, step: Step, *, heard: Callable[..., None], after: str | None) -> None:
    """Decide at the stage that the step names. Raises Refused.

    Stages that the file never names are passed on the way, if they show the state of the step before (`after`) or of
    this one; `heard` is called after each, so that its events can be told apart.
    """
    while _goes_without_saying(world, step, after):
        _decide_here(world, PASS)
        heard(implied=True)
    case = world.case
    if case.state not in STAGES or case.stage != step.stage:
        wanted = world.file.scheme.stage(step.stage or "").label.zh
        raise OutOfOrder(
            _("该申报现为“%(label)s”（%(stage)s），不在“%(wanted)s”环节。")
            % {"label": case.label, "stage": case.stage or case.state, "wanted": wanted}
        )
    _decide_here(world, step)


def _goes_without_saying(world: World, step: Step, after: str | None) -> bool:
    case, scheme = world.case, world.file.scheme
    named = {one.stage for one in world.file.case.steps if one.stage}
    if case.state not in STAGES or case.stage in named or scheme.stage(case.stage).holder != "office":
        return False
    neighbours = {scheme.stage(key).state for key in (after, step.stage) if key}
    return case.state in neighbours


def _decide_here(world: World, step: Step) -> None:
    stage = world.file.scheme.stage(world.case.stage)
    if stage.holder == "unit":
        _confirm(world, step)
    elif stage.holder == "publicity":
        raise OutOfOrder(_("公示没有审核人，期满无异议自行结束；请用 `wait: 5 working days`。"))
    else:
        _decide_tasks(world, stage, step)


def _confirm(world: World, step: Step) -> None:
    case, administrator = world.case, world.unit_administrator
    assert administrator is not None
    if step.do == Decision.PASS:
        confirm_case(application_id=case.pk, user=administrator, revision=case.revision, words=step.opinion)
    elif step.do == Decision.RETURN:
        remarks = _remarks(world, step)
        return_case_by_unit(
            application_id=case.pk,
            user=administrator,
            revision=case.revision,
            words=step.opinion,
            remarks=remarks,
        )
    else:
        raise OutOfOrder(_("单位只能确认或退回修改。"))


def _decide_tasks(world: World, stage: Stage, step: Step) -> None:
    """Let every office that holds the stage decide, or the one named; an office that does not hold it is refused."""
    tasks = _open_tasks(world.case)
    named = [task for task in tasks if step.office in (None, task.office.code)]
    for task in named or tasks[:1]:
        task.refresh_from_db(fields=["state"])
        if task.state == TaskState.OPEN:
            _decide_task(world, stage, step, task)


def _open_tasks(case: Application) -> list[ReviewTask]:
    tasks = ReviewTask.objects.filter(application=case, stage=case.stage, state=TaskState.OPEN)
    return list(tasks.select_related("office").order_by("pk"))


def _decide_task(world: World, stage: Stage, step: Step, task: ReviewTask) -> None:
    office = Office.objects.get(code=step.office) if step.office else task.office
    is_pass = step.do == Decision.PASS
    decide_task(
        task_id=task.pk,
        user=reviewer_of(office, step.by),
        decision=step.do or "",
        words=step.opinion,
        category=_category(world, stage, step) if is_pass else "",
        records=_records(world, stage, step, office) if is_pass else None,
        remarks=_remarks(world, step),
        revision=world.case.revision,
    )


def _remarks(world: World, step: Step) -> list[tuple[str, str]]:
    answers = world.case.answers
    return [(remark_path(world.file.scheme, place, answers), words) for place, words in step.remarks.items()]


def _category(world: World, stage: Stage, step: Step) -> str:
    """The category named, by code or name, else the one claimed."""
    if not stage.decides_category:
        return ""
    categories = world.file.scheme.catalogue.categories if world.file.scheme.catalogue else ()
    names = {name: one.code for one in categories for name in (one.code, one.name.zh, one.name.en)}
    return names.get(step.category, step.category) if step.category else world.case.claimed_category


def _records(world: World, stage: Stage, step: Step, office: Office) -> dict[str, Any]:
    """What the stage records: as the step says, else what a careful reviewer would write."""
    scheme = world.file.scheme
    return {
        field.key: stored(field, step.records[field.key], scheme)
        if field.key in step.records
        else _record(field, office, world)
        for field in stage.records
    }


def _record(field: Field, office: Office, world: World) -> Any:
    if field.type == "date":
        return today().isoformat()
    return office.name_zh[: field.max_length] if field.type == "text" else sample(field, {}, world.file.scheme)
