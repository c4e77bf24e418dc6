"""One colour and the scale of tones that follows from it: sRGB, OKLCH, and the contrast of WCAG 2.2. No Django.

OKLCH (Björn Ottosson's OKLab in polar form) is even to the eye: the same lightness looks equally light in every hue, so one
list of lightnesses makes a scale of any colour.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

WHITE = "#ffffff"
READABLE = 4.5
"""The least contrast of text of any size (WCAG 2.2, 1.4.3)."""
VISIBLE = 3.0
"""The least contrast of signs and of the edges of controls (1.4.11)."""

_HEX = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Tone:
    """A colour as lightness 0…1, chroma 0…0.37 and hue in degrees."""

    lightness: float
    chroma: float
    hue: float


def is_colour(text: str) -> bool:
    """Say whether it is written as #rrggbb, in small letters."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colours by the formula of WCAG 2.2: 1 of equal ones, 21 of black and white."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(ground: str, tone: Tone, least: float = READABLE) -> str:
    """Return the tone, darkened as little as it takes to stand out from a light ground by the ratio `least`."""
    found = to_hex(tone)
    while contrast(found, ground) < least and tone.lightness > 0:
        tone = Tone(max(tone.lightness - 0.0025, 0), tone.chroma, tone.hue)
        found = to_hex(tone)
    return found


def mix(tone: Tone, lightness: float, share: float, most: float = 1.0) -> Tone:
    """Return the hue at another lightness, with a share of its chroma, `most` at the most."""
    return Tone(lightness, min(tone.chroma * share, most), tone.hue)


def from_hex(colour: str) -> Tone:
    """Return #rrggbb in OKLCH."""
    red, green, blue = (_to_linear(part) for part in channels(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Tone(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def to_hex(tone: Tone) -> str:
    """Return the tone as #rrggbb; what no screen can show is taken back to a paler one of the same lightness and hue."""
    chroma = tone.chroma
    linear = _linear_of(tone)
    while chroma > 0 and not all(-0.0005 <= part <= 1.0005 for part in linear):
        chroma = max(chroma - 0.002, 0)
        linear = _linear_of(Tone(tone.lightness, chroma, tone.hue))
    return "#" + "".join(f"{round(255 * _from_linear(min(max(part, 0), 1))):02x}" for part in linear)


def channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear_of(tone: Tone) -> tuple[float, float, float]:
    a = tone.chroma * math.cos(math.radians(tone.hue))
    b = tone.chroma * math.sin(math.radians(tone.hue))
    long = (tone.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (tone.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (tone.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _luminance(colour: str) -> float:
    red, green, blue = (_to_linear(part) for part in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_linear(part: int) -> float:
    value = part / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _from_linear(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
