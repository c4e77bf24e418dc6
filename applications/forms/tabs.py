"""The tabs of a form: what is missing on each, and which are filled in (NX-43, AMB-18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language

from applications.checking import Fault
from applications.checking.records import given_in_records
from applications.checking.values import is_empty
from applications.checking.whole import Files
from applications.models import Application
from applications.scheme import Section
from applications.scheme.records import records_in
from applications.showing import slots_on


@dataclass(frozen=True)
class Tab:
    """One page of the form in the row of tabs; `missing` is a number of things still to fill in or to correct."""

    key: str
    label: str
    url: str
    is_current: bool
    missing: int
    is_done: bool
    is_remarked: bool = False
    title: str = ""
    lacking: int = 0
    is_begun: bool = False

    @property
    def state(self) -> str:
        """What its line says: done, begun or empty. `lacking` counts what is missing at any time, asked for or not."""
        if self.is_done:
            return "done"
        return "begun" if self.is_begun else "empty"


@dataclass(frozen=True)
class FormProgress:
    """How far the whole form is. `number` is that of the page shown, 0 on a page that is none of the form's."""

    number: int
    count: int
    done: int
    lacking: int
    check_url: str = ""


def progress_of_form(tabs: list[Tab]) -> FormProgress:
    """Return how many pages are complete and how much is missing on the others."""
    here = next((number for number, tab in enumerate(tabs, start=1) if tab.is_current), 0)
    return FormProgress(
        number=here,
        count=len(tabs),
        done=sum(tab.is_done for tab in tabs),
        lacking=sum(tab.lacking for tab in tabs),
        check_url=f"{tabs[here - 1].url}?check=1" if here else "",
    )


def tabs_of(
    application: Application,
    current: str,
    *,
    faults: Iterable[Fault],
    files: Files,
    remarked: set[str],
    is_checked: bool,
) -> list[Tab]:
    """Return the pages of a form with what the strict look found on each.

    Those of a long form say at any time how much is missing; a short one waits until somebody wants to know
    (`is_checked`). A tick stands on what is complete, on a long form and on pages of files only where something is there.
    """
    missing = Counter(fault.section for fault in faults)
    is_long = application.scheme.is_long
    return [
        Tab(
            key=section.key,
            label=section.title.of(get_language()) if is_long else f"{number}. {section.title.of(get_language())}",
            url=reverse("applications:page", args=[application.public_id, section.key]),
            is_current=section.key == current,
            missing=missing[section.key] if is_long or is_checked else 0,
            is_done=not missing[section.key] and section.key not in remarked and _is_begun(application, section, files),
            is_remarked=section.key in remarked,
            title=section.title.of(get_language()),
            lacking=missing[section.key],
            is_begun=_is_begun(application, section, files),
        )
        for number, section in enumerate(application.scheme.sections, start=1)
    ]


def _is_begun(application: Application, section: Section, files: Files) -> bool:
    """Whether something was filled in; a short form's pages count as such, but for one that has no place for files yet."""
    if not application.scheme.is_long and section.fields:
        return True
    if section.repeating is not None:
        return bool(records_in(application.answers, section.key))
    if any(not is_empty(application.answers.get(field.key)) for field in section.fields):
        return True
    slots = {slot.key for slot in slots_on(application.scheme, section)}
    return any(key.partition(".")[0] in slots or key in slots for key in files)


def wrong_among(application: Application, faults: Iterable[Fault]) -> Mapping[str, str]:
    """Return, by path, those faults that concern answers already given: what is missing may wait."""
    given = {f"field:{key}" for key, value in application.answers.items() if not is_empty(value)}
    given |= given_in_records(application)
    return {fault.path: fault.reason or fault.message for fault in faults if fault.path in given}
