"""What a tenant's file says of its units: who opens them, and what a unit states about itself before anything else."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pydantic import Field as Item

from applications.scheme.faults import Path, suggestion
from applications.scheme.form import ChoiceSource, Field
from applications.scheme.text import Strict, Text

PREFILLS = frozenset(
    f"unit.{key}"
    for key in ("name", "uscc", "org_code", "medical_no", "address", "region", "location_district", "tax_district")
)
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


def faults_of_units(units: UnitsBlock, known_codes: Collection[str]) -> Iterator[tuple[Path, str]]:
    """Yield what is wrong in the block although its shape is right, and where."""
    if units.opened_by_office and units.certified_by_licence:
        yield ("certified_by_licence",), "units are opened by offices or by their licence: expected one of the two"
    seen: set[str] = set()
    for number, field in enumerate(units.information.fields if units.information else ()):
        path: Path = ("information", "fields", number)
        if field.key in seen:
            yield (*path, "key"), f"the key {field.key} is taken; expected another"
        seen.add(field.key)
        yield from _field(field, path, known_codes)


def _field(field: Field, path: Path, known_codes: Collection[str]) -> Iterator[tuple[Path, str]]:
    yield from _shape(field, path)
    if field.prefill and field.prefill not in PREFILLS:
        yield (*path, "prefill"), f"no such source{suggestion(field.prefill, PREFILLS)}"
    if field.immutable and not field.prefill:
        yield (*path, "immutable"), "a field that cannot be typed needs `prefill`"
    if isinstance(field.choices, ChoiceSource):
        yield from _source(field.choices, (*path, "choices"), known_codes)
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


def _source(source: ChoiceSource, path: Path, known_codes: Collection[str]) -> Iterator[tuple[Path, str]]:
    if source.codes is None:
        yield path, "a unit's information has no catalogue; expected `codes`"
    elif source.codes not in known_codes:
        yield (*path, "codes"), f"no such code set{suggestion(source.codes, known_codes)}"
    if source.of is not None:
        yield (*path, "of"), "a unit's information has no choices that depend on others"
