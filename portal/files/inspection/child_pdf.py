"""The PDF half of `child.py`, in the same process: what a PDF would do, what it costs to draw, and its clean copy."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

MOST_PAGES = 200
MOST_OBJECTS = 50_000
MOST_CONTENT = 64 * 1024**2
"""Bytes of drawing instructions, as often as they are drawn, and of any stream once it is unpacked."""

MOST_PIXELS_OF_IMAGE = 150_000_000
DEEPEST = 20

KEPT_OF_PAGE = {
    *("/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit"),
    *("/Resources", "/Contents", "/Group"),
}
KEPT_OF_ROOT = {"/Type", "/Pages", "/OCProperties", "/Lang", "/PageLabels"}

ACTIONS = {
    "/JavaScript": "pdf_script",
    "/Launch": "pdf_launch",
    "/SubmitForm": "pdf_submit",
    "/ImportData": "pdf_submit",
    "/GoToE": "pdf_embedded",
    "/Rendition": "pdf_media",
    "/RichMediaExecute": "pdf_media",
    "/Movie": "pdf_media",
    "/Sound": "pdf_media",
}
ANNOTATIONS = {
    "/RichMedia": "pdf_media",
    "/Movie": "pdf_media",
    "/Sound": "pdf_media",
    "/Screen": "pdf_media",
    "/3D": "pdf_media",
    "/FileAttachment": "pdf_embedded",
}
PACKED = ("/FlateDecode", "/Fl", "/LZWDecode", "/LZW")
DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")


class RefusedPdf(Exception):
    """The code of a reason."""


def rewrite(path: Path, target: Path) -> int:
    """Write a copy that only draws, and return the number of its pages. Raises RefusedPdf.

    A PDF that its owner only protects against changes opens without a password, as official ones do. The copy has no
    actions, no attachments, no form, no names of people and programs: what was drawn over the pages is drawn on them.
    """
    try:
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
            _demand_harmless(pdf, pages)
            _strip(pdf)
            pdf.save(
                target, encryption=False, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
            )
            return pages
    except pikepdf.PasswordError:
        raise RefusedPdf("pdf_password") from None
    except (pikepdf.PdfError, RuntimeError, KeyError, TypeError, AttributeError):
        raise RefusedPdf("pdf_broken") from None


def _demand_harmless(pdf: pikepdf.Pdf, pages: int) -> None:
    if not pages:
        raise RefusedPdf("pdf_broken")
    if pages > MOST_PAGES:
        raise RefusedPdf("pdf_pages")
    if len(pdf.objects) > MOST_OBJECTS:
        raise RefusedPdf("pdf_heavy")
    for reason in (*_root_reasons(pdf), *map(_reason, pdf.objects)):
        if reason:
            raise RefusedPdf(reason)
    _demand_light(pdf)


def _demand_light(pdf: pikepdf.Pdf) -> None:
    """Raise RefusedPdf for what would keep a viewer busy, or fill its memory."""
    if sum(_unpacked_size(one) for one in pdf.objects if isinstance(one, pikepdf.Stream)) > 4 * MOST_CONTENT:
        raise RefusedPdf("pdf_heavy")
    memo: dict[tuple[int, int], int] = {}
    if sum(_weight(page.obj, memo, 0) for page in pdf.pages) > MOST_CONTENT:
        raise RefusedPdf("pdf_heavy")


def _root_reasons(pdf: pikepdf.Pdf) -> Iterator[str]:
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        yield from ["pdf_script"] if "/JavaScript" in names else []
        yield from ["pdf_embedded"] if "/EmbeddedFiles" in names else []
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        yield "pdf_xfa"
    if "/Collection" in pdf.Root:
        yield "pdf_embedded"


def _reason(thing: Any, depth: int = 0) -> str | None:
    """Return the code of what an object would run, launch, send, play or carry."""
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    if not isinstance(thing, pikepdf.Dictionary) or depth > DEEPEST:
        return None
    if thing.get("/Type") == "/EmbeddedFile" or "/EF" in thing:
        return "pdf_embedded"
    if "/JS" in thing:
        return "pdf_script"
    found = ACTIONS.get(str(thing.get("/S", ""))) or ANNOTATIONS.get(str(thing.get("/Subtype", "")))
    return found or next(filter(None, (_reason(one, depth + 1) for one in _nested(thing))), None)


def _nested(thing: Any) -> Iterator[Any]:
    """What hangs on an object without being one of its own: its actions, and what follows them."""
    for key in ("/OpenAction", "/A", "/PA", "/Next"):
        value = thing.get(key)
        if isinstance(value, pikepdf.Array):
            yield from (one for one in value if not getattr(one, "is_indirect", False))
        elif isinstance(value, pikepdf.Dictionary) and not value.is_indirect:
            yield value
    events = thing.get("/AA")
    if isinstance(events, pikepdf.Dictionary):
        yield from (one for one in events.values() if isinstance(one, pikepdf.Dictionary))


def _unpacked_size(stream: pikepdf.Stream) -> int:
    """Return how large a stream is once unpacked, without unpacking more than is allowed. Raises RefusedPdf."""
    packing = [one for one in _filters(stream) if one in PACKED]
    if stream.stream_dict.get("/Subtype") == "/Image":
        _demand_small_image(stream)
    raw = stream.read_raw_bytes()
    if not packing:
        return len(raw)
    if len(packing) > 1 or (packing[0] in PACKED[2:] and len(raw) > 1024**2):
        raise RefusedPdf("pdf_heavy")
    if packing[0] not in PACKED[:2] or _filters(stream)[0] not in PACKED[:2]:
        return len(raw)
    unpacking = zlib.decompressobj()
    try:
        size = len(unpacking.decompress(raw, MOST_CONTENT))
    except zlib.error:
        return len(raw)  # viewers mend it, or draw nothing
    if unpacking.unconsumed_tail:
        raise RefusedPdf("pdf_heavy")
    return size


def _filters(stream: pikepdf.Stream) -> list[str]:
    found = stream.stream_dict.get("/Filter")
    if found is None:
        return []
    return [str(one) for one in found] if isinstance(found, pikepdf.Array) else [str(found)]


def _demand_small_image(stream: pikepdf.Stream) -> None:
    width, height = (int(stream.stream_dict.get(key, 0)) for key in ("/Width", "/Height"))
    if width * height > MOST_PIXELS_OF_IMAGE:
        raise RefusedPdf("pdf_heavy")


def _weight(holder: Any, memo: dict[tuple[int, int], int], depth: int) -> int:
    """Return how many bytes of instructions are drawn for a page or a form, those of forms each time they are."""
    if depth > DEEPEST:
        raise RefusedPdf("pdf_heavy")
    if holder.objgen in memo and holder.objgen != (0, 0):
        return memo[holder.objgen]
    content, drawn = _instructions(holder), holder.get("/Resources", {}).get("/XObject", {})
    weight = len(content)
    for name in DRAWN.findall(content):
        form = drawn.get("/" + name.decode("latin-1"))
        if isinstance(form, pikepdf.Stream) and form.stream_dict.get("/Subtype") == "/Form":
            weight += _weight(form, memo, depth + 1)
        if weight > MOST_CONTENT:
            raise RefusedPdf("pdf_heavy")
    memo[holder.objgen] = weight
    return weight


def _instructions(holder: Any) -> bytes:
    if isinstance(holder, pikepdf.Stream):
        return bytes(holder.read_bytes())
    parts = holder.get("/Contents", [])
    streams = [parts] if isinstance(parts, pikepdf.Stream) else list(parts)
    return b"\n".join(bytes(one.read_bytes()) for one in streams if isinstance(one, pikepdf.Stream))


def _strip(pdf: pikepdf.Pdf) -> None:
    pdf.generate_appearance_streams()
    pdf.flatten_annotations("screen")
    for page in pdf.pages:
        for key in set(page.obj.keys()) - KEPT_OF_PAGE:
            del page.obj[key]
    for key in set(pdf.Root.keys()) - KEPT_OF_ROOT:
        del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
