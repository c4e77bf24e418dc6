"""Which stages an office can have: what its queue is narrowed by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from applications.queries import current_versions
from applications.scheme import Scheme, Stage
from applications.scheme.way import OfficeRef
from review.choices import OfficeKind, TaskState
from review.models import Office, ReviewTask


@dataclass(frozen=True)
class Stages:
    """The stages of the tenant's schemes as an office sees them, in order: keys and words in the reader's language."""

    all: dict[str, str]
    own: dict[str, str]
    passed_together: frozenset[str]


def stages_for(office: Office) -> Stages:
    """Return all stages that offices hold, those that may come to this one, and where several may be passed at once.

    What lies there now is among its own, however it came: a division of audit or a unit's choice may lead to any office.
    """
    language, lying = get_language(), _lying_at(office)
    held = [
        (one.scheme, stage) for one in current_versions() for stage in one.scheme.stages if stage.holder == "office"
    ]
    names = {stage.key: stage.for_offices.of(language) for _scheme, stage in held}
    own = {stage.key for scheme, stage in held if stage.key in lying or _may_come(office, scheme, stage)}
    return Stages(
        all=names,
        own={key: name for key, name in names.items() if key in own},
        passed_together=frozenset(stage.key for _scheme, stage in held if stage.bulk_pass),
    )


def _lying_at(office: Office) -> set[str]:
    open_here = ReviewTask.objects.filter(office=office, state=TaskState.OPEN)
    return set(open_here.order_by().values_list("stage", flat=True).distinct())


def _may_come(office: Office, scheme: Scheme, stage: Stage) -> bool:
    return any(_may_name(office, scheme, ref) for ref in _refs_of(scheme, stage))


def _refs_of(scheme: Scheme, stage: Stage) -> Iterator[OfficeRef]:
    yield from stage.offices
    if stage.route:
        yield from (route.office for route in scheme.routes[stage.route])


def _may_name(office: Office, scheme: Scheme, ref: OfficeRef) -> bool:
    if ref.code:
        return ref.code == office.code
    if ref.same_as:
        return _may_come(office, scheme, scheme.stage(ref.same_as))
    if ref.authority_of:
        return office.kind == OfficeKind.BUREAU and office.tier == ref.tier
    return office.kind == (OfficeKind.ALLIANCE if ref.alliance_of else OfficeKind.DEPARTMENT)
