"""Reading what the portal prints with programs that know nothing of the portal."""

from __future__ import annotations

import subprocess
from pathlib import Path

from playwright.sync_api import Locator


def fetched(link: Locator) -> bytes:
    """Return the PDF behind a link, as this visitor's browser gets it."""
    kind, content = link.evaluate(
        """async link => {
            const answer = await fetch(link.href);
            const bytes = new Uint8Array(await answer.arrayBuffer());
            return [answer.headers.get("content-type"), Array.from(bytes, b => String.fromCharCode(b)).join("")];
        }"""
    )
    assert kind == "application/pdf"
    return str(content).encode("latin-1")


def text_of(pdf: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def pages_of(pdf: bytes, folder: Path) -> list[Path]:
    """Render every page as a picture."""
    command = ["pdftoppm", "-r", "110", "-png", "-", str(folder / "page")]
    subprocess.run(command, input=pdf, capture_output=True, check=True)
    return sorted(folder.glob("page*.png"))


def qr_of(picture: Path) -> str:
    """Read the QR code of a rendered page with zbar."""
    found = subprocess.run(["zbarimg", "--quiet", "--raw", str(picture)], capture_output=True, check=True, text=True)
    return found.stdout.strip()
