"""What a case file says of an employer."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Item

from applications.reading.words import as_truth
from applications.scheme.text import Strict
from review.walking.words import Words

Truth = Annotated[bool, BeforeValidator(as_truth)]


class UnitGiven(Strict):
    """The employer. What is left out is invented; districts are codes of GB/T 2260 or names."""

    name: Words | None = None
    uscc: Words | None = None
    level: Words | None = None
    kind: Words | None = None
    region: Words | None = Item(
        None, description="所属地区 of a unit that an authority registered; instead of level and kind"
    )
    information: dict[str, Any] = Item({}, description="what the unit states about itself, by key")
    opened: Truth = Item(True, description="whether an office has opened the scheme for it")
    location_district: Words | None = None
    tax_district: Words | None = None
    contact_name: Words | None = None
    contact_phone: Words | None = None
    confirms_online: Truth | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_district(cls, value: Any) -> Any:
        """`district` is where the unit is and where it pays tax."""
        if isinstance(value, dict) and "district" in value:
            value = dict(value)
            district = value.pop("district")
            value.setdefault("location_district", district)
            value.setdefault("tax_district", district)
        return value

    @property
    def is_found_by_routes(self) -> bool:
        """Whether it says enough for offices to be found by it; a unit certified by its licence need not."""
        return self.region is not None or (self.level is not None and self.kind is not None)
