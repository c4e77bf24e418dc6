"""The lists of a unit's desk: its people's cases by where they stand, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from applications.choices import EDITABLE, STAGES, ImportState, Party, Progress, State
from applications.filing import with_noun
from applications.models import Application, Attachment, CaseImport, LegacyRecord, TimelineEntry
from applications.queries import AWAITING_UNIT
from applications.scheme import Scheme, Text
from units.models import Unit

ALL = "all"
REVIEW = tuple(state for state in STAGES if state != State.UNIT_CONFIRM)
TO_REPORT = ("draft", "confirm", "ready", "filling")
"""The lists whose cases wait for the unit's 确认无误上报."""


@dataclass(frozen=True)
class UnitList:
    """One list: its key, the scheme's words for it, and which cases stand in it."""

    key: str
    words: Text
    holds: Q


def lists_of(scheme: Scheme) -> list[UnitList]:
    """Return the lists that a scheme has for a unit, in the order of the way (NX-98…100), and that of all at the end."""
    by_unit = [stage for stage in scheme.stages if stage.holder == "unit"]
    at_unit = Q(stage__in=[stage.key for stage in by_unit])
    filed = Q(state__in=EDITABLE)
    returned = Q(state=State.RETURNED, progress="")
    labels = scheme.draft_labels
    lists = [
        UnitList("ready", _READY, filed & Q(progress=Progress.FILES)),
        UnitList(
            "filling",
            with_noun(scheme, labels.form_saved, None) if labels else _NONE,
            filed & Q(progress=Progress.FORM),
        ),
        UnitList("given_back", _SENT_BACK, filed & Q(progress=Progress.RETURNED)),
        UnitList("draft", scheme.label("draft"), Q(state=State.DRAFT)),
        UnitList("confirm", by_unit[0].label if by_unit else _NONE, Q(state=State.UNIT_CONFIRM)),
        UnitList("sent_back", _returned_by(scheme, "unit", _SENT_BACK), returned & at_unit),
        UnitList("review", _review_words(scheme), Q(state__in=REVIEW)),
        UnitList("failed", _failed_words(scheme), (returned & ~at_unit) | Q(state=State.REJECTED)),
        UnitList("passed", scheme.label("approved"), Q(state=State.APPROVED)),
        UnitList("ended", _ENDED, Q(state__in=[State.WITHDRAWN, State.REVOKED])),
        UnitList(ALL, _ALL, Q()),
    ]
    absent = set() if "unit" in scheme.fills_in else {"draft"}
    absent |= set() if by_unit else {"confirm", "sent_back"}
    absent |= set() if labels else {"ready", "filling", "given_back"}
    return [one for one in lists if one.key not in absent]


def cases_in(unit: Unit, scheme_key: str, which: UnitList) -> QuerySet[Application]:
    """Return the cases of one list, newest first: what was submitted, and what the unit entered itself (NX-98)."""
    # The versions are few and long: each is read once, not once a case.
    cases = _cases_of(unit, scheme_key).filter(which.holds).prefetch_related("version")
    return cases.defer("answers").order_by("-id")


def returns_of(cases: Iterable[Application]) -> dict[int, TimelineEntry]:
    """Return by which event each of these cases that is to be corrected was given back last, by case."""
    returned = [case.pk for case in cases if State.RETURNED in (case.state, case.progress)]
    entries = TimelineEntry.objects.filter(application__in=returned, action="returned")
    latest = entries.order_by("application_id", "-id").distinct("application_id")
    return {entry.application_id: entry for entry in latest}


def counts_of(unit: Unit, scheme_key: str, lists: list[UnitList]) -> dict[str, int]:
    """Return how many cases stand in each list (NX-41)."""
    counts: dict[str, int] = _cases_of(unit, scheme_key).aggregate(
        **{f"in_{one.key}": Count("pk", filter=one.holds or None) for one in lists}
    )
    return {one.key: counts[f"in_{one.key}"] for one in lists}


def schemes_awaiting(unit: Unit) -> set[str]:
    """Return by key in which schemes a case of its people waits for the unit's word (HZ-25)."""
    keys = Application.objects.filter(AWAITING_UNIT, unit=unit).order_by().values_list("version__key", flat=True)
    return set(keys.distinct())


