"""Approved cases of which another authority decides further: which there are, what was handed on and decided (CY-74…76)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.choices import State
from applications.models import Application, SchemeVersion, Submission
from applications.scheme import Text
from applications.scheme.parts import FollowUp
from portal.people.models import User
from portal.tenants.remembering import remembered
from review.models import FollowUpRecord, HandedOnCase, HandedOnList, Office, ReviewTask
from review.policies import offices_of
from review.queries.overview import office_ids_of

DUTIES = "follow-up-duties"
NO_RESULT = "none"


@dataclass(frozen=True)
class FollowUpDesk:
    """What one office does after the approvals of one scheme, by the newest version that gives it to this office."""

    office: Office
    version: SchemeVersion

    @property
    def scheme_key(self) -> str:
        return self.version.key

    @property
    def follow_up(self) -> FollowUp:
        found = self.version.scheme.follow_up
        assert found is not None
        return found


@dataclass(frozen=True)
class FollowUpFilter:
    """What the list is narrowed to; an empty value does not narrow."""

    handed: str = ""
    result: str = ""
    round: str = ""
    name: str = ""


# Who has such a desk


def follows_up(user: User) -> bool:
    """Whether one of the person's offices has something to follow up: asked on every page, for the menu."""
    duties = _duties()
    return bool(duties) and any(office in office_ids_of(user) for office, _title in duties)


def menu_title() -> str:
    """Return what the menu calls it: the scheme's own words, where all schemes have the same."""
    titles = {title for _office, title in _duties()}
    return titles.pop().of(get_language()) if len(titles) == 1 else _("后续办理")


def _duties() -> list[tuple[int, Text]]:
    """The offices that follow up, each with the title of what it does; remembered."""
    return remembered(DUTIES, _find_duties)


def _find_duties() -> list[tuple[int, Text]]:
    named = _versions().values_list("content__follow_up__office", "content__follow_up__title")
    titles = {office: Text.model_validate(title) for office, title in named}
    found = Office.objects.filter(is_active=True, code__in=titles) if titles else []
    return [(office.pk, titles[office.code]) for office in found]


def desks_of(user: User) -> list[FollowUpDesk]:
    """Return the desks of a person: one a scheme and office that follows it up."""
    offices = {office.code: office for office in offices_of(user)}
    desks: dict[tuple[str, str], FollowUpDesk] = {}
    for version in _versions().filter(content__follow_up__office__in=list(offices)).order_by("key", "-number"):
        office = offices[version.content["follow_up"]["office"]]
        desks.setdefault((version.key, office.code), FollowUpDesk(office, version))
    return list(desks.values())


def _versions() -> QuerySet[SchemeVersion]:
    return SchemeVersion.objects.filter(content__follow_up__office__isnull=False)


# What lies on it


def cases_of_desk(desk: FollowUpDesk) -> QuerySet[Application]:
    """Return the approved cases that are the desk's, newest first: of its version and of older ones."""
    return _cases(desk).filter(state=State.APPROVED)


def cases_named(desk: FollowUpDesk, public_ids: Iterable[str]) -> QuerySet[Application]:
    """Return the desk's cases with these public ids, in the order in which they are locked, approved still or not."""
    # The versions are few and long: each is read once, not once a case.
    return (
        _cases(desk).filter(public_id__in=list(public_ids)).prefetch_related("version").defer("answers").order_by("id")
    )


def _cases(desk: FollowUpDesk) -> QuerySet[Application]:
    versions = _versions().filter(key=desk.scheme_key, content__follow_up__office=desk.office.code)
    return Application.objects.filter(version__in=versions.values("pk")).order_by("-id")


def narrowed(cases: QuerySet[Application], wanted: FollowUpFilter) -> QuerySet[Application]:
    """Return what was asked for of a desk's cases."""
    if wanted.handed:
        handed = Exists(HandedOnCase.objects.filter(application=OuterRef("pk")))
        cases = cases.filter(handed if wanted.handed == "yes" else ~handed)
    if wanted.result == NO_RESULT:
        cases = cases.filter(~Exists(FollowUpRecord.objects.filter(application=OuterRef("pk"))))
    elif wanted.result:
        cases = cases.annotate(wanted_result=_latest("value")).filter(wanted_result=wanted.result)
    if wanted.round:
        cases = cases.filter(round=wanted.round)
    return cases.filter(applicant_name__icontains=wanted.name) if wanted.name else cases


