import datetime as dt
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from applications.models import Application, Attachment
from certificates.addresses import form_address, token_in, verification_address
from certificates.models import Certificate
from certificates.rendering import CertificateFault, render_pdf
from certificates.rendering.filing import file_certificate, stored_pdf
from certificates.services.issuing import printed_certificate
from portal.tenants.models import Tenant
from tests.builders import make_attachment, make_picture, scheme_of

Issued = Callable[..., Certificate]

TEMPLATE = scheme_of().files["certificate.html"]
ADDRESS = "http://ningbo.localhost:8000/verify/AbCdEfGhIjKlMnOpQrStUv/"
CONTENT: dict[str, Any] = {
    "number": "NBRC2026000001",
    "title": {"zh": "认定证书", "en": "Certificate"},
    "body": {"zh": "认定上述人员为高层次人才。", "en": "The person named above is recognised."},
    "note": {"zh": "不再发放纸质证书。", "en": "No paper certificate is issued."},
    "name": "𠮷䶮秀强",
    "id_type": {"zh": "居民身份证", "en": "Resident identity card"},
    "id_masked": "3****************3",
    "unit": "精密装备研究院有限公司",
    "category": {"code": "D", "zh": "拔尖人才", "en": "Top-notch talents"},
    "condition": None,
    "bureau": {"zh": "人力资源和社会保障局", "en": "Human Resources Bureau"},
    "issued_on": "2026-11-20",
    "valid_until": None,
    "photo": None,
}


