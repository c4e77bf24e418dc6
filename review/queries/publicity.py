"""The public lists, and the objections that they bring."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import CatalogueCategory
from applications.queries import current_versions
from portal.calendar import today
from portal.calendar.queries import calendar_for
from review.choices import ObjectionState, PublicityState
from review.models import Objection, PublicityEntry
from review.queries.keys import date_key

PAGE_SIZE = 50
SHOWN_OF_THE_PAST = (
    *("public_id", "shown", "starts_on", "ends_on", "state", "tenant"),
    *("application__state", "application__label_zh", "application__label_en"),
)
SHOWN_NOW = (PublicityState.RUNNING, PublicityState.HELD)


@dataclass(frozen=True)
class PublicPage:
    """Some lines of the public list and the key from which the next are read."""

    entries: list[PublicityEntry] = field(default_factory=list)
    next_key: str = ""


def entries_in_publicity() -> QuerySet[PublicityEntry]:
    """What stands on the public list now; a case with an objection stays on it (NB-83, NB-108)."""
    return PublicityEntry.objects.filter(state__in=SHOWN_NOW).order_by("-starts_on", "-id")


def entries_of_the_past() -> QuerySet[PublicityEntry]:
    """The lists whose period ended without an objection upheld."""
    ended = PublicityEntry.objects.filter(state=PublicityState.ENDED).select_related("application")
    return ended.only(*SHOWN_OF_THE_PAST).order_by("-starts_on", "-id")


def result_of(entry: PublicityEntry) -> str:
    """Return what became of a case whose publicity has ended, in the scheme's words; empty for one on the list now."""
    if entry.state != PublicityState.ENDED:
        return ""
    return entry.application.label


@dataclass(frozen=True)
class Period:
    """A period of publicity that is running: its days, how many people stand on its list, how many days are left."""

    starts_on: dt.date
    ends_on: dt.date
    count: int
    takes_objections: bool
    days_left: int


def periods_in_publicity() -> list[Period]:
    """Return the periods of the public list, the latest first."""
    rows = list(
        entries_in_publicity().values_list("starts_on", "ends_on").annotate(count=Count("pk")).order_by("-starts_on")
    )
    if not rows:
        return []
    present = today()
    calendar = calendar_for(min(present, *(row[1] for row in rows)), max(present, *(row[1] for row in rows)))
    return [
        Period(first, last, count, present <= last, max(0, calendar.working_days_left(last, present)))
        for first, last, count in rows
    ]


def public_page(entries: QuerySet[PublicityEntry], after: str) -> PublicPage:
    """Return the page after the key `<first day>_<id>`, the latest periods first; another key gives the first page."""
    key = date_key(after)
    if key is not None:
        entries = entries.filter(starts_on__lte=key[0]).exclude(starts_on=key[0], id__gte=key[1])
    found = list(entries[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return PublicPage(shown, f"{shown[-1].starts_on}_{shown[-1].pk}" if len(found) > PAGE_SIZE else "")


def columns_of(entries: list[PublicityEntry]) -> list[tuple[str, str]]:
    """Return the columns that these lines have, each with its words, in the order that the schemes list them."""
    shown = {key for entry in entries for key in entry.shown}
    words = _column_words()
    return [(key, label) for key, label in words.items() if key in shown]


def cells_of(entries: list[PublicityEntry], keys: list[str]) -> list[list[str]]:
    """Return what the lines say in these columns: as frozen, the category by its name in the reader's language."""
    names = {category.name_zh: category.name for category in CatalogueCategory.objects.all()}
    lines = [
        {**entry.shown, "category": names.get(frozen := entry.shown.get("category", ""), frozen)} for entry in entries
    ]
    return [[str(line.get(key, "")) for key in keys] for line in lines]


def public_entry(public_id: str) -> PublicityEntry:
    """Return a line that is or was public; PublicityEntry.DoesNotExist for one that was taken down or is unknown."""
    shown = PublicityEntry.objects.exclude(state=PublicityState.CANCELLED)
    entry: PublicityEntry = shown.get(public_id=public_id)
    return entry


def takes_objections(entry: PublicityEntry) -> bool:
    """Whether the period is running; its last day belongs to it whole (NB-84)."""
    return entry.state in SHOWN_NOW and today() <= entry.ends_on


def objections(state: str) -> QuerySet[Objection]:
    """The objections of a state with their case; the open ones oldest first, the settled ones latest first."""
    found = Objection.objects.filter(state=state) if state else Objection.objects.exclude(state=ObjectionState.OPEN)
    order = "id" if state == ObjectionState.OPEN else "-id"
    related = found.select_related("entry__application", "resolved_by").defer("entry__application__answers")
    return related.order_by(order)


def objection_by_public_id(public_id: str) -> Objection:
    """Return an objection with its case; Objection.DoesNotExist for one of another tenant."""
    related = Objection.objects.select_related("entry__application", "resolved_by")
    objection: Objection = related.get(public_id=public_id)
    return objection


def open_objection_count() -> int:
    return Objection.objects.filter(state=ObjectionState.OPEN).count()


def _column_words() -> dict[str, str]:
    """The words of every column that a list may have: those that the schemes name first, then the other answers."""
    language = get_language()
    words: dict[str, str] = {}
    for scheme in (version.scheme for version in current_versions()):
        labels = {field.key: field.label.of(language) for field in scheme.fields()}
        labels |= {"unit.name": _("工作单位"), "category": _("人才类别")}
        named = scheme.publicity.columns if scheme.publicity else ()
        words = words | {key: labels[key] for key in named} | {k: v for k, v in labels.items() if k not in words}
    return words
