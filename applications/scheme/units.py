"""What a tenant's file says of its units: who opens them, and what a unit states about itself before anything else."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pydantic import Field as Item

from applications.scheme.faults import Path, suggestion
from applications.scheme.form import ChoiceSource, Field
from applications.scheme.text import Strict, Text
from applications.scheme.usual import UNIT_FACTS

PREFILLS = frozenset(
    f"unit.{key}"
    for key in (
        *("name", "uscc", "org_code", "medical_no", "address", "region", "location_district", "tax_district"),
        *("kind", "level"),
    )
)
WRITTEN_BACK = ("unit.kind", "unit.level")
"""What a unit states with these becomes the register's, where conditions and routes ask for it."""
TYPES = frozenset(
    (
        *("text", "long_text", "choice", "multi_choice", "search_choice", "date", "year_month", "year"),
        *("boolean", "phone", "email", "integer", "unit", "region"),
    )
)
REGION = "region"
"""The field that decides to which office the unit's people are reported (NX-38)."""


class UnitInformation(Strict):
    """The form that a unit's administrator completes first (NX-32)."""

    title: Text
    notes: tuple[Text, ...] = ()
    fields: tuple[Field, ...] = Item(min_length=1)

    def field(self, key: str) -> Field | None:
        """Return a field by key, None if the form has none."""
        return next((field for field in self.fields if field.key == key), None)


class AuthorisationWords(Strict):
    """What the portal calls the authorising of units; generic words without it."""

    menu: Text = Item(description="the entry in the menu")
    open: Text = Item(description="the button that opens a scheme for a unit")
    administrator: Text = Item(description="who acts for a unit in it")
    entries: dict[str, Text] = Item({}, description="by the scheme's key: the entry below the menu, else its title")


class UnitsBlock(Strict):
    """The block `units` of a tenant's file."""

    opened_by_office: bool = Item(
        False, description="units do not ask to be opened; offices register and authorise them"
    )
    authorisation: AuthorisationWords | None = None
    information: UnitInformation | None = None
    certified_by_licence: bool = Item(
        False, description="units open themselves by their business licence, which is read and checked"
    )
    opened_by_network: bool = Item(
        False,
        description="units open themselves by signing in with their account of the network, and stating `information`",
    )


WAYS = ("opened_by_office", "certified_by_licence", "opened_by_network")


def faults_of_units(
    units: UnitsBlock, known_codes: Collection[str], known_kinds: Collection[str]
) -> Iterator[tuple[Path, str]]:
    """Yield what is wrong in the block although its shape is right, and where; `known_kinds` are those of offices."""
    ways = [way for way in WAYS if getattr(units, way)]
    if len(ways) > 1:
        yield (ways[-1],), "units are opened by offices, by their licence or by the network: expected one of these"
    seen: set[str] = set()
    for number, field in enumerate(units.information.fields if units.information else ()):
        path: Path = ("information", "fields", number)
        if field.key in seen:
            yield (*path, "key"), f"the key {field.key} is taken; expected another"
        seen.add(field.key)
        yield from _field(field, path, known_codes, known_kinds)


def _field(
    field: Field, path: Path, known_codes: Collection[str], known_kinds: Collection[str]
) -> Iterator[tuple[Path, str]]:
    yield from _shape(field, path)
    yield from _values(field, path)
    if field.prefill and field.prefill not in PREFILLS:
        yield (*path, "prefill"), f"no such source{suggestion(field.prefill, PREFILLS)}"
    if field.immutable and not field.prefill:
        yield (*path, "immutable"), "a field that cannot be typed needs `prefill`"
    if isinstance(field.choices, ChoiceSource):
        yield from _source(field.choices, (*path, "choices"), known_codes, known_kinds)
    if field.suggest and field.suggest not in known_codes:
        yield (*path, "suggest"), f"no such code set{suggestion(field.suggest, known_codes)}"


def _shape(field: Field, path: Path) -> Iterator[tuple[Path, str]]:
    if "." in field.key:
        yield (*path, "key"), "expected a key without a point"
    if field.type not in TYPES:
        yield (*path, "type"), f"a unit's information takes no {field.type}"
    if (field.key == REGION) != (field.type == "region"):
        yield (*path, "type"), "expected `region` for the field called region, and for no other"
    if field.when is not None or field.not_before is not None:
        yield path, "a unit's information is asked whole: expected no `when` and no `not_before`"


def _values(field: Field, path: Path) -> Iterator[tuple[Path, str]]:
    """What is written back to the register must be a word that the register has."""
    if field.prefill not in WRITTEN_BACK or field.immutable:
        return
    known = {str(word) for word in UNIT_FACTS[field.prefill] or ()}
    if field.type not in ("choice", "search_choice") or not isinstance(field.choices, tuple):
        yield (*path, "choices"), f"{field.prefill} takes a choice of these: {', '.join(sorted(known))}"
        return
    for number, choice in enumerate(field.choices):
        if choice.value not in known:
            yield (*path, "choices", number, "value"), f"no {field.prefill}{suggestion(str(choice.value), known)}"


def _source(
    source: ChoiceSource, path: Path, known_codes: Collection[str], known_kinds: Collection[str]
) -> Iterator[tuple[Path, str]]:
    if source.offices is not None:
        if source.offices not in known_kinds:
            yield (*path, "offices"), f"no such kind of office{suggestion(source.offices, known_kinds)}"
    elif source.codes is None:
        yield path, "a unit's information has no catalogue; expected `codes` or `offices`"
    elif source.codes not in known_codes:
        yield (*path, "codes"), f"no such code set{suggestion(source.codes, known_codes)}"
    if source.of is not None:
        yield (*path, "of"), "a unit's information has no choices that depend on others"
