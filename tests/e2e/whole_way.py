"""What both whole ways through the portal share: who goes them, and what is read off the papers, by mouse or by keys."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Download, Page, expect

from applications.models import Application
from tests.e2e.papers import fetched, pages_of, qr_of, text_of
from tests.e2e.stage import Portal

NAME = "欧阳思远"
UNIT = "宁波市甬江港航设备有限公司"
MEGABYTE = 1024 * 1024


def code_from_sms(page: Page) -> str:
    """Read the code where the demonstration shows what a telephone would get."""
    telephone = page.context.new_page()
    telephone.goto("/notices/sms/")
    found = re.search(r"\d{6}", telephone.locator("tbody tr").first.locator("td").nth(2).inner_text())
    telephone.close()
    assert found
    return found[0]


def printed_form(page: Page, folder: Path) -> list[Path]:
    """Print the form: what was typed is on it, and room for the unit's opinion and seal."""
    pdf = fetched(page.locator(".print-panel a"))
    text = text_of(pdf)
    assert all(words in text for words in (NAME, UNIT, "港口航道与海岸工程", "公章", "意见"))
    printed = folder / "form"
    printed.mkdir()
    return pages_of(pdf, printed)


def assert_pictures_are_whole(page: Page) -> None:
    """No name of a file breaks its picture, and what is stored is within 1 MB."""
    thumbnails = page.locator(".file-card img")
    for number in range(thumbnails.count()):
        thumbnails.nth(number).scroll_into_view_if_needed()
        expect(thumbnails.nth(number)).to_have_js_property("complete", True)
        assert thumbnails.nth(number).evaluate("image => image.naturalWidth") > 0
    sizes = [attachment.size for attachment in Application.objects.get(applicant_name=NAME).attachments.all()]
    assert len(sizes) > 6
    assert max(sizes) <= MEGABYTE


def address_on(certificate: Download, portal: Portal, folder: Path) -> str:
    """Return the address that the QR code of a certificate holds; the certificate says whose it is."""
    file = folder / "certificate.pdf"
    certificate.save_as(file)
    text = re.sub(r"\s", "", text_of(file.read_bytes()))
    assert all(words in text for words in (NAME, "拔尖人才", "NBRC2026000001", "宁波市高层次人才分类认定证书"))
    rendered = folder / "certificate"
    rendered.mkdir()
    address = qr_of(pages_of(file.read_bytes(), rendered)[0])
    assert address.startswith(f"{portal.url}/verify/")
    return address


def assert_verifies(page: Page, address: str, answer: str) -> None:
    page.goto(address)
    expect(page.locator(".finding h2")).to_contain_text(answer)
    expect(page.locator(".finding")).to_contain_text("NBRC2026000001")
    expect(page.locator("body")).not_to_contain_text(NAME)
