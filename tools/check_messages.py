"""Fails unless the English catalogue says everything that the source says in Chinese, and nothing else.

The sentences are collected as `make messages` would, in a copy of the source, so that checking changes no file. What the
source says outside of them, and what the files in schemes/ say, is looked at by `check_texts`.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

# Run as a file it knows its own folder only.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.check_texts import (
    all_faults,
    faults_in_catalogue,
)  # run as a file it knows its own folder only, hence the line above

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = Path("locale/en/LC_MESSAGES")
SOURCES = ("portal", "units", "applications", "certificates", "review", "templates", "static")
PLACEHOLDER = re.compile(r"%\([^)]*\)[a-z]|%[sd]|\{[^}]*\}")

Key = tuple[str | None, str]


def collect(target: Path) -> dict[str, polib.POFile]:
    """What the source asks to have translated, by domain."""
    for source in SOURCES:
        if (ROOT / source).exists():
            shutil.copytree(ROOT / source, target / source, ignore=shutil.ignore_patterns("__pycache__"))
    (target / "locale").mkdir()
    for domain in ("django", "djangojs"):
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", "en", "-d", domain, "-v", "0", "--no-wrap"],
            cwd=target,
            check=True,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )
    return {path.stem: polib.pofile(str(path)) for path in (target / CATALOGUES).glob("*.po")}


def by_key(catalogue: polib.POFile) -> dict[Key, polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def faults_of_entry(entry: polib.POEntry) -> Iterator[str]:
    if entry.fuzzy:
        yield f"fuzzy: {entry.msgid!r}"
    elif not all(translations(entry)):
        yield f"not translated: {entry.msgid!r}"
    elif any(placeholders(text) - placeholders(entry.msgid) for text in translations(entry)):
        yield f"placeholders differ: {entry.msgid!r}"


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def faults(wanted: polib.POFile, path: Path) -> Iterator[str]:
    catalogue = by_key(polib.pofile(str(path))) if path.exists() else {}
    keys = by_key(wanted)
    yield from (f"not in the catalogue: {msgid!r}" for context, msgid in keys.keys() - catalogue.keys())
    yield from (f"no longer in the source: {msgid!r}" for context, msgid in catalogue.keys() - keys.keys())
    for entry in catalogue.values():
        yield from faults_of_entry(entry)


def main() -> int:
    with tempfile.TemporaryDirectory() as directory:
        found = [
            f"{CATALOGUES / domain}.po: {fault}"
            for domain, wanted in sorted(collect(Path(directory)).items())
            for fault in sorted(faults(wanted, ROOT / CATALOGUES / f"{domain}.po"))
        ]
    found += [
        f"{CATALOGUES / domain}.po: {fault}"
        for domain in ("django", "djangojs")
        if (path := ROOT / CATALOGUES / f"{domain}.po").exists()
        for fault in faults_in_catalogue(polib.pofile(str(path)))
    ]
    found += all_faults()
    print(*found, sep="\n" if found else "", end="\n" if found else "")
    print(f"translations: {len(found)} faults" + (" (see `make messages`)" if found else ""))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
