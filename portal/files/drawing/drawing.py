"""Hands a stored file to the child process that draws one page of it, and puts a refusal into words."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

WIDTHS = {"page": 1200, "large": 2400}
"""How wide a page is drawn, in pixels: to be looked at, and to be looked at closely."""

LARGEST_DRAWN = 30 * 1024 * 1024
PATIENCE = 10  # seconds; the child gives itself 4 of processor time
_CHILD = Path(__file__).parent / "child_page.py"


class UnableToDraw(Exception):
    """No picture can be made of it; the text says why and what to do."""

    def __init__(self, reason: str, *, is_no_page: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.is_no_page = reason, is_no_page


@dataclass(frozen=True)
class Drawn:
    """One page as JPEG, and how many there are."""

    picture: bytes
    pages: int


def draw_page(content: bytes, *, page: int, width: int) -> Drawn:
    """Return a page of a PDF, or a picture, as JPEG at most `width` pixels wide. Raises UnableToDraw."""
    if len(content) > LARGEST_DRAWN:
        raise UnableToDraw(_reason("exhausted"))
    answer, picture = _ask_child(content, {"page": page, "width": width})
    if "refused" in answer or not picture:
        code = str(answer.get("refused", "exhausted"))
        raise UnableToDraw(_reason(code), is_no_page=code == "no_page")
    return Drawn(picture, int(answer["pages"]))


def _ask_child(content: bytes, order: dict[str, int]) -> tuple[dict[str, Any], bytes]:
    """A child that died or was too slow has answered nothing."""
    command = [sys.executable, "-I", str(_CHILD), json.dumps(order)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=False, env={})
        head, _newline, picture = done.stdout.partition(b"\n")
        return json.loads(head or b"{}"), picture
    except (subprocess.TimeoutExpired, OSError, ValueError):
        return {}, b""


def _reason(code: str) -> str:
    reasons = {
        "password": _("文件设有打开密码，不能在页面内显示。请下载后打开。"),
        "broken": _("文件已损坏，不能在页面内显示。请下载后试着打开。"),
        "pages": _("文件页数过多，不能在页面内显示。请下载后查看。"),
        "exhausted": _("文件内容过于复杂，不能在页面内显示。请下载后查看。"),
        "no_page": _("文件没有这一页。"),
    }
    return reasons.get(code, reasons["broken"])
