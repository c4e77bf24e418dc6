"""The archive of a person's data: JSON for machines, a page for people, and their files."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.calendar import now
from portal.privacy.own_data import Collected, Part, parts
from portal.tenants.scope import current_tenant
from portal.ui.templatetags.ui import day, moment

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class Node:
    """A name with a text, or with what stands below it."""

    label: str
    text: str = ""
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Gathered:
    """Everything that was found about a person, before it is written."""

    found: list[tuple[Part, Collected]]

    @property
    def weight(self) -> int:
        """The bytes of the files; the rest is small beside them."""
        return sum(file.size for _part, collected in self.found for file in collected.files)


def gather(user: User) -> Gathered:
    """Ask every app for its part."""
    return Gathered([(part, part.collect(user)) for part in parts()])


def write_archive(gathered: Gathered, target: IO[bytes]) -> None:
    """Write the archive. A file that its storage no longer has is named as missing instead of costing the rest."""
    missing: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for _part, collected in gathered.found:
            for file in collected.files:
                try:
                    with file.open() as source, archive.open(f"files/{file.path}", "w", force_zip64=True) as copy:
                        shutil.copyfileobj(source, copy)
                except FileNotFoundError:
                    missing.append(file.path)
        archive.writestr("data.json", _as_json(gathered, missing))
        archive.writestr("index.html", _as_page(gathered, missing))


def _as_json(gathered: Gathered, missing: list[str]) -> str:
    content: dict[str, Any] = {"portal": current_tenant().slug, "made_at": now().isoformat(), "missing_files": missing}
    content |= {part.key: collected.records for part, collected in gathered.found}
    return json.dumps(content, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _as_page(gathered: Gathered, missing: list[str]) -> str:
    sections = [
        {
            "title": part.title,
            "records": [_nodes(part, record) for record in collected.records],
            "files": [file.path for file in collected.files],
        }
        for part, collected in gathered.found
    ]
    context = {"sections": sections, "missing": missing, "made_at": now(), "portal_name": current_tenant().name}
    return render_to_string("privacy/own_data.html", context)


def _nodes(part: Part, record: dict[str, Any]) -> list[Node]:
    return [
        _node(part, str(word), record[key]) for key, word in part.words.items() if record.get(key) not in (None, "")
    ]


def _node(part: Part, label: str, value: Any) -> Node:
    if isinstance(value, dict):
        return Node(label, children=[_node(part, _word(part, key), one) for key, one in value.items()])
    if isinstance(value, list):
        return Node(label, children=[_node(part, str(n), one) for n, one in enumerate(value, start=1)])
    return Node(label, _text(value))


def _word(part: Part, key: str) -> str:
    return str(part.words.get(key, key))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if hasattr(value, "hour"):
        return moment(value)
    if hasattr(value, "year"):
        return day(value)
    return "" if value is None else str(value)
