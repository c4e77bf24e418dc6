"""Compiles the catalogues in locale/ that changed. Does not need gettext, so that running the portal does not."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def is_stale(source: Path, target: Path) -> bool:
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def main() -> None:
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if is_stale(source, target):
            polib.pofile(str(source)).save_as_mofile(str(target))


if __name__ == "__main__":
    main()
