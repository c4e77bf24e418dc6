"""How a refusal is said. Policies return a reason or None; services raise Refused with the reason a person is shown."""

from __future__ import annotations

from portal.refusals import note_refusal


class Refused(Exception):
    """What was asked for is not done; `reason` tells the person why and what to do, in the active language."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        note_refusal(reason)

    def __str__(self) -> str:
        return str(self.reason)


class Overtaken(Refused):
    """Somebody was first, or the page is older than what it shows; `reason` says who and when. Nothing was done."""


def require(reason: str | None) -> None:
    """Raise Refused if a policy gave a reason."""
    if reason:
        raise Refused(reason)
