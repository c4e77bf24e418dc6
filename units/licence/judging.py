"""What makes a picture hard to read, by simple measures."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

SMALLEST_SIDE = 120  # below this not even a title can be read
SMALL, DARK, SOFT, PLAIN = 480, 60, 110.0, 8
SHARPNESS_SIDE = 800  # sharpness depends on the size; it is measured at this one

cv2.setNumThreads(1)

Picture = Any  # an array of rows, columns and blue, green, red, as OpenCV has it


def faults_of(picture: Picture) -> list[str]:
    """Return why it may be hard to read: too_small, too_dark, blurred."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    faults = {
        "too_small": max(grey.shape) < SMALL,
        "too_dark": np.percentile(grey, 98) < DARK,
        "blurred": _sharpness(grey) < SOFT,
    }
    return [fault for fault, is_there in faults.items() if is_there]


def shows_nothing(picture: Picture) -> bool:
    """Whether there is no use in looking for writing: a few pixels, or one colour all over."""
    dark, light = np.percentile(picture, (2, 98))
    return max(picture.shape) < SMALLEST_SIDE or bool(light - dark < PLAIN)


def _sharpness(grey: Picture) -> float:
    """The variance of the second derivative, as if the picture had all its range and the usual size."""
    small = cv2.medianBlur(fitted(grey, SHARPNESS_SIDE), 3)  # noise is not sharpness
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
