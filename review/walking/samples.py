"""Small real files: what `sample` stands for among the attachments."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from applications.scheme import Slot

PDF_WORDS = ("pdf", "sample pdf")


def uploads(given: Any, slot: Slot, folder: Path) -> list[SimpleUploadedFile]:
    """Return the files that a case gives for a slot: `sample`, a path from the case file, or a list of these."""
    entries = [] if given is None else given if isinstance(given, list) else [given]
    return [_upload(entry, slot, folder, number) for number, entry in enumerate(entries, start=1)]


def is_sample(given: Any) -> bool:
    """Whether all files given for a slot are made by us, so that they can be made again."""
    return not missing_files(given, None)


def missing_files(given: Any, folder: Path | None) -> list[str]:
    """Return the files that are named for a slot and are not in the folder; without one, all that are no samples."""
    entries = given if isinstance(given, list) else [given]
    named = [str(entry) for entry in entries if entry is not None and _sample_kind(entry) is None]
    return [name for name in named if folder is None or not (folder / name).is_file()]


def _sample_kind(entry: Any) -> str | None:
    if isinstance(entry, dict) and set(entry) == {"sample"}:
        return "pdf" if str(entry["sample"]) == "pdf" else "picture"
    word = str(entry).strip().lower()
    if word in ("sample", "true"):
        return "picture"
    return "pdf" if word in PDF_WORDS else None


def _upload(entry: Any, slot: Slot, folder: Path, number: int) -> SimpleUploadedFile:
    kind = _sample_kind(entry)
    if kind is None:
        path = folder / str(entry)
        return SimpleUploadedFile(path.name, path.read_bytes())
    if kind == "pdf":
        return SimpleUploadedFile(f"{slot.key}-{number}.pdf", _pdf(slot, number), "application/pdf")
    return SimpleUploadedFile(f"{slot.key}-{number}.png", _picture(slot, number), "image/png")


def _picture(slot: Slot, number: int) -> bytes:
    picture, file = _drawn(slot, number), io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _pdf(slot: Slot, number: int) -> bytes:
    file = io.BytesIO()
    _drawn(slot, number).save(file, "PDF")
    return file.getvalue()


def _drawn(slot: Slot, number: int) -> Image.Image:
    """A sheet with the slot's name on it, or a head and shoulders; never two alike, as no two scans are."""
    size = (413, 579) if slot.photo else (480, 680)
    picture = Image.new("RGB", size, "#f4f1e8")
    pen = ImageDraw.Draw(picture)
    if slot.photo:
        pen.ellipse((137, 110, 277, 290), fill="#c9a182")
        pen.ellipse((60, 310, 354, 800), fill="#35506b")
    else:
        pen.rectangle((30, 30, 450, 650), outline="#777777", width=2)
        pen.text((50, 60), f"SAMPLE {slot.key} {number}", fill="#222222")
    return picture