def pages_of(pdf: bytes, folder: Path) -> list[Path]:
    (folder / "certificate.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "110", "-png", "certificate.pdf", "page"], cwd=folder, check=True)
    return sorted(folder.glob("page*.png"))


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


@pytest.mark.requirement("NB-95")
def test_qr_code_on_the_page_is_read_by_zbarimg(tmp_path: Path) -> None:
    pages = pages_of(render_pdf(TEMPLATE, CONTENT, make_picture(), ADDRESS), tmp_path)
    assert len(pages) == 1
    read = subprocess.run(["zbarimg", "-q", "--raw", pages[0]], capture_output=True, check=True)
    assert read.stdout.decode().strip() == ADDRESS


@pytest.mark.requirement("NB-94", "NB-95")
def test_text_has_rare_characters_number_and_where_to_verify() -> None:
    text = text_of(render_pdf(TEMPLATE, CONTENT, None, ADDRESS))
    for part in (
        "𠮷䶮秀强",
        "NBRC2026000001",
        "2026年11月20日",
        "20 November 2026",
        "不再发放纸质证书",
        "ningbo.localhost:8000/verify",
    ):
        assert part in text


def test_rare_characters_are_drawn_by_a_font_that_has_them(tmp_path: Path) -> None:
    """Text alone would also be right with a font that draws the wrong character: the fonts must be whole ones."""
    (tmp_path / "a.pdf").write_bytes(render_pdf(TEMPLATE, CONTENT, None, ADDRESS))
    fonts = subprocess.run(["pdffonts", "a.pdf"], cwd=tmp_path, capture_output=True, check=True).stdout.decode()
    names = {line.split()[0].partition("+")[2] for line in fonts.splitlines()[2:]}
    assert all(name.startswith("Noto-Serif-CJK-SC") for name in names)


def test_same_input_gives_the_same_bytes() -> None:
    first = render_pdf(TEMPLATE, CONTENT, make_picture(), ADDRESS)
    assert first == render_pdf(TEMPLATE, CONTENT, make_picture(), ADDRESS)


def test_longest_name_and_unit_stay_on_one_page(tmp_path: Path) -> None:
    content = CONTENT | {"name": "Wolfe " * 10, "unit": "研究院" * 40, "valid_until": "2029-11-19"}
    assert len(pages_of(render_pdf(TEMPLATE, content, make_picture(), ADDRESS), tmp_path)) == 1


def test_a_character_no_font_has_is_refused() -> None:
    with pytest.raises(CertificateFault, match=r"U\+E863"):
        render_pdf(TEMPLATE, CONTENT | {"name": "张\ue863"}, None, ADDRESS)


@pytest.mark.parametrize(
    "template",
    [
        "<p>{{ nmae }}",
        "{% load static %}",
        "{% include 'base.html' %}",
        "{{ name|safe }}",
        "<img src='file:///etc/passwd'>",
        "<img src='http://127.0.0.1/x.png'>",
        "<link rel=stylesheet href='file:///etc/passwd'>",
        "<link rel=attachment href='file:///etc/passwd'>",
        "<p style='page-break-after: always'>1<p>2",
    ],
)
def test_a_template_that_asks_for_more_than_it_is_given_is_refused(template: str) -> None:
    with pytest.raises(CertificateFault):
        render_pdf(template, CONTENT, None, ADDRESS)


def test_markup_in_a_name_is_text() -> None:
    text = text_of(render_pdf(TEMPLATE, CONTENT | {"name": "<b>甲</b>"}, None, ADDRESS))
    assert "<b>甲</b>" in text


def test_a_photo_that_is_none_is_refused() -> None:
    with pytest.raises(CertificateFault, match="photo"):
        render_pdf(TEMPLATE, CONTENT, b"%PDF-1.7", ADDRESS)


def test_address_is_built_and_read_in_one_place(tenant: Tenant) -> None:
    token = "AbCdEfGhIjKlMnOpQrStUv"
    assert verification_address(tenant, token) == ADDRESS
    assert token_in(f" {ADDRESS} ") == token
    assert token_in("NBRC2026000001") is None
    assert token_in("https://elsewhere.example/") is None
    assert form_address(ADDRESS) == "ningbo.localhost:8000/verify"
    tenant.public_address = "https://rc.example.gov.cn/"
    assert verification_address(tenant, token) == f"https://rc.example.gov.cn/verify/{token}/"


def test_making_the_file_twice_leaves_one(issued: Issued) -> None:
    certificate = issued()
    first, second = file_certificate(certificate.pk), file_certificate(certificate.pk)
    assert (first.pdf.name, first.rendered_at) == (second.pdf.name, second.rendered_at)
    assert file_certificate(certificate.pk, anew=True).pdf.name == first.pdf.name
    folder = first.pdf.name.rpartition("/")[0]
    assert [name for name, _written in default_storage.names() if name.startswith(f"{folder}/")] == [first.pdf.name]


def test_a_damaged_file_is_made_again(issued: Issued) -> None:
    certificate = file_certificate(issued().pk)
    default_storage.place.put(certificate.pdf.name, b"%PDF- half")
    assert stored_pdf(certificate) is None
    assert printed_certificate(certificate=certificate).startswith(b"%PDF-1")
    assert stored_pdf(certificate) is not None


def test_a_fault_is_kept_on_the_row_until_the_next_try_succeeds(issued: Issued) -> None:
    certificate = issued("张\ue863")
    failed = file_certificate(certificate.pk)
    assert not failed.pdf
    assert "U+E863" in failed.render_fault
    certificate.content["name"] = "张三"
    certificate.save()
    assert file_certificate(certificate.pk).render_fault == ""


def test_the_photo_is_the_one_that_was_submitted(issued: Issued) -> None:
    certificate = issued()
    make_attachment(certificate.application, "nb_photo", make_picture(colour="red"))
    assert file_certificate(certificate.pk).pdf
    attachment = Attachment.objects.get(public_id=certificate.content["photo"]["id"])
    default_storage.save(attachment.file.name, ContentFile(make_picture(colour="red")))
    assert "not the one" in file_certificate(certificate.pk, anew=True).render_fault


def test_a_scheme_published_later_does_not_change_the_certificate(issued: Issued) -> None:
    certificate = file_certificate(issued().pk)
    application: Application = certificate.application
    assert application.scheme.files["certificate.html"] == TEMPLATE
    assert certificate.issued_on == dt.date(2026, 11, 20)
