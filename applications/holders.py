"""Places where the apps above plug themselves in, each when Django starts (`AppConfig.ready`).

A case moves here, in `applications`; tasks for offices, public lists and certificates belong to apps above, which this
app may not import.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import get_language

if TYPE_CHECKING:
    from applications.models import Application
    from applications.scheme import Stage
    from portal.people.models import User


@dataclass(frozen=True)
class Held:
    """Who holds a stage that was opened, and until when: shown on the case's page and written into its timeline."""

    name_zh: str
    name_en: str
    codes: tuple[str, ...] = ()
    due_on: dt.date | None = None


@dataclass(frozen=True)
class NamedOffice:
    """An office as people choose it, or read that they chose it."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    is_active: bool = True

    def label(self, language: str | None) -> str:
        is_english = (language or get_language() or "").startswith("en")
        return self.name_en if self.name_en and is_english else self.name_zh


class Holder(Protocol):
    """Opens and closes one kind of stage."""

    def open(self, application: Application, stage: Stage) -> Held:
        """Make whatever lets the holder act; say who holds the stage and until when."""

    def close(self, application: Application) -> None:
        """Take back what is still open for this case: it leaves the stage."""

    def foresee(self, application: Application, stage: Stage, *, opens_on: dt.date | None) -> Held:
        """Say who would hold a stage still to come, and until when if it opened on that day; nothing is written.

        What cannot be known yet is left empty.
        """


@dataclass(frozen=True)
class Recognition:
    """What a case was approved to: from and until when it holds, and under which number.

    `is_standing`: it was neither revoked nor has another taken its place; its time may be over.
    """

    issued_on: dt.date
    valid_from: dt.date
    valid_until: dt.date | None
    number: str
    is_standing: bool


Bar = Callable[["User", str], "str | None"]
People = Callable[["Application"], "list[User]"]
PathOf = Callable[["Application"], str]
Words = Callable[["Application", str], dict[str, str]]
Approval = Callable[["Application"], None]
Viewer = Callable[["User", "Application"], bool]
Notes = Callable[["Sequence[Application]"], dict[int, str]]
RecognitionOf = Callable[["Application"], "Recognition | None"]
Revocation = Callable[["Application", str], None]


@dataclass(frozen=True)
class Audience:
    """Some of the people a notice may go to, and the page where the case lies for them."""

    people: People
    path_of: PathOf


holders: dict[str, Holder] = {}
audiences: dict[str, Audience] = {}
_bars: list[Bar] = []
_office_codes: list[Callable[[], set[str]]] = []
_offices: list[Callable[[], list[NamedOffice]]] = []
_words: list[Words] = []
_viewers: list[Viewer] = []
_notes: list[Notes] = []
_recognitions: list[RecognitionOf] = []
_approvals: list[Approval] = []
_revocations: list[Revocation] = []


def register_holder(kind: str, holder: Holder) -> None:
    """Let `holder` open the stages whose `holder:` is `kind`."""
    holders[kind] = holder


def register_audience(name: str, people: People, path_of: PathOf) -> None:
    """Let a notice be sent `to: name`, the people that `people(application)` returns, leading them to `path_of(…)`."""
    audiences[name] = Audience(people, path_of)


def register_words(words: Words) -> None:
    """Let `words(application, language)` fill further places of notice texts, such as {outlet}."""
    _words.append(words)


def register_bar(bar: Bar) -> None:
    """Let `bar(user, scheme_key)` refuse an application by returning a reason; None lets it pass."""
    _bars.append(bar)


def register_viewer(may_see: Viewer) -> None:
    """Let `may_see(user, application)` open a case and its files to more people, such as the offices that hold it."""
    _viewers.append(may_see)


def register_notes(notes: Notes) -> None:
    """Let `notes(applications)` say something beside the status of cases in a list, by the case's id; one query for all."""
    _notes.append(notes)


def register_approval(act: Approval) -> None:
    """Call `act(application)` inside the approving transaction."""
    _approvals.append(act)


def register_revocation(act: Revocation) -> None:
    """Call `act(application, reason)` inside the revoking transaction."""
    _revocations.append(act)


def register_recognition(recognition: RecognitionOf) -> None:
    """Let `recognition(application)` say until when an approved case holds, and under which number."""
    _recognitions.append(recognition)


def register_office_codes(codes: Callable[[], set[str]]) -> None:
    """Let `codes()` say which offices the current tenant has, so that a scheme cannot name another."""
    _office_codes.append(codes)


def office_codes() -> set[str]:
    """Return the codes of the current tenant's offices."""
    return {code for codes in _office_codes for code in codes()}


def register_offices(offices: Callable[[], list[NamedOffice]]) -> None:
    """Let `offices()` name the current tenant's offices, in use or not, in the order in which they are listed."""
    _offices.append(offices)


def offices_of_kind(kind: str) -> list[NamedOffice]:
    """Return the offices of a kind among which units choose: those in use (HZ-15)."""
    return [one for offices in _offices for one in offices() if one.kind == kind and one.is_active]


def named_offices() -> dict[str, NamedOffice]:
    """Return the current tenant's offices by their codes."""
    return {one.code: one for offices in _offices for one in offices()}


def office_name(code: str, language: str | None = None) -> str:
    """Return the name of an office, in use or not; the code itself where there is none."""
    found = (one.label(language) for offices in _offices for one in offices() if one.code == code)
    return next(found, code)


def reasons_against(user: User, scheme_key: str) -> list[str]:
    """Return why this person may not apply now; empty when nothing stands against it (NB-102)."""
    return [reason for bar in _bars if (reason := bar(user, scheme_key))]


def is_viewer(user: User, application: Application) -> bool:
    """Return whether one of the apps above lets this person see the case."""
    return any(may_see(user, application) for may_see in _viewers)


def words_for(application: Application, language: str) -> dict[str, str]:
    """Return what the apps above know to say in a notice about this case."""
    return {key: word for words in _words for key, word in words(application, language).items()}


def notes_on(applications: Sequence[Application]) -> dict[int, str]:
    """Return what the apps above say beside the status of these cases, by the case's id."""
    return {pk: words for notes in _notes for pk, words in notes(applications).items()}


def recognition_of(application: Application) -> Recognition | None:
    """Return what the case was approved to, as the apps above know it; None where nothing was issued."""
    return next((found for one in _recognitions if (found := one(application))), None)


def tell_approved(application: Application) -> None:
    for act in _approvals:
        act(application)


def tell_revoked(application: Application, reason: str) -> None:
    for act in _revocations:
        act(application, reason)
