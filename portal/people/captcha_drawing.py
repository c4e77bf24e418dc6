"""Draws the text of a picture so that people read it and simple programs do not: turned, bent, and crossed by lines."""

from __future__ import annotations

import io
import math
from random import SystemRandom

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 200, 68
MARGIN = 14
FONT_SIZE = 44
PAPER, INKS = "#eef7f9", ("#0b3f4c", "#5a2d0c", "#3a1f5c", "#123f1f")
LINES = 3

_chance = SystemRandom()


def draw(text: str) -> bytes:
    """Return a PNG that shows the text, another one each time."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    step = (WIDTH - 2 * MARGIN) / len(text)
    for number, letter in enumerate(text):
        _put(picture, letter, MARGIN + int(step * number))
    for _number in range(LINES):
        _cross(picture)
    written = io.BytesIO()
    _bend(picture).save(written, "PNG")
    return written.getvalue()


def _put(picture: Image.Image, letter: str, left: int) -> None:
    mask = Image.new("L", (FONT_SIZE + 16, FONT_SIZE + 16), 0)
    font = ImageFont.load_default(FONT_SIZE + _chance.randint(-4, 4))
    middle = mask.width // 2
    ImageDraw.Draw(mask).text((middle, middle), letter, fill=255, font=font, anchor="mm")
    mask = mask.rotate(_chance.uniform(-24, 24), resample=Image.Resampling.BICUBIC)
    place = (left - 12 + _chance.randint(-2, 2), (HEIGHT - mask.height) // 2 + _chance.randint(-6, 6))
    picture.paste(_chance.choice(INKS), (*place, place[0] + mask.width, place[1] + mask.height), mask)


def _cross(picture: Image.Image) -> None:
    heights = [_chance.randint(8, HEIGHT - 8) for _number in range(5)]
    points = [(number * WIDTH // 4, height) for number, height in enumerate(heights)]
    ImageDraw.Draw(picture).line(points, fill=_chance.choice(INKS), width=2, joint="curve")


def _bend(picture: Image.Image) -> Image.Image:
    """Move each column up or down along a wave."""
    bent = Image.new("RGB", picture.size, PAPER)
    phase, length = _chance.uniform(0, 2 * math.pi), _chance.uniform(60, 110)
    for x in range(WIDTH):
        column = picture.crop((x, 0, x + 1, HEIGHT))
        bent.paste(column, (x, round(4 * math.sin(phase + 2 * math.pi * x / length))))
    return bent
