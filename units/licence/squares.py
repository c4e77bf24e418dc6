"""Decodes QR codes, without the engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from units.licence.opening import open_picture

SIDES = (2000, 4000)
"""Of the picture as it is searched: the second for a licence that is small in a large photograph."""


def contents_of_codes(path: Path) -> Iterator[str]:
    """Yield what the QR codes in the picture say; raise opening.Broken."""
    from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcodes

    for side in SIDES:
        picture = open_picture(path, side)
        for code in read_barcodes(picture.convert("L"), formats=BarcodeFormats(BarcodeFormat.QRCode)):
            yield code.text
        if max(picture.size) < side:
            return
