"""Reading what the portal prints with programs that know nothing of the portal."""

from __future__ import annotations

import subprocess
from pathlib import Path

from playwright.sync_api import Page


def fetched(page: Page, link: str) -> bytes:
    """Return the PDF behind a link of the page, as this visitor gets it."""
    address = page.get_by_role("link", name=link).first.get_attribute("href")
    assert address
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    return answer.body()


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def pages_of(pdf: bytes, folder: Path) -> list[Path]:
    """Render every page as a picture."""
    command = ["pdftoppm", "-r", "110", "-png", "-", str(folder / "page")]
    subprocess.run(command, input=pdf, capture_output=True, check=True)
    return sorted(folder.glob("page*.png"))


def qr_of(picture: Path) -> str:
    """Read the QR code of a rendered page with zbar."""
    found = subprocess.run(["zbarimg", "--quiet", "--raw", str(picture)], capture_output=True, check=True, text=True)
    return found.stdout.strip()
