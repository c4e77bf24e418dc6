"""Runs as a process of its own, without Django: `child.py FOLDER ORDER` looks at FOLDER/upload and prints a line of JSON.

It limits its own memory and time before it touches the file, and answers with a code; words are the parent's.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY = 2 * 1024**3
SECONDS = 30
MOST_PIXELS = 64_000_000
MOST_PIXELS_OF_JPEG = 260_000_000  # the largest phone cameras; a JPEG is opened at a fraction of its size
MOST_PAGES = 200
LONGEST_SIDE = 3000
DOTS_PER_MM = 300 / 25.4
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif")
ACTIVE_ACTIONS = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToE", "/RichMediaExecute")


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
        return look_at_pdf(path, order)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        raise Refused("heic")
    return look_at_picture(path, folder, order)


def look_at_pdf(path: Path, order: dict[str, Any]) -> dict[str, Any]:
    if order["pictures_only"]:
        raise Refused("pdf_not_here")
    if path.stat().st_size > order["largest_pdf"]:
        raise Refused("pdf_large")
    pages = pages_of_harmless_pdf(path)
    return {"file": path.name, "content_type": "application/pdf", "pages": pages}


def pages_of_harmless_pdf(path: Path) -> int:
    """A PDF that its owner only protects against changes opens without a password, as official ones do."""
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
            if pages > MOST_PAGES:
                raise Refused("pdf_pages")
            if not pages:
                raise Refused("pdf_broken")
            if is_active(pdf):
                raise Refused("pdf_active")
            return pages
    except pikepdf.PasswordError:
        raise Refused("pdf_password") from None
    except pikepdf.PdfError:
        raise Refused("pdf_broken") from None


def is_active(pdf: Any) -> bool:
    """Whether any object would run, launch, send or carry something. Every object is asked, wherever it hangs."""
    import pikepdf

    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and ("/JavaScript" in names or "/EmbeddedFiles" in names):
        return True
    return any(is_active_object(found) for found in pdf.objects)


def is_active_object(found: Any) -> bool:
    import pikepdf

    if isinstance(found, pikepdf.Stream):
        found = found.stream_dict
    if not isinstance(found, pikepdf.Dictionary):
        return False
    if "/JS" in found or found.get("/Type") == "/EmbeddedFile" or str(found.get("/S", "")) in ACTIVE_ACTIONS:
        return True
    nested = (found.get(key) for key in ("/OpenAction", "/A", "/AA"))
    return any(is_active_object(inner) or has_active_value(inner) for inner in nested if inner is not None)


def has_active_value(found: Any) -> bool:
    import pikepdf

    return isinstance(found, pikepdf.Dictionary) and any(
        is_active_object(value) for value in found.values() if isinstance(value, pikepdf.Dictionary)
    )


def look_at_picture(path: Path, folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    picture = open_picture(path)
    picture = cut_to(picture, order["photo"]) if order["photo"] else picture
    save_within(picture, folder / "picture.jpg", order["largest_picture"], is_photo=bool(order["photo"]))
    save_thumbnail(picture, folder / "thumbnail.jpg")
    return {"file": "picture.jpg", "content_type": "image/jpeg", "pages": 1}


def open_picture(path: Path) -> Any:
    """Return the first frame, upright, in colour, on white, without anything that the file carried beside it."""
    from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # asked below, before anything is decoded
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture: Any = Image.open(path, formats=FORMATS)
    except UnidentifiedImageError:
        raise Refused("other") from None
    width, height = picture.size
    is_jpeg = picture.format in ("JPEG", "MPO")
    if width * height > (MOST_PIXELS_OF_JPEG if is_jpeg else MOST_PIXELS):
        raise Refused("too_many_pixels")
    if is_jpeg:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
    return on_white(picture)


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
    side = max(picture.size) if is_photo else min(LONGEST_SIDE, max(picture.size))
    while True:
        smaller = picture.copy()
        smaller.thumbnail((side, side))
        for quality in (90, 82, 74):
            smaller.save(path, "JPEG", quality=quality, optimize=True, dpi=(300, 300))
            if path.stat().st_size <= limit:
                return
        side = int(side * 0.8)


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
    except (OSError, SyntaxError, ValueError, EOFError):
        answer = {"refused": "broken"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
