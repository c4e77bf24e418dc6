"""What the tenant publishes: schemes in force, what they come to, when offices accept, their catalogue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from applications.models import (
    CatalogueCategory,
    CatalogueCondition,
    SchemeVersion,
)
from applications.scheme import Field, Scheme
from applications.scheme.form import ChoiceSource
from portal.calendar import today
from portal.calendar.queries import next_acceptance_date
from portal.tenants.remembering import remembered


def current_version(scheme_key: str) -> SchemeVersion | None:
    """Return the newest published version of a scheme in the current tenant."""
    version: SchemeVersion | None = SchemeVersion.objects.filter(key=scheme_key).order_by("-number").first()
    return version


def current_versions() -> list[SchemeVersion]:
    """Return the newest version of each scheme of the current tenant."""
    return list(SchemeVersion.objects.order_by("key", "-number").distinct("key"))


def kindred_schemes(version: SchemeVersion) -> set[str]:
    """Return the keys of the schemes by which the same recognition is given and renewed, this one among them."""
    renews = version.scheme.renews
    first = renews.scheme if renews else version.key
    renewing = SchemeVersion.objects.filter(content__renews__scheme=first).values_list("key", flat=True)
    return {first, version.key, *renewing.distinct()}


ENDS = "ends-of-schemes"


@dataclass(frozen=True)
class Ends:
    """What the schemes of a tenant come to: whether something is publicised, a certificate issued; which of them renew one."""

    publicity: bool
    certificate: bool
    renewals: tuple[str, ...] = ()


def ends_of_schemes() -> Ends:
    """Return it for the current tenant; remembered, since each page's menu asks."""
    return remembered(ENDS, _ends)


def _ends() -> Ends:
    """A tenant that has published nothing yet may come to anything."""
    schemes = [version.scheme for version in current_versions()]
    return Ends(
        publicity=not schemes or any(scheme.publicity is not None for scheme in schemes),
        certificate=not schemes or any(scheme.certificate is not None for scheme in schemes),
        renewals=tuple(scheme.scheme for scheme in schemes if scheme.renews is not None),
    )


@dataclass(frozen=True)
class Acceptance:
    """On which day a case submitted today is accepted (NB-88, AMB-05), and the window's working days of each month."""

    on: dt.date
    first: int
    last: int

    @property
    def is_today(self) -> bool:
        return self.on == today()


def acceptance_of(scheme: Scheme) -> Acceptance | None:
    """Return when the offices accept next; None for a scheme that is accepted on any day."""
    window = scheme.window
    if window is None:
        return None
    day = next_acceptance_date(today(), window.first_working_day, window.last_working_day)
    return Acceptance(day, window.first_working_day, window.last_working_day)


def categories_of(catalogue_key: str) -> QuerySet[CatalogueCategory]:
    """The categories that can be applied for now, in the bureau's order (NB-20)."""
    return CatalogueCategory.objects.filter(scheme_key=catalogue_key, is_active=True)


def conditions_of(catalogue_key: str) -> QuerySet[CatalogueCondition]:
    """The conditions of the catalogue that can be applied under now, by category."""
    conditions = CatalogueCondition.objects.filter(
        category__scheme_key=catalogue_key, category__is_active=True, is_active=True
    )
    return conditions.select_related("category").order_by("category__order", "category__id", "code")


def condition_field(scheme: Scheme) -> Field | None:
    """Return the field that holds the catalogue condition, if the scheme has one."""
    return next((field for field in scheme.fields() if _catalogue_of(field) == "conditions"), None)


def _catalogue_of(field: Field) -> str | None:
    return field.choices.catalogue if isinstance(field.choices, ChoiceSource) else None


def statement_text(scheme: Scheme, language: str) -> str:
    """Return the whole statement in one language, as it is kept with a consent; empty if the scheme has none."""
    statement = scheme.statement
    if statement is None:
        return ""
    lines = [statement.title.of(language)]
    for part in statement.parts:
        lines += [part.title.of(language), *part.text.of(language)]
    lines += [*statement.consent.of(language), statement.agree.of(language)]
    return "\n".join(lines)
