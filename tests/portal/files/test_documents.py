"""What administrators may publish, and what is refused with which words."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.files.documents import DOCX, LARGEST_DOCUMENT, XLSX, document_of
from portal.files.inspection import UnusableFile
from tests.builders import make_picture
from tests.portal.files.archives import office_file


def upload(content: bytes, name: str = "文件") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("part", "content_type", "ending"), [("xl/workbook.xml", XLSX, "xlsx"), ("word/document.xml", DOCX, "docx")]
)
def test_an_office_document_is_known_by_its_parts_and_kept_as_it_is(part: str, content_type: str, ending: str) -> None:
    content = office_file(part)
    found = document_of(upload(content, "没有后缀"))
    assert (found.content, found.content_type, found.ending) == (content, content_type, ending)


def test_a_picture_is_written_anew() -> None:
    found = document_of(upload(make_picture(size=(60, 80)), "图.docx"))
    assert (found.content_type, found.ending) == ("image/jpeg", "jpg")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (office_file("xl/workbook.xml", "xl/vbaProject.bin"), "含有宏"),
        (office_file("word/document.xml", "word/embeddings/oleObject1.bin"), "内嵌对象"),
        (office_file("xl/workbook.xml", "xl/externalLinks/externalLink1.xml"), "外部链接"),
        (office_file("manual.txt"), "压缩包不能发布"),
        (office_file("xl/workbook.xml")[:-30], "文件已损坏"),
        (b"PK\x03\x04 and no more", "文件已损坏"),
        (b"just words", "文件内容不是"),
        (office_file("word/document.xml") + b"0" * LARGEST_DOCUMENT, "文件超过 10 MB"),
    ],
)
def test_what_does_something_or_is_no_document_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(UnusableFile, match=reason):
        document_of(upload(content))


def test_a_document_that_unpacks_to_too_much_is_refused_without_unpacking_it() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"")
        archive.writestr("xl/workbook.xml", b"0" * 101 * 1024 * 1024)
    with pytest.raises(UnusableFile, match="展开后过大"):
        document_of(upload(held.getvalue()))
