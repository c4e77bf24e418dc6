"""Pictures of invented papers: every slot gets a page that says what it stands for and that it is a specimen."""

from __future__ import annotations

import functools
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

CJK_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc",
)
CLOTHES = ("#35506b", "#6b3f45", "#3f5a46", "#4a4a63", "#22506b", "#5b4a3a")
BACKDROPS = ("#dfe8ef", "#e9e4da", "#e3ece2", "#d9dff0")


def paper(label: str, name: str) -> SimpleUploadedFile:
    """Return a picture of a specimen paper with its title and the person's name."""
    picture = Image.new("RGB", (900, 1270), "#fbfaf6")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 40, 860, 1230), outline="#b9b2a0", width=3)
    pen.text((450, 220), label, font=_font(44), fill="#2b2b2b", anchor="mm")
    pen.text((450, 330), name, font=_font(36), fill="#2b2b2b", anchor="mm")
    for row in range(9):
        pen.line((140, 460 + row * 62, 760 - (row % 3) * 90, 460 + row * 62), fill="#cfc9ba", width=10)
    pen.text((450, 1120), "样本 SPECIMEN", font=_font(40), fill="#b0413e", anchor="mm")
    return _upload(picture, "scan.jpg")


def portrait(number: int) -> SimpleUploadedFile:
    """Return a drawn head and shoulders; the colours follow the number."""
    picture = Image.new("RGB", (413, 579), BACKDROPS[number % len(BACKDROPS)])
    pen = ImageDraw.Draw(picture)
    pen.ellipse((50, 380, 363, 860), fill=CLOTHES[number % len(CLOTHES)])
    pen.rectangle((176, 320, 237, 420), fill="#d3ab8c")
    pen.ellipse((116, 120, 297, 360), fill="#dcb698")
    pen.chord((106, 90, 307, 330), 180, 360, fill="#2a2421")
    return _upload(picture, "photo.jpg")


def _upload(picture: Image.Image, name: str) -> SimpleUploadedFile:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=70)
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for path in CJK_FONTS:
        try:
            return ImageFont.truetype(path, size, index=2)
        except OSError:
            continue
    return ImageFont.load_default(size)
