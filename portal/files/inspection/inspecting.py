"""Hands a file to the child process and puts its answer into words."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from portal.files.scanning import Infected, ScannerAway, demand_clean

MEGABYTE = 1024 * 1024
LARGEST_UPLOAD = 30 * MEGABYTE
LARGEST_PDF = 10 * MEGABYTE
LARGEST_PICTURE = MEGABYTE
"""What is stored of a picture (NB-25); a larger one is shrunk, not refused."""

PATIENCE = 8  # seconds; the child gives itself 3 of processor time
_CHILD = Path(__file__).parent / "child.py"


class UnusableFile(Exception):
    """The file cannot be taken; the text says why and what to do."""


@dataclass(frozen=True)
class Wanted:
    """What a slot takes. `photo` is width and height in mm: the picture is cut to them at 300 dpi."""

    pictures_only: bool = False
    photo: tuple[int, int] | None = None


@dataclass(frozen=True)
class Clean:
    """A file fit to be stored, in a directory that ends with the `with` block."""

    path: Path
    thumbnail: Path | None
    content_type: str
    pages: int


@contextmanager
def inspect(upload: UploadedFile, wanted: Wanted) -> Iterator[Clean]:
    """Yield what may be stored of an upload; raise UnusableFile. Pictures and PDFs are written anew."""
    if (upload.size or 0) > LARGEST_UPLOAD:
        raise UnusableFile(
            _("文件超过 %(limit)d MB，无法处理。请用手机或电脑自带的工具缩小后再上传。")
            % {"limit": LARGEST_UPLOAD // MEGABYTE}
        )
    if not upload.size:
        raise UnusableFile(_("这是一个空文件。请确认文件能正常打开后重新选择。"))
    with tempfile.TemporaryDirectory(prefix="juxian-upload-") as name:
        folder = Path(name)
        _write(upload, folder / "upload")
        with (folder / "upload").open("rb") as file:
            demand_free_of_viruses(file)
        yield _clean(_ask_child(folder, wanted), folder, wanted)


def _write(upload: UploadedFile, path: Path) -> None:
    upload.seek(0)
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)


def demand_free_of_viruses(content: BinaryIO) -> None:
    """Raise UnusableFile if the scanner knows what is in it, or did not look."""
    try:
        demand_clean(content)
    except Infected:
        raise UnusableFile(_("查出文件带有病毒，未予保存。请先查杀电脑或手机上的病毒，再重新生成文件上传。")) from None
    except ScannerAway:
        raise UnusableFile(_("查毒服务暂时没有响应，文件未予保存。请过几分钟重新上传。")) from None


def _ask_child(folder: Path, wanted: Wanted) -> dict[str, object]:
    order = asdict(wanted) | {"largest_pdf": LARGEST_PDF, "largest_picture": LARGEST_PICTURE}
    command = [sys.executable, "-I", str(_CHILD), str(folder), json.dumps(order)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, env={}, cwd=folder)
        answer: dict[str, object] = json.loads(done.stdout or b"{}")
    except (subprocess.TimeoutExpired, OSError, ValueError):
        answer = {}
    return answer or {"refused": "exhausted"}


def _clean(answer: dict[str, object], folder: Path, wanted: Wanted) -> Clean:
    if "refused" in answer:
        raise UnusableFile(_reason(str(answer["refused"]), wanted))
    thumbnail = folder / "thumbnail.jpg"
    return Clean(
        path=folder / str(answer["file"]),
        thumbnail=thumbnail if thumbnail.exists() else None,
        content_type=str(answer["content_type"]),
        pages=int(str(answer["pages"])),
    )


def _reason(code: str, wanted: Wanted) -> str:
    accepted = _("JPG 或 PNG 图片") if wanted.pictures_only else _("JPG、PNG 图片或 PDF")
    reasons = {
        "exhausted": _("文件异常，打开时耗尽了资源。请重新扫描或拍照后上传。"),
        "too_many_pixels": _("图片的像素数过大，无法处理。请缩小尺寸或另存为 JPG 后上传。"),
        "broken": _("图片已损坏，无法打开。请重新扫描或拍照后上传。"),
        "heic": _(
            "这是 HEIC 格式的照片，多数电脑无法打开。请在手机“设置 → 相机 → 格式”中选择“兼容性最佳”后重拍，"
            "或将照片截屏、另存为 JPG 后上传。"
        ),
        "other": _("文件内容不是%(accepted)s（文件名的后缀不作数）。请转换格式后上传。") % {"accepted": accepted},
        "pdf_not_here": _("文件内容是 PDF，此处只接受%(accepted)s。请导出为图片后上传。") % {"accepted": accepted},
        "pdf_broken": _("PDF 文件已损坏，无法打开。请重新生成后上传。"),
        "pdf_password": _("PDF 文件设有打开密码。请取消密码后上传。"),
        "shape": _("图片过于狭长，无法辨认。请分成几张图片后上传。"),
        "pdf_script": _("PDF 文件含有脚本。请用“打印”另存为新的 PDF 后上传。"),
        "pdf_launch": _("PDF 文件会启动其他程序。请用“打印”另存为新的 PDF 后上传。"),
        "pdf_submit": _("PDF 文件会向外发送或读入表单数据。请用“打印”另存为新的 PDF 后上传。"),
        "pdf_embedded": _("PDF 文件含有内嵌附件。请用“打印”另存为新的 PDF，附件请单独上传。"),
        "pdf_media": _("PDF 文件含有音频、视频或三维内容。请用“打印”另存为新的 PDF 后上传。"),
        "pdf_xfa": _("PDF 文件是动态表单（XFA），多数软件无法显示。请用“打印”另存为新的 PDF 后上传。"),
        "pdf_heavy": _("PDF 文件内容过于复杂，打开会耗尽资源。请打印后扫描，或另存为图片后上传。"),
        "pdf_large": _("PDF 文件超过 %(limit)d MB。请降低扫描分辨率或分成几个文件后上传。")
        % {"limit": LARGEST_PDF // MEGABYTE},
        "pdf_pages": _("PDF 文件页数过多。请只上传需要的页。"),
        "photo_small": _("照片太小，打印会模糊。请使用至少 300×420 像素的照片。"),
    }
    return reasons.get(code, reasons["broken"])
