"""What a tenant says about its account network, and which of the network's people it lets in: read from its sign-in page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from portal.people.queries import sign_in_page


@dataclass(frozen=True)
class KindWords:
    """What the page says to one kind of the network's users (HZ-04, HZ-05, HZ-11)."""

    button: str
    title: str
    items: tuple[str, ...]
    transition: str
    transition_title: str


@dataclass(frozen=True)
class NetworkWords:
    """The texts in the reader's language, and the rules."""

    name: str
    notices: tuple[str, ...]
    intro: str
    contact: str
    register_url: str
    upgrade_url: str
    person: KindWords
    unit: KindWords
    levels: frozenset[str]
    claims: Mapping[str, str]

    @property
    def leads_to_register(self) -> bool:
        """Whether the tenant's own notices say where an account is had."""
        return any(self.register_url in notice for notice in self.notices)


def network_words() -> NetworkWords | None:
    """Return what the current tenant says; None where its people do not come by a network."""
    kept = sign_in_page().network
    return _read(kept) if kept else None


def _read(kept: dict[str, Any]) -> NetworkWords:
    return NetworkWords(
        name=_said(kept["name"]),
        notices=tuple(map(_said, kept.get("notices") or ())),
        intro=_said(kept.get("intro")),
        contact=_said(kept.get("contact")),
        register_url=kept["register_url"],
        upgrade_url=kept.get("upgrade_url") or "",
        person=_read_kind(kept["person"]),
        unit=_read_kind(kept["unit"]),
        levels=frozenset(kept["levels"]),
        claims=kept.get("claims") or {},
    )


def _read_kind(kept: dict[str, Any]) -> KindWords:
    return KindWords(
        button=_said(kept["button"]),
        title=_said(kept["title"]),
        items=tuple(map(_said, kept["items"])),
        transition=_said(kept.get("transition")),
        transition_title=_said(kept.get("transition_title")),
    )


def _said(text: dict[str, str] | None) -> str:
    """Return the words in the reader's language; Chinese unless it is English."""
    if text is None:
        return ""
    return text["en"] if (get_language() or "").startswith("en") else text["zh"]
