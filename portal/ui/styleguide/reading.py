"""Reads what the components say of themselves, and which tokens there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

COMPONENTS = settings.BASE_DIR / "templates" / "components"
EXAMPLES = settings.BASE_DIR / "templates" / "styleguide"
TOKENS = settings.BASE_DIR / "static" / "css" / "tokens.css"
FRAME = ("demo_bar", "htmx", "language_switch", "look", "site_footer", "site_header", "user_menu")
"""Components that every page has around it, this one too: there is no second one to be shown."""

_HEAD = re.compile(r"\{% comment %\}(.*?)\{% endcomment %\}", re.DOTALL)
_PARAMETER = re.compile(r"  (?! )([a-z_]+(?:, [a-z_]+)*)(?: {2,}(.+))?")
_CONTEXT = re.compile(r"Reads the context: (.+)")
_TOKEN = re.compile(r"^  --([a-z0-9-]+): ([^;]+);", re.MULTILINE)
_HIDDEN = ("bs-",)
"""What Bootstrap calls ours."""


@dataclass(frozen=True)
class Parameter:
    """One line of a component's head: names, and what they are."""

    names: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Component:
    """A template in templates/components, as its head comment declares it."""

    name: str
    purpose: str
    parameters: tuple[Parameter, ...] = ()
    context: str = ""
    """What it takes from the page's context by itself."""

    @property
    def is_declared(self) -> bool:
        return bool(self.purpose and (self.parameters or self.context))

    @property
    def is_part(self) -> bool:
        """Whether it stands within another component only."""
        return self.name.startswith("_")

    @property
    def example(self) -> str:
        """The template that shows it in all its states; empty for what is around the page."""
        return "" if self.name in FRAME else f"styleguide/{self.name}.html"


@dataclass(frozen=True)
class Token:
    name: str
    value: str


@dataclass
class TokenGroup:
    """Tokens of one kind, which are shown alike."""

    kind: str
    tokens: list[Token] = field(default_factory=list)


def components() -> list[Component]:
    """Return every component by its name."""
    return [read_component(path) for path in sorted(COMPONENTS.glob("*.html"))]


def read_component(path: Path) -> Component:
    """Return what a component's head declares; without a head, a component that declares nothing."""
    head = _HEAD.match(path.read_text("utf-8"))
    lines = head.group(1).strip("\n").splitlines() if head else []
    parameters = tuple(_parameters(lines))
    context = next((found.group(1).rstrip(".") for line in lines if (found := _CONTEXT.match(line))), "")
    prose = [line for line in lines if not _PARAMETER.fullmatch(line) and not _CONTEXT.match(line)]
    return Component(path.stem, _plain(" ".join(prose)), parameters, context)


def tokens() -> dict[str, str]:
    """Return the tokens with their values, the first of each name: what a media query changes comes after."""
    found: dict[str, str] = {}
    for name, value in _TOKEN.findall(TOKENS.read_text("utf-8")):
        found.setdefault(name, value)
    return {name: value for name, value in found.items() if not name.startswith(_HIDDEN)}


def token_groups(values: dict[str, str]) -> list[TokenGroup]:
    """Return tokens by kind: colour, text, space, radius, shadow and what is left."""
    groups: dict[str, TokenGroup] = {}
    for name, value in values.items():
        kind = _kind_of(name, value)
        groups.setdefault(kind, TokenGroup(kind)).tokens.append(Token(name, value))
    return list(groups.values())


def _parameters(lines: list[str]) -> Iterator[Parameter]:
    for line in lines:
        if (found := _PARAMETER.fullmatch(line)) is not None:
            yield Parameter(tuple(found.group(1).split(", ")), _plain(found.group(2) or ""))


def _plain(text: str) -> str:
    """The comment writes the signs of templates so that they stay text; here they are text."""
    text = text.replace("{% templatetag openvariable %}", "{{").replace("{% templatetag closevariable %}", "}}")
    return text.strip()


def _kind_of(name: str, value: str) -> str:
    for kind in ("text", "space", "radius", "shadow"):
        if name == kind or name.startswith(f"{kind}-"):
            return kind
    return "colour" if value.startswith(("#", "var(--", "rgb(")) else "other"