def case_to_report(unit_ids: set[int], public_ids: list[str]) -> QuerySet[Application]:
    """Return those of the cases that are these units', in the order in which they are locked."""
    cases = Application.objects.filter(unit__in=unit_ids, public_id__in=public_ids).filter(_IS_VISIBLE)
    return cases.select_related("unit", "applicant").prefetch_related("version").order_by("id")


def cases_chosen(unit: Unit, scheme_key: str, public_ids: Iterable[str]) -> QuerySet[Application]:
    """Return those of the cases that the unit sees in a scheme."""
    return _cases_of(unit, scheme_key).filter(public_id__in=list(public_ids))


def numbers_of_files(cases: Iterable[Application]) -> dict[int, int]:
    """Return how many files stand in the slots of each of these cases, by case."""
    files = Attachment.objects.filter(application__in=[case.pk for case in cases], removed_at=None).order_by()
    return dict(files.values_list("application").annotate(number=Count("pk")))


def names_of_cases(public_ids: Iterable[str]) -> dict[str, str]:
    """Return whom these cases are about, by public id."""
    cases = Application.objects.filter(public_id__in=list(public_ids)).order_by()
    return dict(cases.values_list("public_id", "applicant_name"))


def imports_of(unit: Unit, scheme_key: str) -> QuerySet[CaseImport]:
    """Return the files that were checked for a unit, newest first."""
    imports = CaseImport.objects.filter(unit=unit, version__key=scheme_key)
    return imports.select_related("by").defer("findings").order_by("-id")


def import_by_public_id(public_id: str) -> CaseImport | None:
    return CaseImport.objects.select_related("unit", "version", "by").filter(public_id=public_id).first()


def legacy_of(unit: Unit, scheme_key: str) -> QuerySet[LegacyRecord]:
    """Return what a unit declared on the former site, the last that came first (CY-42)."""
    return LegacyRecord.objects.filter(unit=unit, scheme_key=scheme_key).order_by("-id")


def legacy_record(unit: Unit, scheme_key: str, public_id: str) -> LegacyRecord | None:
    """Return one of these; None for any other."""
    return legacy_of(unit, scheme_key).filter(public_id=public_id).first()


@dataclass(frozen=True)
class ImportProgress:
    """How many persons of an import wait, were taken, and were refused on the way."""

    waiting: int
    taken: int
    refused: int

    @property
    def total(self) -> int:
        return self.waiting + self.taken + self.refused


def progress_of_import(found: CaseImport) -> ImportProgress:
    """Count the persons of an import by what became of them."""
    counts = {state: Count("pk", filter=Q(state=state)) for state in ImportState.values}
    return ImportProgress(**found.people.aggregate(**counts))


def _cases_of(unit: Unit, scheme_key: str) -> QuerySet[Application]:
    return Application.objects.filter(_IS_VISIBLE, unit=unit, version__key=scheme_key)


_IS_VISIBLE = Q(submitted_at__isnull=False) | Q(entered_by=Party.UNIT) | ~Q(progress="")
"""What a person has begun and not submitted is nobody else's, but where the unit reports what its form says (HZ-26)."""


def _review_words(scheme: Scheme) -> Text:
    """What all stages of offices are called, where people see one word for all of them."""
    words = {stage.label for stage in scheme.stages if stage.state in REVIEW}
    return words.pop() if len(words) == 1 else _REVIEW


def _failed_words(scheme: Scheme) -> Text:
    """What is never rejected needs no word for it."""
    may_end = any("reject" in stage.allows for stage in scheme.stages if stage.holder != "unit")
    returned = _returned_by(scheme, "office", scheme.label("returned"))
    ways = [returned, *([scheme.label("rejected")] if may_end else [])]
    words = list({one.zh: one for one in reversed(ways)}.values())[::-1]
    return Text(zh="、".join(one.zh for one in words), en=" / ".join(one.en for one in words))


def _returned_by(scheme: Scheme, holder: str, otherwise: Text) -> Text:
    words = {stage.returned for stage in scheme.stages if stage.holder == holder and stage.returned}
    return words.pop() if len(words) == 1 else otherwise


_READY = Text(zh="待上报", en="To be reported")
_NONE = Text(zh="待单位确认", en="Awaiting the unit")
_SENT_BACK = Text(zh="单位退回", en="Returned by the unit")
_REVIEW = Text(zh="审核中", en="Under review")
_ENDED = Text(zh="已撤回或撤销", en="Withdrawn or revoked")
_ALL = Text(zh="全部", en="All")
