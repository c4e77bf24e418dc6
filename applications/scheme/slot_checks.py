"""What must hold for the slots of a scheme, and for the names that their files are given."""

from __future__ import annotations

import re
from string import Formatter

from applications.scheme.faults import Path, suggestion
from applications.scheme.form import Each, Slot
from applications.scheme.model import Scheme
from applications.scheme.naming import Found, names_field

FILE_NAME_PARTS = ("unit", "applicant", "material")
SERVICE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
NOT_IN_FILE_NAMES = '<>:"/\\|?*'
"""What some file system does not take in a name."""


def slot_faults(scheme: Scheme) -> Found:
    """Yield every fault of the slots: (path of keys, what was expected)."""
    for number, slot in enumerate(scheme.slots):
        path: Path = ("slots", number)
        yield from _place(scheme, slot, path)
        yield from _letters(scheme, slot, path)
        yield from _count(scheme, slot, (*path, "at_least"))
        yield from _fetch(scheme, slot, path)
        yield from _proves(scheme, slot, (*path, "proves"))
        if slot.each is not None:
            yield from _each(scheme, slot.each, (*path, "each"))
        if slot.link and not slot.link.startswith(("https://", "http://")):
            yield (*path, "link"), "expected an address beginning with https://"
        if slot.guide is not None and not slot.guide.zh:
            yield (*path, "guide"), "expected at least one step"
        if slot.material and not scheme.file_names:
            yield (*path, "material"), "files are called so only in a scheme with `file_names`"
    yield from _file_names(scheme.file_names)


def _place(scheme: Scheme, slot: Slot, path: Path) -> Found:
    sections = [section.key for section in scheme.sections]
    if slot.section and slot.section not in sections:
        yield (*path, "section"), f"no such section{suggestion(slot.section, sections)}"
    if not slot.section and not any(section.slots for section in scheme.sections):
        yield path, "no section carries the attachments; expected `slots: true` on one, or `section` here"


def _letters(scheme: Scheme, slot: Slot, path: Path) -> Found:
    for key, letter in (("seals", slot.seals), ("blank", slot.blank)):
        if letter and letter not in scheme.letters:
            yield (*path, key), f"no such letter{suggestion(letter, scheme.letters)}"
    if slot.seals and slot.blank:
        yield (*path, "blank"), "expected either `seals` (printed from the form) or `blank` (filled in by hand)"


def _fetch(scheme: Scheme, slot: Slot, path: Path) -> Found:
    """The service itself may be set up later, in /manage/: until then nobody is offered to ask it."""
    if slot.fetch is None:
        if slot.fetch_hint:
            yield (*path, "fetch_hint"), "there is nothing to fetch; expected `fetch` beside it"
        return
    if not SERVICE.fullmatch(slot.fetch):
        yield (
            (*path, "fetch"),
            "expected the key of a service, such as social_insurance (a-z, 0-9, _ and -; 40 at most)",
        )
    if scheme.subject == "unit":
        yield (*path, "fetch"), "services are asked about a person; expected it in a scheme with `subject: person`"
    if slot.seals:
        yield (*path, "fetch"), "what is printed, sealed and uploaded cannot be fetched; expected `seals` or `fetch`"


def _proves(scheme: Scheme, slot: Slot, path: Path) -> Found:
    if slot.proves and slot.each is not None:
        yield path, "a slot with `each` proves its record; expected `proves` or `each`"
    lists = [section.key for section in scheme.repeating_sections()]
    keys = [field.key for field in scheme.fields()] + lists
    for index, key in enumerate(slot.proves):
        if key not in keys:
            yield (*path, index), f"no field and no section of records is called so{suggestion(key, keys)}"
        if key in slot.proves[:index]:
            yield (*path, index), f"{key} stands here already"


def _count(scheme: Scheme, slot: Slot, path: Path) -> Found:
    if isinstance(slot.at_least, str):
        yield from names_field(scheme, slot.at_least, path, kind="integer")
    elif slot.at_least < 1:
        yield path, "expected 1 or more; `required: false` where none is needed"
    elif slot.at_least > slot.max_files:
        yield path, f"expected at most {slot.max_files}, the `max_files`"
    if slot.at_least != 1 and not slot.several:
        yield path, "one file is all this slot takes; expected `several: true` beside it"


def _each(scheme: Scheme, each: Each, path: Path) -> Found:
    sections = {section.key: section for section in scheme.repeating_sections()}
    if each.section not in sections:
        yield (*path, "section"), f"no section of records is called so{suggestion(each.section, sections)}"
        return
    keys = [field.key for field in sections[each.section].fields]
    for index, key in enumerate(each.values):
        if key not in keys:
            yield (*path, "values", index), f"no such field in {each.section}{suggestion(key, keys)}"


def _file_names(pattern: str | None) -> Found:
    if pattern is None:
        return
    path: Path = ("file_names",)
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError as error:
        yield path, f"expected a pattern such as {{unit}}-{{applicant}}-{{material}} ({error})"
        return
    names = [name for _literal, name, _spec, _conversion in parts if name is not None]
    for name in names:
        if name not in FILE_NAME_PARTS:
            yield path, f"no such placeholder: {{{name}}}{suggestion(name, FILE_NAME_PARTS)}"
    if "material" not in names:
        yield path, "expected {material} in it, or all files would be called the same"
    if any(spec or conversion for _literal, _name, spec, conversion in parts):
        yield path, "expected the names alone in the brackets"
    if strange := sorted({char for literal, *_ in parts for char in literal if char in NOT_IN_FILE_NAMES}):
        yield path, f"file names cannot have {' '.join(strange)}"
