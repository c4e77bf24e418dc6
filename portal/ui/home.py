"""What the home page offers: apps register what can be applied for, and what the signed-in person has to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Card:
    """A scheme one can apply for (NB-10). Without `url` it only tells, e.g. when the window opens again."""

    title: Text
    text: Text
    url: str
    button: Text
    icon: str = "award"
    scheme: str = ""
    """The key of the scheme, by which an area finds the cards of its own."""
    status: Text = ""
    """Whether one can apply today, in a word; `tone` is its colour: good, warn or plain."""
    tone: str = "plain"
    facts: tuple[tuple[Text, Text], ...] = ()
    """What is asked first: by whom, when, how long it takes, what is issued. Pairs of name and value."""
    guide_url: str = ""
    guide: Text = ""
    """Where everything else about it stands, and what the link says."""


@dataclass(frozen=True)
class NextStep:
    """Something that waits for this person. `tone` is note, warn, bad or good."""

    text: Text
    url: str
    button: Text
    tone: str = "note"


_cards: list[Callable[[HttpRequest], list[Card]]] = []
_next_steps: list[Callable[[HttpRequest], list[NextStep]]] = []


def register_home_cards(provider: Callable[[HttpRequest], list[Card]]) -> None:
    """Add a source of cards; call it in `AppConfig.ready`."""
    if provider not in _cards:
        _cards.append(provider)


def register_next_steps(provider: Callable[[HttpRequest], list[NextStep]], *, first: bool = False) -> None:
    """Add a source of things to do; it is asked for signed-in people only. `first` are those that the others wait for."""
    if provider not in _next_steps:
        _next_steps.insert(0 if first else len(_next_steps), provider)


def home_cards(request: HttpRequest) -> list[Card]:
    return [card for provider in _cards for card in provider(request)]


def next_steps(request: HttpRequest) -> list[NextStep]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return [step for provider in _next_steps for step in provider(request)]
