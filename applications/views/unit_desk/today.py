"""今天要办的: what waits for an officer, in words, each with how long, until when, and the one button that leads there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.queries import acceptance_of
from applications.unit_today import Ending, FaultyImport, Today, Waiting, today_of
from applications.views.unit_desk.access import desk_url
from applications.views.unit_desk.rows import waited_words
from portal.people.models import User
from portal.ui.home import NextStep
from portal.ui.templatetags.ui import day
from units.models import Unit


@dataclass(frozen=True)
class Todo:
    """One thing to do: what, for which unit and scheme, how long it waits, until when, and where it is done."""

    text: str
    url: str
    button: str
    tone: str = "warn"
    place: str = ""
    waits: str = ""
    until: str = ""

    @property
    def as_step(self) -> NextStep:
        """The same as the home page shows it."""
        more = "；".join(part for part in (self.waits, self.until) if part)
        text = _("%(text)s（%(more)s）") % {"text": self.text, "more": more} if more else self.text
        return NextStep(f"{self.place}{_('：')}{text}" if self.place else text, self.url, self.button, self.tone)


def todo_of(user: User) -> list[Todo]:
    """Return what waits for the units of this person, the most pressing kind first."""
    found = today_of(user)
    return [
        *(_of_unit(unit) for unit in found.incomplete),
        *_of_cases(found),
        *(_of_ending(one) for one in found.endings),
        *(_of_import(one) for one in found.imports),
    ]


def _of_unit(unit: Unit) -> Todo:
    text = _("%(unit)s的单位信息还没有填写完整。") % {"unit": unit.name}
    return Todo(text, reverse("applications:unit_information", args=[unit.public_id]), _("去填写"))


def _of_cases(found: Today) -> Iterator[Todo]:
    """Which unit and scheme is said where there is more than one."""
    for one in found.waiting:
        yield Todo(
            _text(one),
            desk_url(one.unit, one.version.key, _LISTS[one.kind]),
            _button(one),
            "note" if one.kind in ("draft", "stamp") else "warn",
            place="" if one.kind == "failed" else _place(found, one),
            waits=waits_words(one),
            until=_until(one),
        )


_LISTS = {"confirm": "confirm", "report": "ready", "draft": "draft", "failed": "failed", "stamp": "filling"}


def _text(one: Waiting) -> str:
    title = one.version.scheme.title.of(get_language())
    words = {"count": one.count, "unit": one.unit.name, "title": title, "letter": _letter(one)}
    texts = {
        "confirm": _("有 %(count)d 件员工的申报待单位确认。"),
        "report": _("有 %(count)d 件员工的申报待单位上报。"),
        "draft": _("有 %(count)d 人由单位填报，还没有上报。"),
        "failed": _("%(unit)s的%(title)s有 %(count)d 件未通过，可以修改后重新提交。"),
        "stamp": _("有 %(count)d 人的“%(letter)s”待打印盖章。"),
    }
    return texts[one.kind] % words


def _letter(one: Waiting) -> str:
    scheme = one.version.scheme
    key = next((slot.seals for slot in scheme.slots if slot.seals), "")
    return scheme.letters[key].title.of(get_language()) if key else ""


def _button(one: Waiting) -> str:
    buttons = {"confirm": _("去确认"), "report": _("去上报"), "draft": _("去上报"), "failed": _("去修改")}
    return buttons.get(one.kind, _("去打印"))


def _place(found: Today, one: Waiting) -> str:
    parts = [one.unit.name] if len(found.units) > 1 else []
    parts += [one.version.scheme.title.of(get_language())] if len(found.versions) > 1 else []
    return " · ".join(parts)


def waits_words(one: Waiting) -> str:
    if one.since is None:
        return ""
    waited = waited_words(one.since)
    return waited if one.count == 1 else _("最久的%(waited)s") % {"waited": waited}


def _until(one: Waiting) -> str:
    """The latest date; without one when the offices accept next, which is worth not missing."""
    if one.due_on is not None:
        return _("最迟 %(day)s") % {"day": day(one.due_on)}
    acceptance = acceptance_of(one.version.scheme) if one.kind in ("confirm", "report") else None
    if acceptance is None:
        return ""
    return _("今天正在受理") if acceptance.is_today else _("下次受理从 %(day)s 起") % {"day": day(acceptance.on)}


def _of_ending(one: Ending) -> Todo:
    permission, scheme = one.permission, one.permission.scheme
    words = {"unit": one.unit.name, "title": permission.title, "day": day(permission.until)}
    text = (
        _("%(unit)s的“%(title)s”将于 %(day)s 到期。")
        if permission.is_held
        else _("%(unit)s的“%(title)s”已于 %(day)s 到期。")
    )
    word = scheme.word("change" if permission.is_held else "open", get_language())
    return Todo(text % words, desk_url(one.unit, scheme.scheme), word)


def _of_import(one: FaultyImport) -> Todo:
    found = one.case_import
    words = {"file": found.file_name, "count": one.refused}
    if one.is_started:
        text = _("“%(file)s”有 %(count)d 人没有导入。")
    elif one.refused:
        text = _("“%(file)s”已检查，%(count)d 人没有通过；其余的还没有导入。")
    else:
        text = _("“%(file)s”已检查，还没有导入。")
    return Todo(text % words, reverse("applications:unit_import", args=[found.public_id]), _("查看结果"))
