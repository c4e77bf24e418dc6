"""Which unit and which scheme a desk is about."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse

from applications.models import SchemeVersion
from applications.queries import current_version, current_versions
from applications.unit_queries import ALL, UnitList, lists_of, schemes_awaiting
from portal.people.requests import user_of
from portal.refusals import concerns
from units.models import Unit
from units.queries import unit_by_public_id, units_of


@dataclass(frozen=True)
class Desk:
    """A person's desk: the unit and scheme chosen of all they have, and the list that is open."""

    units: list[Unit]
    unit: Unit
    versions: list[SchemeVersion]
    version: SchemeVersion

    @property
    def lists(self) -> list[UnitList]:
        return lists_of(self.version.scheme)

    def list_called(self, key: str) -> UnitList | None:
        return next((one for one in self.lists if one.key == key), None)


def desk_of(request: HttpRequest) -> Desk:
    """Return the desk that `?unit=` and `?scheme=` name, the first of each without them; 404 for who has none.

    What the unit does for persons comes first: what it applies for itself is reached from there. Without `?scheme=` a
    scheme in which something waits for the unit comes before the others.
    """
    units = list(units_of(user_of(request)))
    unit = _chosen(units, request.GET.get("unit", ""))
    versions = [version for version in current_versions() if concerns_units(version)]
    versions.sort(key=lambda version: version.scheme.subject == "unit")
    keys = [version.key for version in versions]
    if unit is None or not keys:
        raise Http404
    wanted = request.GET.get("scheme", "") or _first_waiting(unit, keys)
    if wanted not in keys:
        raise Http404
    return Desk(units, unit, versions, versions[keys.index(wanted)])


def _first_waiting(unit: Unit, keys: list[str]) -> str:
    waiting = schemes_awaiting(unit) if len(keys) > 1 else set()
    return next((key for key in keys if key in waiting), keys[0])


def _chosen(units: list[Unit], public_id: str) -> Unit | None:
    if not public_id:
        return units[0] if units else None
    return next((unit for unit in units if unit.public_id == public_id), None)


def concerns_units(version: SchemeVersion) -> bool:
    """Whether units have a part in a scheme: they fill in or hold a stage, or receive results (NB-09)."""
    scheme = version.scheme
    asks_for_unit = any(field.type == "unit" for field in scheme.fields())
    return asks_for_unit or "unit" in scheme.fills_in or any(stage.holder == "unit" for stage in scheme.stages)


def unit_or_404(request: HttpRequest, public_id: str) -> Unit:
    """Return a unit that this person acts for; to all others it does not exist."""
    unit = concerns(unit_by_public_id(public_id))
    if unit is None or not units_of(user_of(request)).filter(pk=unit.pk).exists():
        raise Http404
    return unit


def version_or_404(scheme_key: str) -> SchemeVersion:
    """Return the version in force of a scheme that units fill in for persons."""
    version = current_version(scheme_key)
    if version is None or "unit" not in version.scheme.fills_in or version.scheme.subject == "unit":
        raise Http404
    return version


def own_version_or_404(scheme_key: str) -> SchemeVersion:
    """Return the version in force of a scheme for which units apply themselves."""
    version = current_version(scheme_key)
    if version is None or version.scheme.subject != "unit":
        raise Http404
    return version


def desk_url(unit: Unit | None, scheme_key: str, which: str = "") -> str:
    """Return the address of a desk, and of one of its lists."""
    given = {"unit": unit.public_id if unit else "", "scheme": scheme_key, "list": "" if which == ALL else which}
    return f"{reverse('applications:unit_desk')}?{urlencode({name: value for name, value in given.items() if value})}"
