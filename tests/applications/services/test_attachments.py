"""Files as people send them, and as others forge them."""

import io
import struct
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from applications.models import Application, Attachment
from applications.queries import present_attachments
from applications.services.attachments import UnableToAttach, add_attachment, remove_attachment, safe_name
from applications.services.submitting import submit_application
from portal.policy import Refused
from tests.applications.filling import complete, fill, picture, put
from tests.builders import make_person
from units.models import Unit

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024


def noise(size: tuple[int, int], kind: str = "JPEG", **options: object) -> bytes:
    """A picture that cannot be compressed, as large photos are."""
    drawn = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(drawn, kind, **options)
    return drawn.getvalue()


def pdf(**root: object) -> bytes:
    written = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.update(pikepdf.Dictionary(**root)) if root else None
        document.save(written)
    return written.getvalue()


def png_bomb(side: int) -> bytes:
    """A small file that claims side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes(side * 20), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def opened(attachment: Attachment) -> Image.Image:
    with attachment.file.open("rb") as file:
        found = Image.open(io.BytesIO(file.read()))
        found.load()
        return found


@pytest.mark.requirement("NB-25")
def test_a_photo_of_20_mb_is_shrunk_to_1_mb_and_not_refused(draft: Application) -> None:
    content = noise((5200, 4200), quality=98)
    content += b"\0" * (20 * MEGABYTE - len(content))

    stored = put(draft, "nb_identity", content)

    assert stored.size <= MEGABYTE
    assert stored.content_type == "image/jpeg"
    assert max(opened(stored).size) > 1000


def test_more_than_30_mb_is_refused_with_what_to_do(draft: Application) -> None:
    with pytest.raises(UnableToAttach, match=r"超过 30 MB.*缩小后再上传"):
        put(draft, "nb_identity", b"\xff\xd8" + bytes(30 * MEGABYTE))


@pytest.mark.requirement("NB-23")
def test_the_portrait_is_cut_to_two_inches_at_300_dpi(draft: Application) -> None:
    stored = put(draft, "nb_photo", picture((1000, 1000)))

    assert opened(stored).size == (413, 579)
    assert round(opened(stored).info["dpi"][0]) == 300


def test_a_portrait_of_few_pixels_is_refused(draft: Application) -> None:
    with pytest.raises(UnableToAttach, match="照片太小"):
        put(draft, "nb_photo", picture((120, 160)))


def test_a_portrait_takes_the_old_ones_place(draft: Application) -> None:
    first = put(draft, "nb_photo")
    second = put(draft, "nb_photo", picture(colour="#a03030"))

    assert [one.public_id for one in present_attachments(draft)] == [second.public_id]
    assert not Attachment.objects.filter(pk=first.pk).exists()


def test_turned_pictures_stand_upright_and_tell_nothing_of_the_camera(draft: Application) -> None:
    drawn = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "camera of Yunfan"
    Image.new("RGB", (800, 400), "red").save(drawn, "JPEG", exif=exif)

    stored = put(draft, "nb_identity", drawn.getvalue())

    assert opened(stored).size == (400, 800)
    assert not opened(stored).getexif()
    with stored.file.open("rb") as file:
        assert b"camera" not in file.read()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "BMP", "GIF", "TIFF"])
def test_other_kinds_of_pictures_become_jpegs(draft: Application, kind: str) -> None:
    assert put(draft, "nb_identity", picture(kind=kind)).content_type == "image/jpeg"


def test_transparent_pictures_get_a_white_ground(draft: Application) -> None:
    drawn = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(drawn, "PNG")

    assert opened(put(draft, "nb_identity", drawn.getvalue())).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.requirement("NB-30")
@pytest.mark.parametrize(
    "name",
    [
        "扫描 件(1)#?&%.jpg",
        "../../etc/passwd",
        "a\x00b\r\n.jpg",
        "",
        "<script>alert(1)</script>.jpg",
        "长" * 300 + ".jpeg",
        "‮gpj.exe",
    ],
)
def test_any_file_name_will_do(draft: Application, name: str) -> None:
    stored = put(draft, "nb_identity", name=name or "?")

    assert stored.file.name.endswith("/file.jpg")
    assert len(stored.original_name) <= 120
    assert not set(stored.original_name) & set("/\\\x00\r\n‮")


def test_names_keep_what_people_know_them_by() -> None:
    assert safe_name("C:\\fakepath\\身份证 (正面).JPG") == "身份证 (正面).JPG"
    assert safe_name("..") == "未命名文件"


def test_a_pdf_called_jpg_is_taken_as_the_pdf_that_it_is(draft: Application) -> None:
    stored = put(draft, "nb_identity", pdf(), name="证书.jpg")

    assert (stored.content_type, stored.pages) == ("application/pdf", 1)
    assert stored.file.name.endswith(".pdf")


def test_a_pdf_called_jpg_is_refused_where_only_pictures_are_taken(draft: Application) -> None:
    with pytest.raises(UnableToAttach, match="文件内容是 PDF"):
        put(draft, "nb_photo", pdf(), name="photo.jpg")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<script>alert(1)</script>" * 50, "文件名的后缀不作数"),
        (b"#!/bin/sh\nrm -rf /\n", "文件名的后缀不作数"),
        (b"PK\x03\x04" + bytes(200), "文件名的后缀不作数"),
        (b"", "空文件"),
        (b"\xff\xd8\xff\xe0" + bytes(300), "不是|已损坏"),
        (picture((900, 900), "#123456")[:2000], "已损坏"),
        (b"\0\0\0\x18ftypheic" + bytes(300), "HEIC.*兼容性最佳"),
        (b"%PDF-1.7\n garbage", "PDF 文件已损坏"),
        (pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")), "含有脚本"),
        (pdf(AA=pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))), "启动其他程序"),
        (pdf(Names=pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=[]))), "内嵌附件"),
    ],
)
def test_what_is_no_harmless_picture_or_pdf_is_refused(draft: Application, content: bytes, reason: str) -> None:
    with pytest.raises(UnableToAttach, match=reason):
        put(draft, "nb_identity", content, name="照片.jpg")
    assert not present_attachments(draft).exists()


def test_a_pdf_with_a_password_is_refused(draft: Application) -> None:
    written = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(written, encryption=pikepdf.Encryption(owner="o", user="u"))

    with pytest.raises(UnableToAttach, match="打开密码"):
        put(draft, "nb_identity", written.getvalue(), name="a.pdf")


def test_a_decompression_bomb_is_refused(draft: Application) -> None:
    with pytest.raises(UnableToAttach, match="像素数过大"):
        put(draft, "nb_identity", png_bomb(30_000), name="bomb.png")


def test_a_file_that_is_two_things_leaves_only_the_picture(draft: Application) -> None:
    stored = put(draft, "nb_identity", picture() + b"<html><script>alert(1)</script>PK\x03\x04")

    with stored.file.open("rb") as file:
        assert b"script" not in file.read()


@pytest.mark.requirement("NB-43")
def test_several_files_stand_beside_each_other_up_to_the_limit(draft: Application, unit: Unit) -> None:
    for number in range(10):
        put(draft, "nb_identity", picture((300, 300 + 20 * number)))

    with pytest.raises(UnableToAttach, match="最多上传 10 个"):
        put(draft, "nb_identity", picture((700, 300)))


def test_the_same_file_twice_is_one(draft: Application) -> None:
    assert put(draft, "nb_identity").pk == put(draft, "nb_identity", name="again.jpg").pk


def test_a_slot_that_is_not_offered_takes_nothing(draft: Application, unit: Unit) -> None:
    fill(draft, unit, degree_origin="domestic")

    with pytest.raises(UnableToAttach, match="不需要这一项"):
        put(draft, "nb_foreign_degree_auth")
    with pytest.raises(UnableToAttach, match="不需要这一项"):
        put(draft, "no_such_slot")


@pytest.mark.requirement("NB-49")
def test_the_sealed_form_waits_for_the_end_of_the_employers_publicity(draft: Application, unit: Unit) -> None:
    fill(draft, unit, unit_publicity_start="2026-11-02", unit_publicity_end="2026-11-06")

    with pytest.raises(UnableToAttach, match="单位公示于 2026-11-06 结束"):
        put(draft, "nb_form_sealed")


@pytest.mark.requirement("NB-54")
def test_after_submission_no_file_comes_or_goes(draft: Application, unit: Unit) -> None:
    application = complete(draft, unit)
    submit_application(application_id=application.pk, user=application.applicant)
    kept = present_attachments(application).get(slot="nb_identity")

    with pytest.raises(Refused, match="不能修改"):
        put(application, "nb_identity", picture(colour="#000"))
    with pytest.raises(Refused, match="不能修改"):
        remove_attachment(application_id=application.pk, user=application.applicant, public_id=kept.public_id)


def test_only_the_applicant_puts_files_in(draft: Application) -> None:
    stranger = make_person(draft.tenant)
    with pytest.raises(Refused, match="只有申报人本人"):
        add_attachment(
            application_id=draft.pk, user=stranger, slot="nb_identity", upload=SimpleUploadedFile("a.jpg", picture())
        )


def test_removing_deletes_the_file_and_twice_is_no_fault(
    draft: Application, django_capture_on_commit_callbacks
) -> None:
    stored = put(draft, "nb_identity")

    with django_capture_on_commit_callbacks(execute=True):
        remove_attachment(application_id=draft.pk, user=draft.applicant, public_id=stored.public_id)
    remove_attachment(application_id=draft.pk, user=draft.applicant, public_id=stored.public_id)

    assert not Attachment.objects.exists()
    assert not stored.file.storage.exists(stored.file.name)
