"""All ways, and what must be there before those of a role are gone."""

from __future__ import annotations

from collections.abc import Callable

from tests.e2e.effort import as_applicant, as_bureau, as_public, as_reviewer, as_unit
from tests.e2e.effort.world import World

PREPARED: dict[str, Callable[[World], None]] = {
    "applicant": as_applicant.prepare,
    "unit": as_unit.prepare,
    "reviewer": as_reviewer.prepare,
    "bureau": as_bureau.prepare,
    "public": as_public.prepare,
}
