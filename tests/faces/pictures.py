"""Pictures of every page visited, for people to look through: var/faces/index.html, with FACES_SHOTS=1."""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.stage import ROOT

SHOTS = ROOT / "var" / "faces"
NAME = re.compile(r"(?P<page>.+)-(?P<width>\d+)-(?P<language>[\w-]+)\.png")
SHEET = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Every page</title>
<style>body{{font:14px sans-serif}}figure{{display:inline-block;margin:4px;vertical-align:top}}img{{width:240px;border:1px solid}}</style>
<h1>Every page, at both widths and in both languages</h1>
{sections}
</html>
"""


def are_wanted() -> bool:
    return bool(os.environ.get("FACES_SHOTS"))


def keep_picture(page: Page, of: str, language: str, width: int) -> None:
    """Keep the whole page as it stands, if pictures are wanted."""
    if are_wanted():
        SHOTS.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w-]+", "-", of).strip("-")[:120]
        page.screenshot(path=SHOTS / f"{name}-{width}-{language}.png", full_page=True, animations="disabled")


def write_sheet() -> None:
    """Lay all pictures out on one page; whichever worker ends last has them all."""
    pages = dict[str, list[Path]]()
    for file in sorted(SHOTS.glob("*.png")):
        if found := NAME.fullmatch(file.name):
            pages.setdefault(found["page"], []).append(file)
    sections = "\n".join(_section(name, files) for name, files in pages.items())
    (SHOTS / "index.html").write_text(SHEET.format(sections=sections), encoding="utf-8")


def _section(name: str, files: list[Path]) -> str:
    shown = "".join(
        f'<figure><a href="{file.name}"><img loading="lazy" src="{file.name}" alt=""></a>'
        f"<figcaption>{escape(' '.join(file.stem.rsplit('-', 3)[1:]))}</figcaption></figure>"
        for file in files
    )
    return f"<h2>{escape(name)}</h2>{shown}"
