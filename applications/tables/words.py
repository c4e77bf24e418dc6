"""The words in which a table says what may stand in a column."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from applications.scheme import Field, Scheme
from applications.scheme.form import ChoiceSource
from applications.showing import codes_of, options_of
from applications.tables.layout import BIRTH_DATE, ID_NUMBER, ID_TYPE, SEX, Column
from portal.codes import Code, code_set
from portal.people.choices import IdType, Sex


def words_of(scheme: Scheme, column: Column, language: str) -> list[str]:
    """Return what a column can be answered with, each in words that mean one thing alone; empty if anything goes."""
    if column.key == ID_TYPE:
        return [str(one.label) for one in IdType if not scheme.id_types or one in scheme.id_types]
    if column.key == SEX:
        return [str(label) for label in Sex.labels]
    if column.field is None:
        return []
    if column.field.type == "boolean":
        return [_("是"), _("否")]
    return option_words(scheme, column.field, language) if column.field.choices is not None else []


def option_words(scheme: Scheme, field: Field, language: str) -> list[str]:
    """Return a field's choices in words; a code with a name that others have, too, with what it hangs on before it."""
    source = field.choices
    if not isinstance(source, ChoiceSource) or source.codes is None:
        return [option.label for option in options_of(scheme, field, language)]
    codes = codes_of(source)
    if field.type == "region":
        return [_path(source.codes, code) for code in codes]
    labels = Counter(code.label(language) for code in codes)
    return [_path(source.codes, code) if labels[code.label(language)] > 1 else code.label(language) for code in codes]


def _path(name: str, code: Code) -> str:
    return "/".join(one.name_zh for one in [*code_set(name).ancestors(code), code])


def how_to_write(column: Column, words: list[str]) -> str:
    """Say in one line what belongs into the cells of a column."""
    field = column.field
    kind = field.type if field else _KINDS.get(column.key, "text")
    if kind == "multi_choice":
        return _("可选多项，用“、”隔开：%(words)s") % {"words": "、".join(words)}
    if words:
        return _("从下拉列表中选择")
    return _HOW.get(kind, lambda: _("文字"))() + _limits(field)


def _limits(field: Field | None) -> str:
    if field is None or field.max_length is None:
        return ""
    if field.min_length:
        return _("，%(least)d 至 %(most)d 个字符") % {"least": field.min_length, "most": field.max_length}
    return _("，最多 %(most)d 个字符") % {"most": field.max_length}


_KINDS = {ID_NUMBER: "id_number", BIRTH_DATE: "date"}
_HOW = {
    "date": lambda: _("日期，如 2018-10-30"),
    "year_month": lambda: _("年月，如 2018-09"),
    "year": lambda: _("四位数的年份，如 2016"),
    "phone": lambda: _("电话号码"),
    "email": lambda: _("电子邮箱，如 name@example.com"),
    "integer": lambda: _("整数"),
    "id_number": lambda: _("证件上的号码，单元格须为文本格式"),
}
