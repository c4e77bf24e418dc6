"""What becomes of a licence on its way through a scanner or a phone."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Change = Callable[[Image.Image], Image.Image]
DESK = (96, 78, 62)


def turned(degrees: float) -> Change:
    return lambda picture: picture.rotate(degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=DESK)


def shrunk(longest: int) -> Change:
    def shrink(picture: Image.Image) -> Image.Image:
        scale = longest / max(picture.size)
        size = (round(picture.width * scale), round(picture.height * scale))
        return picture.resize(size, Image.Resampling.LANCZOS)

    return shrink


def blurred(radius: float) -> Change:
    return lambda picture: picture.filter(ImageFilter.GaussianBlur(radius))


def noisy(deviation: float, seed: int = 1) -> Change:
    def add(picture: Image.Image) -> Image.Image:
        patch = np.random.default_rng(seed).normal(0, deviation, (251, 257, 3)).astype(np.float32)
        times = (picture.height // 251 + 1, picture.width // 257 + 1, 1)
        return _picture(np.asarray(picture, np.float32) + np.tile(patch, times)[: picture.height, : picture.width])

    return add


def lit(gain: float = 1.0, *, gamma: float = 1.0, uneven: float = 0.0, vignette: float = 0.0) -> Change:
    """Light of so much strength, weaker towards the lower left by `uneven`, and towards the corners by `vignette`."""

    def light(picture: Image.Image) -> Image.Image:
        y, x = np.mgrid[0 : picture.height, 0 : picture.width].astype(np.float32)
        x, y = x / picture.width - 0.5, y / picture.height - 0.5
        field = gain * (1 + uneven * (x - y) / 1.4) * (1 - vignette * 2 * (x * x + y * y))
        return _picture(255 * (np.asarray(picture, np.float32) / 255) ** gamma * field[..., None])

    return light


def far(part: float) -> Change:
    """The sheet takes so much of the picture's length; around it is the desk."""

    def step_back(picture: Image.Image) -> Image.Image:
        desk = Image.new("RGB", (round(picture.width / part), round(picture.height / part)), DESK)
        desk.paste(picture, ((desk.width - picture.width) // 2, (desk.height - picture.height) // 3))
        return desk

    return step_back


def tilted(amount: float) -> Change:
    """Seen from below and a little aside, on a desk."""

    def tilt(picture: Image.Image) -> Image.Image:
        desk = Image.new("RGB", (round(picture.width * 1.16), round(picture.height * 1.16)), DESK)
        desk.paste(picture, (round(picture.width * 0.08), round(picture.height * 0.08)))
        w, h = desk.size
        inward = amount * w
        corners = [(-inward, -inward / 2), (0, h), (w, h), (w + inward / 2, 0)]
        return desk.transform(
            desk.size, Image.Transform.PERSPECTIVE, _towards(corners, desk.size), Image.Resampling.BILINEAR
        )

    return tilt


def glare(x: float, y: float, size: float = 0.16) -> Change:
    """The reflection of a lamp, at a place given as parts of width and height."""

    def add(picture: Image.Image) -> Image.Image:
        spot = Image.new("L", picture.size, 0)
        r = size * min(picture.size)
        middle_x, middle_y = x * picture.width, y * picture.height
        ImageDraw.Draw(spot).ellipse((middle_x - r, middle_y - r, middle_x + r, middle_y + r), fill=150)
        spot = spot.filter(ImageFilter.GaussianBlur(r / 2))
        return Image.composite(Image.new("RGB", picture.size, "white"), picture, spot)

    return add


def save(picture: Image.Image, path: Path, *changes: Change, quality: int = 85) -> Path:
    for change in changes:
        picture = change(picture)
    picture.save(path, "JPEG", quality=quality)
    return path


def as_jpeg(quality: int) -> Change:
    """Saved and opened again, as messengers do."""

    def press(picture: Image.Image) -> Image.Image:
        kept = BytesIO()
        picture.save(kept, "JPEG", quality=quality)
        return Image.open(kept).convert("RGB")

    return press


def _towards(corners: list[tuple[float, float]], size: tuple[int, int]) -> list[float]:
    """The eight numbers that Pillow wants, for the picture's corners to be taken from these points."""
    w, h = size
    rows, wanted = [], []
    for (x, y), (u, v) in zip([(0, 0), (0, h), (w, h), (w, 0)], corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return [float(number) for number in np.linalg.solve(np.array(rows, float), np.array(wanted, float))]


def _picture(values: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
