"""What changes a unit. Each writes its audit row in the same transaction and raises Refused with a reason to show."""

from units.services.administrators import (
    add_administrator,
    appoint_administrator,
    dismiss_administrator,
    remove_administrator,
)
from units.services.employing import employ
from units.services.opening import close_scheme, open_scheme
from units.services.registering import (
    UnitFacts,
    change_unit,
    close_unit,
    create_unit,
    open_unit,
    refuse_unit,
    register_unit,
    request_unit,
)
from units.services.rules import publish_unit_rules

__all__ = [
    "UnitFacts",
    "add_administrator",
    "appoint_administrator",
    "change_unit",
    "close_scheme",
    "close_unit",
    "create_unit",
    "dismiss_administrator",
    "employ",
    "open_scheme",
    "open_unit",
    "publish_unit_rules",
    "refuse_unit",
    "register_unit",
    "remove_administrator",
    "request_unit",
]
