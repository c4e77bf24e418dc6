"""What files are called: as they were uploaded, or by the scheme's rule (CY-57, CY-58)."""

from __future__ import annotations

import itertools
import unicodedata

from applications.models import Application, Attachment
from applications.scheme.slot_checks import NOT_IN_FILE_NAMES
from portal.files.documents import ENDINGS

LONGEST_STEM = 230
"""In bytes: with number and ending it stays within the 255 that a name may have."""


def names_of_files(application: Application) -> dict[str, str]:
    """Return, by public id, what the files are called that stand in the slots now, in the order they came.

    By the scheme's `file_names` where it has them, the second of two that would be called alike with -2; else as they
    were uploaded.
    """
    present = list(application.attachments.filter(removed_at__isnull=True).order_by("id"))
    return {one.public_id: name for one, name in zip(present, _names(application, present), strict=True)}


def _names(application: Application, files: list[Attachment]) -> list[str]:
    if application.scheme.file_names is None:
        return [one.original_name for one in files]
    stems = [_stem(application, one.slot) for one in files]
    numbers = [stems[: place + 1].count(stem) for place, stem in enumerate(stems)]
    return [
        f"{stem}{f'-{number}' if number > 1 else ''}.{ENDINGS[one.content_type]}"
        for one, stem, number in zip(files, stems, numbers, strict=True)
    ]


def _stem(application: Application, slot_key: str) -> str:
    """The pattern filled in, in Chinese as what is handed in; what is too long is cut where most of it is."""
    slot, pattern = application.scheme.slot(slot_key), application.scheme.file_names or ""
    parts = {
        "unit": _fit(application.unit.name if application.unit else ""),
        "applicant": _fit(application.applicant_name),
        "material": _fit((slot.material or slot.label).zh),
    }
    while len((stem := pattern.format_map(parts)).encode()) > LONGEST_STEM and any(parts.values()):
        longest = max(parts, key=lambda part: len(parts[part].encode()))
        parts[longest] = parts[longest][:-1]
    return stem.strip(" .-_")


def _fit(words: str) -> str:
    """Words as part of a name that every file system takes."""
    kept = (char for char in unicodedata.normalize("NFC", words) if unicodedata.category(char)[0] != "C")
    return "".join("_" if char in NOT_IN_FILE_NAMES else char for char in kept).strip()


def name_as_uploaded(file: Attachment) -> str:
    """Return the person's own name for a file, with the ending of what it really is."""
    ending = ENDINGS[file.content_type]
    stem, dot, last = file.original_name.rpartition(".")
    same = last.lower() in {ending, "jpeg" if ending == "jpg" else ending}
    return file.original_name if dot and same else f"{stem if dot else file.original_name}.{ending}"


def name_as_submitted(file: Attachment) -> str | None:
    """Return what the last submission with this file calls it; None if none has it."""
    submissions = file.application.submissions.order_by("-number")
    held = itertools.chain.from_iterable(one.attachments for one in submissions)
    return next((one["name"] for one in held if one["id"] == file.public_id), None)
