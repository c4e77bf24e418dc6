"""Opens a picture for reading: upright, in grey levels that fill the range, and not larger than is useful."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps

LONGEST_SIDE = 2000
MOST_PIXELS = 210_000_000
SMALLEST_SIDE = 120  # below this not even a title can be read
SMALL, DARK, BLUR = 480, 60, 25.0
SHARPNESS_SIDE = 800  # sharpness depends on the size; it is measured at this one

Picture = Any  # an array of rows, columns and blue, green, red, as OpenCV has it


class Broken(Exception):
    """It is no picture that can be opened."""


def open_picture(path: Path) -> Picture:
    """Return the picture, or the first page of a PDF; raise Broken."""
    try:
        picture = _page(path) if _is_pdf(path) else _photo(path)
        return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Broken from error


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)


def _photo(path: Path) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow refuses twice of it
    picture: Image.Image = Image.open(path)
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture.thumbnail((2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return picture


def _page(path: Path) -> Image.Image:
    import pypdfium2

    try:
        page = pypdfium2.PdfDocument(path)[0]
        rendered: Image.Image = page.render(scale=LONGEST_SIDE / max(page.get_size())).to_pil()
    except pypdfium2.PdfiumError as error:
        raise Broken from error
    return rendered


def faults_of(picture: Picture) -> list[str]:
    """Return what makes the picture hard to read: too_small, too_dark, blurred; with "nothing" if there is nothing to read."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    faults = []
    if max(grey.shape) < SMALL:
        faults.append("too_small")
    light, dark = np.percentile(grey, (98, 2))
    if light < DARK:
        faults.append("too_dark")
    if _sharpness(grey) < BLUR:
        faults.append("blurred")
    if max(grey.shape) < SMALLEST_SIDE or light - dark < 8:
        faults.append("nothing")
    return faults


def _sharpness(grey: Picture) -> float:
    """The variance of the second derivative, as if the picture had all its range and the usual size."""
    scale = SHARPNESS_SIDE / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    small = cv2.medianBlur(small, 3)  # noise is not sharpness
    return float(cv2.Laplacian(stretched(small), cv2.CV_64F).var())


def stretched(picture: Picture) -> Picture:
    """Return the picture with its darkest and lightest hundredth drawn apart to black and white."""
    dark, light = np.percentile(picture, (1, 99))
    if light - dark < 1:
        return picture
    return np.clip((picture.astype(np.float32) - dark) * (255 / (light - dark)), 0, 255).astype(np.uint8)


def fitted(picture: Picture, longest: int) -> Picture:
    """Return the picture with its longer side no longer than this."""
    scale = longest / max(picture.shape[:2])
    return picture if scale >= 1 else cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
