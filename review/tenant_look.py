"""The part of a tenant's file that says how its portal looks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

from pydantic import Field as Item

from applications.scheme.faults import Path
from applications.scheme.text import Strict, Text
from portal.files.inspection import UnusableFile
from portal.tenants.colours import READABLE
from portal.tenants.emblems import emblem_of
from portal.tenants.looks import Look
from portal.tenants.theme import fault_in_colour


class LookEntry(Strict):
    """How the portal looks to begin with; its administrators change it later."""

    colour: str = Item("", pattern=r"^(#[0-9a-f]{6})?$", description="of buttons, links and the head of the pages")
    emblem: str = Item("", pattern=r"^([\w./-]+\.(svg|png))?$", description="a picture beside this file")
    slogan: Text | None = Item(None, description="one line below the portal's name on the home page")
    footer: Text | None = Item(None, description="words at the foot of every page")
    picture: bytes = Item(b"", exclude=True, description="of the emblem, filled in by `read_tenant_file`")

    def as_look(self) -> Look:
        """Return it as the services take it."""
        return Look(
            colour=self.colour,
            emblem=emblem_of(self.picture) if self.picture else None,
            slogan_zh=self.slogan.zh if self.slogan else "",
            slogan_en=self.slogan.en if self.slogan else "",
            footer_zh=self.footer.zh if self.footer else "",
            footer_en=self.footer.en if self.footer else "",
        )


def faults_of_look(look: LookEntry, folder: FilePath) -> Iterator[tuple[Path, str]]:
    """Yield where the look is wrong and what was expected: a colour in which people can read, an emblem that is there."""
    fault = fault_in_colour(look.colour) if look.colour else None
    if fault is not None:
        yield (
            ("look", "colour"),
            (
                f"the colour {look.colour} is too pale: its contrast with white is {fault.ratio:.2f}, expected at least "
                f"{READABLE}; the nearest that will do is {fault.nearest}"
            ),
        )
    if look.emblem and (reason := _fault_in_emblem(folder, look.emblem)):
        yield ("look", "emblem"), reason


def _fault_in_emblem(folder: FilePath, name: str) -> str:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        return "it lies outside of the tenant's folder"
    if not path.is_file():
        return f"there is no file {path}"
    try:
        emblem_of(path.read_bytes())
    except UnusableFile as unusable:
        return str(unusable)
    return ""
