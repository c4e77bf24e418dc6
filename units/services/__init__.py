"""What changes a unit. Each writes its audit row in the same transaction and raises Refused with a reason to show."""

from units.services.administrators import add_administrator, remove_administrator
from units.services.employing import employ
from units.services.registering import (
    UnitFacts,
    change_unit,
    close_unit,
    create_unit,
    open_unit,
    refuse_unit,
    request_unit,
)

__all__ = [
    "UnitFacts",
    "add_administrator",
    "change_unit",
    "close_unit",
    "create_unit",
    "employ",
    "open_unit",
    "refuse_unit",
    "remove_administrator",
    "request_unit",
]