def shown(cases: QuerySet[Application], office: Office) -> QuerySet[Application]:
    """Return the cases with what a list shows of each: the latest result and list, and whether the office had it."""
    lists = HandedOnCase.objects.filter(application=OuterRef("pk")).order_by("-id")
    tasks = ReviewTask.objects.filter(application=OuterRef("pk"), office=office)
    # The versions are few and long: each is read once, not once a case.
    cases = cases.select_related("unit").prefetch_related("version").defer("answers")
    return cases.annotate(
        result=_latest("value"),
        result_words=_latest("words"),
        list_number=Subquery(lists.values("handed_on__number")[:1]),
        had=Exists(tasks),
    )


def _latest(field: str) -> Subquery:
    records = FollowUpRecord.objects.filter(application=OuterRef("pk")).order_by("-id")
    return Subquery(records.values(field)[:1])


def rounds_of(desk: FollowUpDesk) -> list[str]:
    """Return the rounds of the desk's cases, the latest first."""
    rounds = cases_of_desk(desk).exclude(round="").order_by("-round").values_list("round", flat=True).distinct()
    return list(rounds)


# What was handed on


def lists_of(desk: FollowUpDesk) -> QuerySet[HandedOnList]:
    """Return the lists that the desk has handed on, newest first."""
    found = HandedOnList.objects.filter(office=desk.office, scheme_key=desk.scheme_key)
    return found.select_related("made_by").order_by("-id")


def list_of_desks(desks: list[FollowUpDesk], public_id: str) -> tuple[FollowUpDesk, HandedOnList] | None:
    """Return a list with the desk that it is of; None for one of others."""
    for desk in desks:
        found = lists_of(desk).filter(public_id=public_id).first()
        if found is not None:
            return desk, found
    return None


def cases_in_list(handed_on: HandedOnList) -> list[Application]:
    """Return the cases of a list in its order, each with its result and with its submissions at hand."""
    ids = handed_on.cases.order_by("position").values_list("application_id", flat=True)
    submissions = Prefetch("submissions", Submission.objects.order_by("number"))
    cases = Application.objects.filter(handed_on__handed_on=handed_on).defer("answers")
    found = cases.annotate(result=_latest("value"), result_words=_latest("words"))
    by_id = {case.pk: case for case in found.prefetch_related("version", "unit", submissions)}
    return [by_id[pk] for pk in ids]


# What is said of one case


@dataclass(frozen=True)
class Standing:
    """Where a case stands after its approval."""

    record: FollowUpRecord | None
    handed_on: HandedOnList | None


def standing_of(application: Application) -> Standing:
    """Return the latest result of a case, and the latest list that it was in."""
    record = FollowUpRecord.objects.filter(application=application).order_by("-id").first()
    entry = HandedOnCase.objects.filter(application=application).select_related("handed_on").order_by("-id").first()
    return Standing(record, entry.handed_on if entry else None)


def latest_records(applications: Iterable[Application]) -> dict[int, FollowUpRecord]:
    """Return the latest result of each case that has one, by the case's id; one query."""
    records = FollowUpRecord.objects.filter(application__in=applications).order_by("id")
    return {record.application_id: record for record in records}


def result_words(application: Application, language: str | None = None) -> str:
    """Return what was decided of a case, in the scheme's words; empty as long as nothing was."""
    if application.scheme.follow_up is None:
        return ""
    record = FollowUpRecord.objects.filter(application=application).order_by("-id").first()
    return label_of(application, record.value, language) if record else ""


def results_of(applications: Iterable[Application]) -> dict[int, str]:
    """Return the results of many approved cases in words, by the case's id; one query, or none where none has any."""
    cases = {case.pk: case for case in applications if case.state == State.APPROVED and case.scheme.follow_up}
    if not cases:
        return {}
    return {pk: label_of(cases[pk], one.value) for pk, one in latest_records(cases.values()).items()}


def label_of(application: Application, value: str, language: str | None = None) -> str:
    """Return a result in the words of the case's scheme."""
    follow_up = application.scheme.follow_up
    found = follow_up.result(value) if follow_up else None
    return found.label.of(language or get_language()) if found else value
