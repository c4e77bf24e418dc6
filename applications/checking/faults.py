from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing to mend. `path` is `field:<key>` or `slot:<key>`, `section` the page where it stands.

    `reason` is the message without the name of what it is about, for where that stands beside it.
    """

    path: str
    section: str
    message: str
    reason: str = ""

    @property
    def anchor(self) -> str:
        """The id of its place on the page."""
        return anchor_of(self.path)


def anchor_of(path: str) -> str:
    """Return an id for a place of the form; dots in it are what selectors trip over."""
    return path.replace(":", "-", 1).replace(".", "-")
