"""What changes a unit. Each writes its audit row in the same transaction and raises Refused with a reason to show."""

from units.services.administrators import (
    add_administrator,
    appoint_administrator,
    dismiss_administrator,
    remove_administrator,
)
from units.services.certifying import note_checked, pass_certification
from units.services.employing import employ
from units.services.licences import (
    begin_certification,
    note_licence_seen,
    note_reading,
    note_unreadable,
    open_by_hand,
    read_certification,
)
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
    "begin_certification",
    "change_unit",
    "close_scheme",
    "close_unit",
    "create_unit",
    "dismiss_administrator",
    "employ",
    "note_checked",
    "note_licence_seen",
    "note_reading",
    "note_unreadable",
    "open_by_hand",
    "open_scheme",
    "open_unit",
    "pass_certification",
    "publish_unit_rules",
    "read_certification",
    "refuse_unit",
    "register_unit",
    "remove_administrator",
    "request_unit",
]
