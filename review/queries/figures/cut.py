"""What is counted, as conditions: the same for a number and for the list of the cases behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf

from applications.choices import State
from review.choices import Decision, PublicityState
from review.models import Opinion, PublicityEntry, ReviewTask
from review.queries.figures.period import Period

OUTCOMES = {
    "passed": (State.APPROVED, State.REVOKED),
    "rejected": (State.REJECTED,),
    "withdrawn": (State.WITHDRAWN,),
}
"""The states in which a case has come to this end; a recognition that was taken back later had been given."""

DECISIONS = {
    "office_passed": Decision.PASS,
    "returned": Decision.RETURN,
    "office_sent_back": Decision.SEND_BACK,
    "office_rejected": Decision.REJECT,
}


@dataclass(frozen=True)
class Cut:
    """Which days, at which offices (their ids), of which scheme; `soon` is the last day that counts as due soon."""

    period: Period
    offices: Collection[int]
    soon: dt.date
    scheme: str = ""

    @property
    def tasks(self) -> QuerySet[ReviewTask]:
        return ReviewTask.objects.filter(self.of_scheme(), office__in=self.offices).order_by()

    @property
    def opinions(self) -> QuerySet[Opinion]:
        """What these offices decided in the period."""
        decided = Opinion.objects.filter(self.of_scheme(), decided_at__range=self.period.moments)
        return decided.filter(office__in=self.offices).order_by()

    @property
    def publicity(self) -> QuerySet[PublicityEntry]:
        """What stood on the public list when the period ended."""
        until = self.period.until
        shown = PublicityEntry.objects.filter(self.of_scheme(), starts_on__lte=self.period.end)
        open_or_later = Q(ended_at__gte=until) | Q(ended_at=None)
        return shown.filter(open_or_later).exclude(state=PublicityState.CANCELLED, ended_at__lt=until).order_by()

    def of_scheme(self, case: str = "application__") -> Q:
        """`case` leads from the row to its case."""
        return Q(**{f"{case}version__key": self.scheme}) if self.scheme else Q()

    def lying(self) -> dict[str, Q]:
        """Return, by the name of the figure, what lay at an office when the period ended, as conditions on its task."""
        open_then = Q(opened_at__lt=self.period.until) & (Q(closed_at=None) | Q(closed_at__gte=self.period.until))
        in_hand = open_then & Q(opens_on__lte=self.period.end)
        return {
            "in_hand": in_hand,
            "due_soon": in_hand & Q(due_on__range=(self.period.end, self.soon)),
            "overdue": in_hand & Q(due_on__lt=self.period.end),
            "waiting": open_then & Q(opens_on__gt=self.period.end),
        }

    def ended(self, figure: str, case: str = "") -> Q:
        """The case came to this end in the period."""
        found: dict[str, Any] = {
            f"{case}state__in": OUTCOMES[figure],
            f"{case}decided_at__range": self.period.moments,
        }
        return Q(**found)


def category(case: str = "application__") -> Combinable:
    """What was determined of a case; before that, what is claimed."""
    return Coalesce(NullIf(F(f"{case}determined_category"), Value("")), F(f"{case}claimed_category"))
