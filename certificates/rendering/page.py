"""The page: a pure function of the template, the frozen content, the photo and the address. No database in here."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from typing import Any

import segno
from django.utils.dates import MONTHS
from django.utils.translation import override
from PIL import Image, ImageOps, UnidentifiedImageError

from certificates.addresses import form_address
from portal.documents import DocumentFault, data_address, fill_template, make_pdf

PHOTO_PIXELS = (827, 1158)  # two inches, 35 × 49 mm, at 600 dpi: what a good printer shows


class CertificateFault(Exception):
    """The certificate cannot be printed as it should be; the message says why. Its number and validity stand."""


def render_pdf(template: str, content: dict[str, Any], photo: bytes | None, address: str) -> bytes:
    """Return the one-page PDF; the same arguments give the same bytes.

    `content` is what `certificates.services.issuing` froze; `address` is what the QR code says. The template sees the
    content's entries and `photo`, `qr` (addresses of pictures), `address`, `verify_at` (what to type in), `issued`, `begins`
    and `until` (`.zh`, `.en`; None without end). Raises CertificateFault, e.g. for a character that no font has: a
    certificate with a box in the name is worse than none.
    """
    context = content | {
        "photo": _photo(photo) if photo else "",
        "qr": _qr(address),
        "address": address,
        "verify_at": form_address(address),
        "issued": _in_words(content["issued_on"]),
        "begins": _in_words(content.get("valid_from") or content["issued_on"]),
        "until": _in_words(content["valid_until"]) if content["valid_until"] else None,
    }
    identity = hashlib.sha256(content["number"].encode()).digest()[:16]
    try:
        return make_pdf(fill_template(template, context), identity=identity, only_one_page=True)
    except DocumentFault as error:
        raise CertificateFault(str(error)) from error


def _photo(content: bytes) -> str:
    """Drawn anew, so that nothing else the camera wrote into the file gets out."""
    try:
        with Image.open(io.BytesIO(content)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise CertificateFault(f"the photo cannot be read: {error}") from error
    picture.thumbnail(PHOTO_PIXELS)
    drawn = io.BytesIO()
    picture.save(drawn, "JPEG", quality=92, subsampling=0)
    return data_address(drawn.getvalue(), "image/jpeg")


def _qr(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=4, dark="#111")
    return data_address(drawn.getvalue(), "image/svg+xml")


def _in_words(day: str) -> dict[str, str]:
    date = dt.date.fromisoformat(day)
    with override("en"):
        english = f"{date.day} {MONTHS[date.month]} {date.year}"
    return {"zh": f"{date.year}年{date.month}月{date.day}日", "en": english}
