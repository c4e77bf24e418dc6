"""Files that administrators publish: PDFs and pictures written anew, office documents looked through and kept as they are."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from portal.files.inspection import UnusableFile, Wanted, inspect
from portal.files.inspection.inspecting import demand_free_of_viruses

MEGABYTE = 1024 * 1024
LARGEST_DOCUMENT = 10 * MEGABYTE
LARGEST_UNPACKED = 100 * MEGABYTE
MOST_PARTS = 5000

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", XLSX: "xlsx", DOCX: "docx"}
_MAIN_PARTS = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}
_ACTIVE = ("vbaproject", "activex/", "embeddings/", "oleobject", "externallinks/")
"""Names of parts that do something, or bring along what nobody looked at."""


@dataclass(frozen=True)
class Document:
    """What may be published."""

    content: bytes
    content_type: str

    @property
    def ending(self) -> str:
        return ENDINGS[self.content_type]


def document_of(upload: UploadedFile[Any]) -> Document:
    """Return what may be published of an upload. Raises UnusableFile with the reason."""
    upload.seek(0)
    is_archive = upload.read(4) == b"PK\x03\x04"
    upload.seek(0)
    return _office_document(upload) if is_archive else _written_anew(upload)


def _written_anew(upload: UploadedFile[Any]) -> Document:
    with inspect(upload, Wanted()) as clean:
        return Document(clean.path.read_bytes(), clean.content_type)


def _office_document(upload: UploadedFile[Any]) -> Document:
    if (upload.size or 0) > LARGEST_DOCUMENT:
        raise UnusableFile(_("文件超过 %(limit)d MB，请缩小后再上传。") % {"limit": LARGEST_DOCUMENT // MEGABYTE})
    content_type = _looked_through(upload)
    upload.seek(0)
    content = upload.read()
    demand_free_of_viruses(io.BytesIO(content))
    return Document(content, content_type)


def _looked_through(upload: UploadedFile[Any]) -> str:
    """Return the type of an office document from its list of parts; nothing is unpacked."""
    try:
        with zipfile.ZipFile(upload) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UnusableFile(_("文件已损坏，无法打开。请重新生成后上传。")) from None
    names = {part.filename for part in parts}
    main = next((one for name, one in _MAIN_PARTS.items() if name in names), None)
    if main is None or "[Content_Types].xml" not in names:
        raise UnusableFile(_("压缩包不能发布。请上传 PDF、XLSX、DOCX、JPG 或 PNG 文件。"))
    if any(mark in name.lower() for name in names for mark in _ACTIVE):
        raise UnusableFile(_("文件含有宏、控件、内嵌对象或外部链接。请去除后另存为普通的 XLSX 或 DOCX 再上传。"))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnusableFile(_("文件展开后过大，打开会耗尽资源。请精简内容后上传。"))
    return main
