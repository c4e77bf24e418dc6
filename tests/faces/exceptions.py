"""What is let pass, and why. Nothing of the portal's own pages stands here."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faces.faces import Face


@dataclass(frozen=True)
class Excepted:
    """A rule that does not count for an element, by a part of its HTML, on the pages of this name."""

    page: str
    rule: str
    html: str
    because: str


EXCEPTED = (
    Excepted(
        "admin:*_add",
        "HTML",
        "A “select” element with a “required” attribute",
        "Django writes the list of a field with a search box without a first line; its script makes it a box",
    ),
)


def is_excepted(face: Face, rule: str, html: str) -> bool:
    """`rule` is axe's name of it, or HTML for what the Nu checker says; `html` is where it was found, or its words."""
    return any(fnmatchcase(face.name, one.page) and one.rule == rule and one.html in html for one in EXCEPTED)
