"""Runs as a process of its own, without Django: `child.py FOLDER ORDER` looks at FOLDER/upload and prints a line of JSON.

It limits its own memory and time before it touches the file, and answers with a code; words are the parent's.
"""

import importlib
import json
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY = 512 * 1024**2
SECONDS = 3  # of processor time
MOST_PIXELS = 40_000_000  # A4 at 600 dpi
MOST_PIXELS_OF_JPEG = 210_000_000  # the largest phone cameras; a JPEG is opened at a fraction of its size
MOST_PIXELS_OF_PROGRESSIVE = 60_000_000  # these are held as a whole, and may be redrawn a thousand times
LONGEST_SHAPE = 40  # a side by the other; a screenshot of a long page has about 20
LONGEST_SIDE = 3000
DOTS_PER_MM = 300 / 25.4
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
ORIENTATION = 0x0112
TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # an orientation of EXIF, and Pillow's number of what undoes it
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif")


class Refused(Exception):
    """The code of a reason."""


def limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024**2, 64 * 1024**2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def look_at(folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    path = folder / "upload"
    with path.open("rb") as file:
        head = file.read(1024)
    if head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return look_at_pdf(path, folder, order)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        raise Refused("heic")
    return look_at_picture(path, folder, order)


def look_at_pdf(path: Path, folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    if order["pictures_only"]:
        raise Refused("pdf_not_here")
    if path.stat().st_size > order["largest_pdf"]:
        raise Refused("pdf_large")
    sys.path.insert(0, str(Path(__file__).parent))
    papers: Any = importlib.import_module("child_pdf")
    try:
        pages = papers.rewrite(path, folder / "clean.pdf")
    except papers.RefusedPdf as refused:
        raise Refused(str(refused)) from None
    return {"file": "clean.pdf", "content_type": "application/pdf", "pages": pages}


def look_at_picture(path: Path, folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    picture = open_picture(path)
    picture = cut_to(picture, order["photo"]) if order["photo"] else picture
    save_within(picture, folder / "picture.jpg", order["largest_picture"], is_photo=bool(order["photo"]))
    save_thumbnail(picture, folder / "thumbnail.jpg")
    return {"file": "picture.jpg", "content_type": "image/jpeg", "pages": 1}


def open_picture(path: Path) -> Any:
    """Return the first frame, upright, in colour, on white, without anything that the file carried beside it."""
    from PIL import Image, ImageFile, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # asked below, before anything is decoded
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture: Any = Image.open(path, formats=FORMATS)
    except UnidentifiedImageError:
        raise Refused("other") from None
    demand_few_pixels(picture)
    if picture.format in ("JPEG", "MPO"):
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    if picture.mode in ("1", "P", "PA"):  # shrunk without mixing colours, they would lose thin lines
        picture = picture.convert("L" if picture.mode == "1" else "RGBA")
    orientation = picture.getexif().get(ORIENTATION, 1)
    picture.thumbnail((2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
    if orientation in TURNS:
        picture = picture.transpose(TURNS[orientation])
    return on_white(picture)


def demand_few_pixels(picture: Any) -> None:
    width, height = picture.size
    most = MOST_PIXELS
    if picture.format in ("JPEG", "MPO"):
        most = MOST_PIXELS_OF_PROGRESSIVE if picture.info.get("progressive") else MOST_PIXELS_OF_JPEG
    if width * height > most:
        raise Refused("too_many_pixels")
    if max(width, height) > LONGEST_SHAPE * min(width, height):
        raise Refused("shape")


def on_white(picture: Any) -> Any:
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        return ground
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = picture.convert("L")
    picture = picture.convert("RGB")
    picture.info = {}
    return picture


def cut_to(picture: Any, millimetres: list[int]) -> Any:
    """Cut a portrait to its size in mm at 300 dpi; what is cut off goes from both sides, above less than below."""
    from PIL import ImageOps

    width, height = (round(mm * DOTS_PER_MM) for mm in millimetres)
    if picture.width < width * 0.7 or picture.height < height * 0.7:
        raise Refused("photo_small")
    return ImageOps.fit(picture, (width, height), centering=(0.5, 0.35))


def save_within(picture: Any, path: Path, limit: int, *, is_photo: bool) -> None:
    """Write a JPEG of at most `limit` bytes: first with less quality, then with fewer pixels."""
    side = float(max(picture.size) if is_photo else min(LONGEST_SIDE, max(picture.size)))
    for quality in (90, 78, *[74] * 8):
        picture.thumbnail((side, side))
        picture.save(path, "JPEG", quality=quality, optimize=True, dpi=(300, 300))
        size = path.stat().st_size
        if size <= limit:
            return
        if quality < 90 or size > 2 * limit:
            side *= 0.95 * (limit / size) ** 0.5
    raise Refused("broken")


def save_thumbnail(picture: Any, path: Path) -> None:
    small = picture.copy()
    small.thumbnail((320, 320))
    small.save(path, "JPEG", quality=80, optimize=True)


def main() -> None:
    limit_resources()
    try:
        answer = look_at(Path(sys.argv[1]), json.loads(sys.argv[2]))
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "exhausted"}
    except Exception:  # whatever a decoder makes of a file that was made to hurt it
        answer = {"refused": "broken"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
