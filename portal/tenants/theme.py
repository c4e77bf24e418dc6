"""What a portal's one colour makes of the tokens in static/css/tokens.css, and which colours may be chosen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from portal.tenants.colours import (
    READABLE,
    VISIBLE,
    WHITE,
    Tone,
    channels,
    contrast,
    from_hex,
    mix,
    readable_on,
    to_hex,
)

DEFAULT = "#0d5060"
"""The colour of a portal that has none of its own; tokens.css has its scale."""

_BOOTSTRAP = {"--bs-primary-rgb": 800, "--bs-link-color-rgb": 700, "--bs-link-hover-color-rgb": 950}
"""What Bootstrap wants as three numbers, which no token can refer to."""


@dataclass(frozen=True)
class TooPale:
    """Why a colour cannot be taken: the worst contrast it would give, and the nearest colour that does."""

    ratio: float
    nearest: str


@dataclass(frozen=True)
class Theme:
    """A portal's stylesheet, and the hash that its address carries."""

    css: str
    version: str


def fault_in_colour(colour: str) -> TooPale | None:
    """Return why #rrggbb is too pale for white text on it and for text of it on the page; None if it will do."""
    ratio = min(contrast(WHITE, colour), contrast(colour, _wash(from_hex(colour))))
    return None if ratio >= READABLE else TooPale(ratio, nearest_readable(colour))


def nearest_readable(colour: str) -> str:
    """Return the lightest colour of the same hue that will do."""
    tone = from_hex(colour)
    return readable_on(_wash(tone), tone)


def scale_of(colour: str) -> dict[int, str]:
    """Return the tones of an accent by their names: 50 is the palest wash, 800 the colour itself, 950 nearly black.

    Text of 700 and darker is readable on white, on 50 and on the page's ground; 600 is for signs and lines.
    """
    tone = from_hex(colour)
    return {
        50: _wash(tone),
        100: to_hex(mix(tone, 0.935, 0.35, 0.03)),
        200: to_hex(mix(tone, 0.86, 0.7, 0.06)),
        300: to_hex(mix(tone, 0.76, 0.9, 0.09)),
        600: readable_on(_wash(tone), mix(tone, max(tone.lightness, 0.4) + 0.12, 1.1), VISIBLE),
        700: readable_on(_wash(tone), mix(tone, tone.lightness + 0.06, 1.1)),
        800: colour,
        900: to_hex(mix(tone, min(tone.lightness * 0.85, 0.38), 0.9)),
        950: to_hex(mix(tone, min(tone.lightness * 0.7, 0.3), 0.8)),
    }


@lru_cache(maxsize=64)
def theme_of(colour: str) -> Theme:
    """Return the stylesheet of a colour. Its address changes when the colour does, or how the scale is computed."""
    scale = scale_of(colour)
    lines = [f"  --accent-{name}: {tone};" for name, tone in scale.items()]
    lines += [f"  {name}: {_numbers(scale[step])};" for name, step in _BOOTSTRAP.items()]
    css = ":root {\n" + "\n".join(lines) + "\n}\n"
    return Theme(css, hashlib.sha256(css.encode()).hexdigest()[:12])


def _wash(tone: Tone) -> str:
    return to_hex(mix(tone, 0.975, 0.2, 0.012))


def _numbers(colour: str) -> str:
    return ", ".join(str(part) for part in channels(colour))
