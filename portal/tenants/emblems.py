"""What may be a portal's emblem: a small picture, PNG or SVG, that can do nothing but be looked at."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

from portal.files.inspection import UnusableFile

LARGEST = 64 * 1024
LARGEST_SIDE, SIDE = 2000, 256
SVG, PNG = "image/svg+xml", "image/png"

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = {
    *("svg", "g", "defs", "symbol", "use", "title", "desc", "text", "tspan"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("linearGradient", "radialGradient", "stop", "clipPath", "mask"),
}
"""All that an emblem can be made of; whatever runs, loads or embeds something is not among it."""

_HREF = re.compile(r"(\{http://www\.w3\.org/1999/xlink\})?href")
_OWN_REFERENCE = re.compile(r"#[\w.-]+")
_ENCODING = re.compile(r"""\s*<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)""")
_BROKEN = gettext_lazy("SVG 文件有错误，无法打开。请用绘图软件另存为“普通 SVG”后上传。")
_ELSEWHERE = re.compile(r"url\((?!['\"]?#)|javascript:|@import|expression\(", re.IGNORECASE)


@dataclass(frozen=True)
class Picture:
    """An emblem fit to be shown to everybody."""

    content: bytes
    content_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def emblem_of(content: bytes) -> Picture:
    """Return the picture in a file. Raises UnusableFile with the reason, and what to do."""
    if len(content) > LARGEST:
        raise UnusableFile(_("徽标超过 %(limit)d KB。请简化图形或缩小尺寸后再上传。") % {"limit": LARGEST // 1024})
    if content.startswith(b"\x89PNG\r\n"):
        return Picture(_png_anew(content), PNG)
    if b"<svg" in content[:2000]:
        return Picture(_looked_through(content), SVG)
    raise UnusableFile(_("徽标须是 PNG 或 SVG 图片（文件名的后缀不作数）。请转换格式后上传。"))


def _png_anew(content: bytes) -> bytes:
    """Only what is seen of it is kept."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if max(picture.size) > LARGEST_SIDE:
                limit = {"limit": LARGEST_SIDE}
                raise UnusableFile(_("徽标的边长超过 %(limit)d 像素。请缩小尺寸后上传。") % limit)
            seen = picture.convert("RGBA")
    except (OSError, SyntaxError, ValueError):
        raise UnusableFile(_("图片已损坏，无法打开。请重新导出后上传。")) from None
    seen.thumbnail((SIDE, SIDE))
    written = io.BytesIO()
    seen.save(written, "PNG", optimize=True)
    return written.getvalue()


def _looked_through(content: bytes) -> bytes:
    """Return the drawing as it is, once every part of it is known to be harmless."""
    text = _as_text(content)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # before any parser sees what they declare
        raise UnusableFile(_("SVG 文件含有文档类型或实体声明。请用绘图软件另存为“普通 SVG”后上传。"))
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        raise UnusableFile(_BROKEN) from None
    found = next(_faults_in(root), None)
    if found is not None:
        raise UnusableFile(
            _("SVG 文件含有 %(found)s，徽标只能由图形组成：不得有脚本、样式表、外部链接或内嵌内容。请去除后上传。")
            % {"found": found}
        )
    if root.tag != f"{_SVG}svg" or not root.get("viewBox"):
        raise UnusableFile(_("SVG 文件没有 viewBox，无法缩放。请用绘图软件另存为“普通 SVG”后上传。"))
    return content


def _as_text(content: bytes) -> str:
    """In UTF-8 only: what is read here must be what a browser reads."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableFile(_BROKEN) from None
    if (encoding := _ENCODING.match(text)) and encoding.group(1).lower() != "utf-8":
        raise UnusableFile(_BROKEN)
    return text


def _faults_in(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        name = element.tag.removeprefix(_SVG) if isinstance(element.tag, str) else "?"
        if name not in _DRAWN:
            yield f"<{name[:40]}>"
        yield from (attribute[:40] for attribute, value in element.items() if _does_something(attribute, value))


def _does_something(attribute: str, value: str) -> bool:
    if attribute.lower().startswith("on"):
        return True
    if _HREF.fullmatch(attribute):
        return _OWN_REFERENCE.fullmatch(value) is None
    return _ELSEWHERE.search(value) is not None
