"""One field of a form as templates show it."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.checking.faults import anchor_of
from applications.scheme import Field
from applications.scheme.form import ChoiceSource
from applications.showing import Option, codes_of
from portal.codes import Code, code_set
from portal.ui.markup import render_line

FEW = 6  # choices up to which they are shown side by side
COLUMN = 44  # columns of letters that a choice shows where it stands beside others; a Chinese character takes two
MANY = 60  # codes up to which a page carries them all; more are found on the server
MANY_GROUPED = 400  # the same for codes of which the answer of another field leaves a few

AUTOFILL = {
    "applicant.name": "name",
    "applicant.sex": "sex",
    "applicant.birth_date": "bday",
    "applicant.phone": "tel",
    "applicant.email": "email",
}
"""The tokens of HTML for what a field takes first from the account of its person."""


@dataclass(frozen=True)
class Level:
    """One of the lists by which a division is chosen: province, city, county."""

    label: str
    value: str
    options: tuple[Code, ...]


@dataclass(frozen=True)
class FieldView:
    """One field, ready for `applications/_field.html`.

    `name` is what its control is called within its form; `path` where it stands in the case.
    """

    field: Field
    name: str
    path: str
    value: Any
    text: str
    is_asked: bool
    is_required: bool
    is_read_only: bool
    options: tuple[Option, ...] = ()
    error: str = ""
    remarks: tuple[str, ...] = ()
    is_dealt_with: bool = False
    """Whether what reviewers noted here has been changed since."""
    is_of_filler: bool = False
    """Whether it is filled in by the person it speaks of, whose browser may know the answer (WCAG 1.3.5)."""
    units_arrive: bool = False
    """Of a unit: whether only those are found that have signed in with their account of the network (HZ-32)."""

    @property
    def key(self) -> str:
        """What conditions call it, and the name of its control without `field:`."""
        return self.name.removeprefix("field:")

    @property
    def anchor(self) -> str:
        return anchor_of(self.path)

    @property
    def label(self) -> str:
        return self.field.label.of(get_language())

    @property
    def hint(self) -> str:
        """The hint; it may lead to a page, as `[words](address)` (HZ-33, HZ-44)."""
        words = self.field.hint.of(get_language()) if self.field.hint and not self.is_read_only else ""
        return render_line(words)

    @property
    def kind(self) -> str:
        """Which control shows it."""
        if self.is_read_only:
            return "fixed"
        if self.field.type in ("choice", "search_choice"):
            return self._kind_of_choice()
        return {
            "boolean": "radio",
            "multi_choice": "checkboxes",
            "long_text": "textarea",
            "unit": "unit",
            "region": "region",
        }.get(self.field.type, "input")

    def _kind_of_choice(self) -> str:
        if is_found(self.field):
            return "finder"
        is_short = 0 < len(self.options) <= FEW and self.field.type == "choice" and not self.depends_on
        return "radio" if is_short else "select"

    @property
    def is_group(self) -> bool:
        return self.kind in ("radio", "checkboxes", "region")

    @property
    def is_wide(self) -> bool:
        """Whether it takes the page's whole width: long texts, also to choose from, and boxes that would make a tower."""
        if self.kind == "select":
            return any(_width(option.label) > COLUMN for option in self.options)
        return self.kind in ("textarea", "unit", "region") or (self.kind == "checkboxes" and len(self.options) > FEW)

    @property
    def is_searchable(self) -> bool:
        return self.kind == "select" and len(self.options) > 2 * FEW

    @property
    def input_type(self) -> str:
        return {"date": "date", "phone": "tel", "email": "email"}.get(self.field.type, "text")

    @property
    def input_mode(self) -> str:
        return {"integer": "numeric", "year": "numeric", "year_month": "numeric", "phone": "tel"}.get(
            self.field.type, ""
        )

    @property
    def autocomplete(self) -> str:
        """What the browser may fill in: what the account knows of the person, too."""
        return AUTOFILL.get(self.field.prefill or "", "off") if self.is_of_filler else "off"

    @property
    def placeholder(self) -> str:
        if self.field.placeholder:
            return self.field.placeholder.of(get_language())
        return {"year_month": _("年-月，如 2018-09"), "year": _("四位年份，如 2018")}.get(self.field.type, "")

    @property
    def limit(self) -> str:
        """How long an answer may be, in words (NX-49)."""
        least, most = self.field.min_length, self.field.max_length
        if self.is_read_only or not (least or most):
            return ""
        if least and most:
            return _("至少 %(least)d 个字符，最多 %(most)d 个字符") % {"least": least, "most": most}
        return _("最多 %(most)d 个字符") % {"most": most} if most else _("至少 %(least)d 个字符") % {"least": least}

    @property
    def shown_value(self) -> str:
        """The value as the control holds it."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return self.text if self.field.type == "phone" else str(self.value or "")

    @property
    def radio_options(self) -> tuple[Option, ...]:
        if self.field.type == "boolean":
            return Option("true", _("是")), Option("false", _("否"))
        return self.options

    @property
    def groups(self) -> list[tuple[str, str, list[Option]]]:
        """The options by the group they belong to: (value, name, options); one nameless group for the others."""
        groups: dict[tuple[str, str], list[Option]] = {}
        for option in self.options:
            groups.setdefault((option.group, option.group_label), []).append(option)
        return [(code, name, options) for (code, name), options in groups.items()]

    @property
    def depends_on(self) -> str:
        """The control whose answer says which options apply."""
        above = getattr(self.field.choices, "of", None)
        return f"field:{above}" if above else ""

    @property
    def search_url(self) -> str:
        """Where the codes of its source are found while typing, or opened level by level; empty for other fields."""
        source = self.field.choices
        if isinstance(source, ChoiceSource) and source.codes:
            return _search_url(source.codes, within=source.within, level=source.level, leaves=source.leaves)
        return _search_url(self.field.suggest) if self.field.suggest else ""

    @property
    def levels(self) -> list[Level]:
        """The lists by which a division is chosen; what is chosen in one is what the next lies within."""
        assert isinstance(self.field.choices, ChoiceSource)
        codes, base = code_set(self.field.choices.codes or ""), self.field.choices.within or ""
        chosen = _line(self.field.choices, str(self.value or ""))
        above = [base, *(code.code for code in chosen)]
        labels = (_("省、自治区、直辖市"), _("市、州、盟"), _("县、市、区"))[len(codes.line(base)) :]
        return [
            Level(
                label,
                chosen[n].code if n < len(chosen) else "",
                tuple(codes.children(above[n])) if n < len(above) else (),
            )
            for n, label in enumerate(labels)
        ]

    @property
    def when_json(self) -> str:
        return json.dumps(self.field.when) if self.field.when is not None else ""

    @property
    def described_by(self) -> str:
        parts = {"hint": self.hint, "limit": self.limit, "error": self.error, "remark": self.remarks}
        return " ".join(f"{self.anchor}-{name}" for name, there in parts.items() if there)


def is_found(field: Field) -> bool:
    """Return whether a choice has more codes than a page should carry: they are found on the server."""
    source = field.choices
    if field.type not in ("choice", "search_choice") or not isinstance(source, ChoiceSource) or not source.codes:
        return False
    return not source.only and len(codes_of(source)) > (MANY_GROUPED if source.of else MANY)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _search_url(name: str, **narrowed: Any) -> str:
    wanted = {key: value for key, value in narrowed.items() if value not in (None, False)}
    wanted["lang"] = get_language() or ""
    return f"{reverse('codes:find', args=[name])}?{urlencode(wanted)}"


def _line(source: ChoiceSource, value: str) -> list[Code]:
    """The codes from the first list down to the chosen one."""
    line = code_set(source.codes or "").line(value)
    base = next((n for n, code in enumerate(line) if code.code == source.within), -1)
    return line[base + 1 :]
