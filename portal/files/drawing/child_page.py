"""Runs as a process of its own, without Django: `child_page.py ORDER` reads a file from its input and draws one page of it.

The answer is a line of JSON and after it the JPEG. Nothing is written to the disk: what is stored is sealed there. Memory
and time are limited before the file is read; reasons are codes, and the words the parent's.
"""

import io
import json
import math
import resource
import sys
from typing import Any

MEMORY = 768 * 1024**2
SECONDS = 4  # of processor time
MOST_PAGES = 500
LONGEST_SIDE = 6000
"""A receipt rolled out is still to be read; a page box of 200 inches by one costs no more than this."""

MOST_PIXELS = 12_000_000
MOST_PIXELS_OF_PICTURE = 60_000_000
QUALITY = 82


class Refused(Exception):
    """The code of a reason."""


def limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def draw(content: bytes, *, page: int, width: int) -> tuple[int, bytes]:
    """Return the number of pages and one of them as JPEG, `width` pixels wide. Raises Refused."""
    is_pdf = content[:1024].lstrip().startswith(b"%PDF-")
    pages, picture = (_page if is_pdf else _picture)(content, page, width)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return pages, out.getvalue()


def _page(content: bytes, number: int, width: int) -> tuple[int, Any]:
    import pypdfium2

    try:
        paper = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Refused("password" if "assword" in str(error) else "broken") from None
    pages = len(paper)
    if pages > MOST_PAGES:
        raise Refused("pages")
    if not 1 <= number <= pages:
        raise Refused("no_page")
    sheet = paper[number - 1]
    across, down = sheet.get_size()
    drawn = sheet.render(scale=scale_for(across, down, width), may_draw_forms=False)
    return pages, drawn.to_pil().convert("RGB")


def scale_for(width: float, height: float, wanted: int) -> float:
    """Return how much to enlarge a page so that it gets as wide as wanted, and neither too long nor too large. Raises Refused."""
    if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
        raise Refused("broken")
    return min(wanted / width, LONGEST_SIDE / width, LONGEST_SIDE / height, math.sqrt(MOST_PIXELS / (width * height)))


def _picture(content: bytes, number: int, width: int) -> tuple[int, Any]:
    """Upright, as EXIF says; never enlarged."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # asked below, before anything is decoded
    picture: Any = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    if picture.width * picture.height > MOST_PIXELS_OF_PICTURE:
        raise Refused("exhausted")
    if number != 1:
        raise Refused("no_page")
    if picture.format == "JPEG":
        picture.draft("RGB", (2 * width, 2 * width))
    picture = ImageOps.exif_transpose(picture).convert("RGB")
    picture.info = {}
    scale = min(1.0, scale_for(picture.width, picture.height, width))
    picture.thumbnail((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    return 1, picture


def main() -> None:
    limit_resources()
    picture = b""
    try:
        pages, picture = draw(sys.stdin.buffer.read(), **json.loads(sys.argv[1]))
        answer: dict[str, Any] = {"pages": pages}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "exhausted"}
    except Exception:  # whatever a decoder makes of a file that was made to hurt it
        answer = {"refused": "broken"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + picture)


if __name__ == "__main__":
    main()
