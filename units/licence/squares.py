"""Finds and decodes QR codes, without the engine."""

from __future__ import annotations

from collections.abc import Iterator

import cv2

from units.licence.opening import Picture, fitted, stretched

SIDES = (1200, 2000, 800)
"""Of the picture as it is searched: a code is found best where its dots have three to eight pixels."""


def contents_of_codes(picture: Picture) -> Iterator[str]:
    """Yield what the QR codes in the picture say, the easy ways first."""
    detector = cv2.QRCodeDetector()
    for look in _looks(picture):
        _found, contents, _corners, _straight = detector.detectAndDecodeMulti(look)
        yield from (content for content in contents if content)


def _looks(picture: Picture) -> Iterator[Picture]:
    """The picture in grey at several sizes, then with the light made even."""
    grey = stretched(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    for side in SIDES:
        yield fitted(grey, side)
    even = cv2.createCLAHE(clipLimit=3, tileGridSize=(8, 8)).apply(cv2.GaussianBlur(grey, (3, 3), 0))
    for side in SIDES:
        yield fitted(even, side)
