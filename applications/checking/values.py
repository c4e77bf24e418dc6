"""Whether one answer can be right, by its field's type. Each check returns the reason why not, or None."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from applications.models import Application
from applications.queries import full_years
from applications.scheme import Facts, Field
from applications.scheme.form import ChoiceSource
from applications.showing import is_code_of, options_of
from portal.calendar import today
from portal.people.identity import EARLIEST_BIRTH, BadIdentityNumber, check_id_number
from portal.people.phone import BadPhone, normalise_phone

LONGEST = {"text": 200, "long_text": 2000}
_LINE_BREAKS = {"\n", "\r", "\t"}
_UNPRINTABLE = {"Cc", "Cs", "Co", "Zl", "Zp"}


def is_empty(value: Any) -> bool:
    """Whether nothing was answered; a plain "no" is an answer."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def fault_of_value(application: Application, field: Field, value: Any, beside: Facts | None = None) -> str | None:
    """Return why a given answer cannot be taken, or None. `beside` are the answers of its record; else the form's."""
    check = _CHECKS.get(field.type)
    beside = application.answers if beside is None else beside
    reason = check(application, field, value, beside) if check else None
    return reason or _too_early(field, value, beside)


def _too_early(field: Field, value: Any, beside: Facts) -> str | None:
    """An end does not come before its start; where one is a month and the other a day, the months are compared."""
    earlier = beside.get(field.not_before or "")
    if not isinstance(earlier, str) or not isinstance(value, str):
        return None
    length = min(len(earlier), len(value))
    return _("不能早于开始的日期（%(date)s）。") % {"date": earlier} if value[:length] < earlier[:length] else None


def _text(application: Application, field: Field, value: Any, beside: Facts) -> str | None:
    if not isinstance(value, str):
        return _("请填写文字。")
    allowed = _LINE_BREAKS if field.type == "long_text" else set()
    if any(unicodedata.category(char) in _UNPRINTABLE and char not in allowed for char in value):
        return _("含有无法显示或打印的字符，请删除后重新输入。")
    longest = field.max_length or LONGEST[field.type]
    if field.min_length and len(value) < field.min_length:
        return _("至少 %(limit)d 个字，现在有 %(count)d 个。") % {"limit": field.min_length, "count": len(value)}
    if len(value) > longest:
        return _("最多 %(limit)d 个字，现在有 %(count)d 个。") % {"limit": longest, "count": len(value)}
    return None


def _choice(application: Application, field: Field, value: Any, beside: Facts) -> str | None:
    values = value if isinstance(value, list) else [value]
    if isinstance(value, list) != (field.type == "multi_choice"):
        return _("请重新选择。")
    if all(_is_offered(application, field, one, beside) for one in values):
        return None
    source = field.choices
    if isinstance(source, ChoiceSource) and source.codes and source.of:
        return _("所选的项目与上一级的选择不符，请重新选择。")
    if isinstance(source, ChoiceSource) and source.catalogue == "conditions":
        return _("所选条件不属于所选类别，或已不再受理，请重新选择。")
    return _("所选的项目已不在列表中，请重新选择。")


def _is_offered(application: Application, field: Field, value: Any, beside: Facts) -> bool:
    source = field.choices
    if not isinstance(source, ChoiceSource):
        return any(choice.value == value for choice in source or ())
    above = beside.get(source.of) if source.of else None
    if source.codes is not None:
        return isinstance(value, str) and is_code_of(source, value, above)
    category = above
    options = options_of(application.scheme, field)
    return any(option.value == value and (category is None or option.group == category) for option in options)


