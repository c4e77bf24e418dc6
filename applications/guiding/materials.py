"""The pages of the form and the materials: which, when, how many, in which format."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.guiding.wording import Wording
from applications.scheme import Field, Scheme, Section, Slot
from portal.files.inspection.inspecting import LARGEST_PDF, LARGEST_PICTURE, LARGEST_UPLOAD, MEGABYTE


@dataclass(frozen=True)
class Asked:
    """One question of the form. `when` is empty for one that everybody is asked."""

    label: str
    is_required: bool
    when: str
    hint: str


@dataclass(frozen=True)
class Page:
    """One page of the form. `records` says how many there can be on a page that lists records."""

    title: str
    records: str
    notes: tuple[str, ...]
    fields: tuple[Asked, ...]


@dataclass(frozen=True)
class Material:
    """One place for files. `need` says in a sentence for whom it is; `blank` is the letter to download for it."""

    key: str
    label: str
    need: str
    is_for_all: bool
    count: str
    formats: str
    hint: str
    ways: tuple[str, ...]
    steps: tuple[str, ...]
    link: str
    blank: str
    blank_title: str


def pages_of(scheme: Scheme, wording: Wording) -> list[Page]:
    """Return the form page by page, with every question that it can ask."""
    return [_page(section, wording) for section in scheme.sections]


def materials_of(scheme: Scheme, wording: Wording) -> list[Material]:
    """Return every material that the scheme can ask for, in its order."""
    return [_material(scheme, slot, wording) for slot in scheme.slots]


def sizes() -> str:
    """Return how large a file may be, in words."""
    words = {
        "upload": LARGEST_UPLOAD // MEGABYTE,
        "pdf": LARGEST_PDF // MEGABYTE,
        "picture": LARGEST_PICTURE // MEGABYTE,
    }
    return _(
        "图片不超过 %(upload)d MB，超过 %(picture)d MB 的上传时自动缩小；PDF 不超过 %(pdf)d MB。可以用手机拍照上传。"
    ) % (words)


def _page(section: Section, wording: Wording) -> Page:
    fields = tuple(_asked(field, wording) for field in section.fields)
    notes = tuple(wording.of(note) for note in section.notes)
    return Page(wording.of(section.title), _records(section, wording), notes, fields)


def _records(section: Section, wording: Wording) -> str:
    rule = section.repeating
    if rule is None:
        return ""
    words = {"record": wording.of(rule.record), "min": rule.min, "max": rule.max}
    if rule.min and rule.max:
        return _("逐条添加%(record)s，至少 %(min)d 条，最多 %(max)d 条") % words
    if rule.min:
        return _("逐条添加%(record)s，至少 %(min)d 条") % words
    if rule.max:
        return _("逐条添加%(record)s，最多 %(max)d 条；没有的可以不填") % words
    return _("逐条添加%(record)s，条数不限；没有的可以不填") % words


def _asked(field: Field, wording: Wording) -> Asked:
    when = wording.condition(field.when) if field.when else ""
    return Asked(wording.of(field.name), field.required, when, wording.of(field.hint))


def _material(scheme: Scheme, slot: Slot, wording: Wording) -> Material:
    letter = scheme.letters[slot.blank] if slot.blank else None
    return Material(
        key=slot.key,
        label=wording.of(slot.label),
        need=need_of(scheme, slot, wording),
        is_for_all=slot.required is True and slot.when is None and slot.each is None,
        count=_count(scheme, slot, wording),
        formats=_formats(slot),
        hint=wording.of(slot.hint),
        ways=tuple(_ways(scheme, slot, wording)),
        steps=slot.guide.of(wording.language) if slot.guide else (),
        link=slot.link or "",
        blank=slot.blank or "",
        blank_title=wording.of(letter.title) if letter else "",
    )


def need_of(scheme: Scheme, slot: Slot, wording: Wording) -> str:
    """Return for whom a material is, as a sentence made from its conditions."""
    if slot.each is not None:
        title = wording.of(scheme.section(slot.each.section).title)
        words = _("“%(title)s”中每填一条，提交一份。") if slot.required else _("“%(title)s”中每填一条，可以提交一份。")
        return words % {"title": title}
    when = wording.condition(slot.when) if slot.when else ""
    if isinstance(slot.required, dict):
        return _need_by_condition(when, wording.condition(slot.required))
    if slot.required:
        return _("符合以下条件的须提交：%(when)s。") % {"when": when} if when else _("每份申报都须提交。")
    return _("符合以下条件的可以提交：%(when)s。") % {"when": when} if when else _("有的可以提交，不是必须。")


def _need_by_condition(when: str, required: str) -> str:
    words = {"when": when, "required": required}
    if not when:
        return _("符合以下条件的须提交：%(required)s；其他情况可以不提交。") % words
    return _("符合以下条件的可以提交：%(when)s；其中%(required)s的必须提交。") % words


def _count(scheme: Scheme, slot: Slot, wording: Wording) -> str:
    words = {"max": slot.max_files, "least": slot.at_least}
    if not slot.several:
        return _("1 个文件")
    if isinstance(slot.at_least, str):
        name = wording.fact(slot.at_least)
        return _("文件数不少于所填的“%(name)s”，最多 %(max)d 个文件") % (words | {"name": name})
    if slot.at_least > 1:
        return _("至少 %(least)d 个、最多 %(max)d 个文件") % words
    return _("可以有多个文件，最多 %(max)d 个") % words


def _formats(slot: Slot) -> str:
    if slot.photo:
        width, height = slot.photo
        return _("图片（JPG、PNG、WebP），裁剪为 %(width)d×%(height)d 毫米") % {"width": width, "height": height}
    return _("图片（JPG、PNG、WebP）") if slot.pictures_only else _("图片（JPG、PNG、WebP）或 PDF")


def _ways(scheme: Scheme, slot: Slot, wording: Wording) -> list[str]:
    """What else there is to know of how it is got or replaced."""
    found = []
    if slot.seals:
        title = wording.of(scheme.letters[slot.seals].title)
        found.append(_("填写完成后在系统中打印“%(title)s”，签字盖章后扫描或拍照上传。") % {"title": title})
    if slot.fetch:
        found.append(wording.of(slot.fetch_hint) or _("可以在系统中自动获取。"))
    if slot.explanation:
        found.append(_("没有这份材料的，可以填写说明代替。"))
    return found
