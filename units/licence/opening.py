"""Opens a picture or the first page of a PDF for reading: upright, and not larger than is useful."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps

MOST_PIXELS = 210_000_000  # the largest phone cameras; a JPEG is opened at a fraction of its size
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")


class Broken(Exception):
    """It is no picture that can be opened."""


def open_picture(path: Path, longest: int) -> Image.Image:
    """Return the picture in colour with sides of at most `longest` pixels; raise Broken."""
    try:
        return _page(path, longest) if _is_pdf(path) else _photo(path, longest)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Broken from error


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)


def _photo(path: Path, longest: int) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow refuses twice of it
    picture: Image.Image = Image.open(path, formats=FORMATS)
    picture.draft("RGB", (longest, longest))
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return upright


def _page(path: Path, longest: int) -> Image.Image:
    import pypdfium2

    try:
        page = pypdfium2.PdfDocument(path)[0]
        rendered: Image.Image = page.render(scale=longest / max(page.get_size())).to_pil()
    except pypdfium2.PdfiumError as error:
        raise Broken from error
    return rendered.convert("RGB")