def parse_date(value: Any) -> dt.date | None:
    """Return the day that yyyy-MM-dd names; None for anything else, the 30th of February included."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _date(application: Application, field: Field, value: Any, beside: Facts) -> str | None:
    day = parse_date(value)
    if day is None:
        return _("不是真实的日期，请按“2026-01-31”的格式填写。")
    return _out_of_range(day, last=today())


def _year_month(application: Application, field: Field, value: Any, beside: Facts) -> str | None:
    day = parse_date(f"{value}-01")
    if day is None:
        return _("请按“2026-01”的格式填写年月。")
    return _out_of_range(day, last=today())


def _year(application: Application, field: Field, value: Any, beside: Facts) -> str | None:
    day = parse_date(f"{value}-01-01")
    if day is None:
        return _("请填写四位数的年份。")
    return _out_of_range(day, last=today())


def _out_of_range(day: dt.date, *, last: dt.date) -> str | None:
    """What a person states has happened: a day to come is a slip of the pen."""
    if day < EARLIEST_BIRTH:
        return _("日期早于 1900 年，请核对。")
    return _("日期不能晚于今天，请核对。") if day > last else None


def _boolean(application: Application, field: Field, value: Any, beside: Facts) -> str | None:
    if not isinstance(value, bool):
        return _("请选择“是”或“否”。")
    if field.must_be is not None and value is not field.must_be:
        return _("须选择“%(word)s”才能继续。") % {"word": _("是") if field.must_be else _("否")}
    return None


def _integer(application: Application, field: Field, value: Any, beside: Facts) -> str | None:
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,15}", value, re.ASCII):
        return _("请填写整数。")
    is_typed_age = field.prefill == "applicant.age" and not field.immutable  # else it is computed anew on submission
    return _age(application, int(value)) if is_typed_age else None


def _age(application: Application, age: int) -> str | None:
    """An age agrees with the birth date, which the number of the identity card says (CY-62)."""
    birth = _answer_prefilled(application, "applicant.birth_date")
    birth = birth if isinstance(birth, dt.date) else parse_date(birth)
    years = full_years(birth, today()) if birth else age
    return None if age == years else _("年龄与出生日期不一致：今天应为 %(age)d 岁，请核对。") % {"age": years}


def _phone(application: Application, field: Field, value: Any, beside: Facts) -> str | None:
    try:
        normalise_phone(str(value))
    except BadPhone as bad:
        return bad.message
    return None


def _email(application: Application, field: Field, value: Any, beside: Facts) -> str | None:
    try:
        validate_email(value)
    except ValidationError:
        return _("电子邮箱的格式不对，应如 name@example.com。")
    return None


def _id_number(application: Application, field: Field, value: Any, beside: Facts) -> str | None:
    """The number belongs to the document of the account, and must agree with the birth date and sex beside it."""
    kind = _answer_prefilled(application, "applicant.id_type")
    if not kind:
        return _("请先在个人资料登记证件类型和证件号码。")
    birth = parse_date(_answer_prefilled(application, "applicant.birth_date"))
    sex = _answer_prefilled(application, "applicant.sex")
    try:
        check_id_number(kind, str(value), birth_date=birth, sex=sex if isinstance(sex, str) and sex else None)
    except BadIdentityNumber as bad:
        return bad.message
    except ValueError:
        return _("不认识的证件类型，请在个人资料重新登记。")
    return None


def _answer_prefilled(application: Application, source: str) -> Any:
    """Return the answer to the field that is filled from `source`, whatever its key is."""
    field = next((one for one in application.scheme.fields() if one.prefill == source), None)
    if field is None:
        return getattr(application.applicant, source.removeprefix("applicant."), None)
    return application.answers.get(field.key)


def _unit(application: Application, field: Field, value: Any, beside: Facts) -> str | None:
    if application.unit is None:
        return _("请从查找结果中选择单位。")
    if application.unit.state != "OPEN":
        return _("该单位尚未开通或已停用，请重新选择。")
    return None


_CHECKS: dict[str, Callable[[Application, Field, Any, Facts], str | None]] = {
    "text": _text,
    "long_text": _text,
    "choice": _choice,
    "search_choice": _choice,
    "multi_choice": _choice,
    "date": _date,
    "year_month": _year_month,
    "year": _year,
    "boolean": _boolean,
    "integer": _integer,
    "phone": _phone,
    "email": _email,
    "id_number": _id_number,
    "unit": _unit,
    "region": _choice,
}
