"""An emblem is a picture and can do nothing else."""

import io

import pytest
from PIL import Image

from portal.files.inspection import UnusableFile
from portal.tenants.emblems import LARGEST, PNG, SVG, emblem_of

DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 64 64">'
    '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
    '<circle cx="32" cy="32" r="20" fill="url(#a)"/><use xlink:href="#a"/>{}</svg>'
)


def png(side: int = 600) -> bytes:
    written = io.BytesIO()
    Image.new("RGBA", (side, side // 2), (10, 80, 120, 128)).save(written, "PNG", comment="x")
    return written.getvalue()


def test_a_drawing_is_kept_as_it_is() -> None:
    content = DRAWN.format("").encode()
    picture = emblem_of(content)
    assert (picture.content, picture.content_type) == (content, SVG)


@pytest.mark.parametrize(
    "part",
    [
        "<script>alert(1)</script>",
        '<circle r="3" onload="alert(1)"/>',
        '<circle r="3" ONCLICK="alert(1)"/>',
        "<foreignObject><p>x</p></foreignObject>",
        '<image href="https://example.cn/x.png"/>',
        '<a href="#a"><circle r="3"/></a>',
        '<use href="https://example.cn/x.svg#a"/>',
        '<use xlink:href="data:image/svg+xml,x"/>',
        '<circle r="3" fill="url(https://example.cn/x.svg#a)"/>',
        '<circle r="3" style="background:url( //example.cn/x)"/>',
        "<style>@import 'https://example.cn/x.css'</style>",
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        '<set attributeName="onload" to="alert(1)"/>',
        '<circle r="3"><handler xmlns="http://www.w3.org/2001/xml-events">x</handler></circle>',
        '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
        "<?xml-stylesheet href='https://example.cn/x.css'?><iframe/>",
    ],
)
def test_what_runs_loads_or_embeds_is_refused_by_name(part: str) -> None:
    with pytest.raises(UnusableFile, match="徽标只能由图形组成"):
        emblem_of(DRAWN.format(part).encode())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE svg [<!ENTITY a 'x'>]><svg>&a;</svg>", "实体声明"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'>", "无法打开"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "没有 viewBox"),
        (b"<svg viewBox='0 0 1 1'/>", "没有 viewBox"),
        (b"<?xml version='1.0' encoding='UTF-16'?><svg/>", "无法打开"),
        (b"<?xml version='1.0' encoding=\"iso-2022-jp\"?><svg/>", "无法打开"),
        (b"\xff<svg/>", "无法打开"),
        (b"GIF89a", "须是 PNG 或 SVG"),
        (b"", "须是 PNG 或 SVG"),
        (b"\x89PNG\r\n\x1a\nbroken", "已损坏"),
        (b" " * LARGEST + b"<svg", "超过 64 KB"),
    ],
)
def test_what_cannot_be_an_emblem_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(UnusableFile, match=words):
        emblem_of(content)


def test_another_encoding_does_not_hide_a_declaration() -> None:
    hidden = "<!DOCTYPE svg [<!ENTITY a 'x'>]><!--{}--><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>"
    seen_as_svg = b"<svg".decode("utf-16-le")
    with pytest.raises(UnusableFile, match="无法打开"):
        emblem_of(hidden.format(seen_as_svg).encode("utf-16"))


def test_a_picture_is_written_anew_small_and_transparent() -> None:
    picture = emblem_of(png())
    assert picture.content_type == PNG
    with Image.open(io.BytesIO(picture.content)) as seen:
        assert (seen.size, seen.mode, seen.info.get("comment")) == ((256, 128), "RGBA", None)


def test_a_picture_of_too_many_pixels_is_not_unpacked() -> None:
    with pytest.raises(UnusableFile, match="2000 像素"):
        emblem_of(png(2002))
