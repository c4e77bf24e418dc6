"""Files made to hurt: each is refused in words, or stored as a harmless copy; none costs much."""

import io
import os
import subprocess
import sys
import time

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.files.inspection import UnusableFile, Wanted, inspect
from tools.chaos.bombs import bombs, pdf, picture

BOMBS = bombs()
PAYLOADS = (b"<?php", b"<script", b"shell.php", b"system(")
TAKEN = {"jpeg and php", "jpeg and html", "jpeg and zip", "png and zip", "pdf and zip", "jpeg and pdf"}

REASONS = {
    "png of 900 million pixels": "像素数过大",
    "jpeg of 65327 by 169": "过于狭长",
    "jpeg that claims 65500 by 65500": "像素数过大",
    "jpeg cut in half": "已损坏",
    "pdf with a script": "含有脚本",
    "pdf with a script behind ten jumps": "含有脚本",
    "pdf with a script on a page": "含有脚本",
    "pdf that launches": "启动其他程序",
    "pdf that submits": "发送或读入",
    "pdf with a film": "音频、视频",
    "pdf with rich media": "音频、视频",
    "pdf with a file on a page": "内嵌附件",
    "pdf with an attachment": "内嵌附件",
    "pdf portfolio": "内嵌附件",
    "pdf with a dynamic form": "XFA",
    "pdf with a password": "打开密码",
    "pdf of nested forms": "过于复杂",
    "pdf of a form in itself": "过于复杂",
    "pdf whose page unpacks to 500 MB": "过于复杂",
    "pdf whose page is packed three times": "过于复杂",
    "pdf of long work": "过于复杂",
    "pdf of 60000 objects": "过于复杂",
    "pdf with an image of 3600 million pixels": "过于复杂",
    "pdf of 400 pages": "页数过多",
    "svg with a script": "后缀不作数",
    "office document": "后缀不作数",
    "program": "后缀不作数",
}


def outcome(content: bytes) -> tuple[str, bytes]:
    try:
        with inspect(SimpleUploadedFile("file", content), Wanted()) as clean:
            return "", clean.path.read_bytes()
    except UnusableFile as unusable:
        return str(unusable), b""


def copy_of(content: bytes) -> bytes:
    reason, copy = outcome(content)
    assert reason == ""
    return copy


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_words_or_leaves_a_harmless_copy(name: str) -> None:
    start = time.monotonic()
    reason, copy = outcome(BOMBS[name])

    assert time.monotonic() - start < 10
    assert REASONS.get(name, "") in reason
    assert bool(reason) != bool(copy)
    assert (reason == "") if name in TAKEN else True
    assert not any(payload in copy for payload in PAYLOADS)
    assert copy[:5] in (b"", b"%PDF-") or copy.startswith(b"\xff\xd8\xff")


MOST_MEMORY = """
import resource, django
django.setup()
from tests.portal.files.inspection.test_bombs import BOMBS, outcome
outcome(BOMBS["png of just 40 million pixels"])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_no_child_takes_more_memory_than_it_may() -> None:
    """Asked of a process that has no other children; a browser would count here."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    done = subprocess.run([sys.executable, "-c", MOST_MEMORY], capture_output=True, text=True, env=environment)
    assert 10 * 1024 < int(done.stdout) <= 512 * 1024, done.stderr[-2000:]


def test_a_copy_of_a_pdf_names_no_one_and_leads_nowhere() -> None:
    def fill(document: pikepdf.Pdf) -> None:
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://127.0.0.1/phish"),
        )
        document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(link)])
        document.docinfo["/Author"] = "Somebody"
        document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])

    copy = copy_of(pdf(fill, object_stream_mode=pikepdf.ObjectStreamMode.disable))

    assert not any(word in copy for word in (b"phish", b"Somebody", b"OpenAction", b"Annot"))


def test_a_stamp_on_a_page_is_still_seen_on_its_copy() -> None:
    def stamp(document: pikepdf.Pdf) -> None:
        look = document.make_stream(
            b"1 0 0 rg 0 0 9 9 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9]
        )
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Stamp,
            Rect=[0, 0, 9, 9],
            F=4,
            AP=pikepdf.Dictionary(N=look),
        )
        document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(note)])

    with pikepdf.open(io.BytesIO(copy_of(pdf(stamp)))) as document:
        page = document.pages[0].obj
        drawn = [one.read_bytes() for one in page.Resources.XObject.values()]
        assert any(b"0 0 9 9 re f" in one for one in drawn)
        assert "/Annots" not in page


def test_a_pdf_protected_against_changes_is_taken_and_opens() -> None:
    copy = copy_of(pdf(encryption=pikepdf.Encryption(owner="o", user="")))

    with pikepdf.open(io.BytesIO(copy)) as document:
        assert not document.is_encrypted


def test_the_same_pdf_gives_the_same_copy() -> None:
    content = pdf()
    assert copy_of(content) == copy_of(content)


def test_a_picture_keeps_no_place_and_no_comment() -> None:
    copy = copy_of(picture(comment=b"at home"))
    assert b"at home" not in copy
    assert b"Exif" not in copy


@pytest.mark.parametrize("fault", [OSError("no more processes"), ValueError("half an answer")])
def test_a_child_that_cannot_answer_is_a_refusal(monkeypatch, fault: Exception) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise fault

    monkeypatch.setattr("portal.files.inspection.inspecting.subprocess.run", fail)
    assert "耗尽了资源" in outcome(picture())[0]
