"""Who may apply, and what has to be held first, one sentence for each rule of the scheme."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from applications.guiding.wording import Wording
from applications.queries import current_version
from applications.scheme import Scheme
from portal.people.choices import IdType
from portal.ui.templatetags.ui import listed


def who_applies(scheme: Scheme) -> str:
    """Return who applies, in a few words: for a card."""
    if scheme.subject == "unit":
        return _("单位为本单位申报")
    persons, units = "person" in scheme.fills_in, "unit" in scheme.fills_in
    if persons and units:
        return _("本人，或由所在单位代办")
    if units:
        return _("单位为其人员申报")
    return _("本人填写，由所在单位上报") if scheme.submits == ("unit",) else _("申报人本人")


def who_may(scheme: Scheme) -> list[str]:
    """Return the rules on who may apply."""
    return [*_parties(scheme), *_documents(scheme), *_how_often(scheme)]


def held_first(scheme: Scheme, wording: Wording) -> list[str]:
    """Return what has to be held before; empty where nothing has to be."""
    return [*_of_units(scheme), *_renewed(scheme, wording)]


def _parties(scheme: Scheme) -> Iterator[str]:
    if scheme.subject == "unit":
        yield _("由单位为本单位申报，由单位管理员填写和提交；不支持个人填报。")
        return
    fills: dict[tuple[str, ...], str] = {
        ("person",): _("由本人填写；单位不能代填。"),
        ("unit",): _("由单位为其人员逐个填写；不支持个人填报。"),
    }
    yield fills.get(scheme.fills_in, _("由本人填写，也可以由所在单位代为填写。"))
    if scheme.submits == ("unit",) and "person" in scheme.fills_in:
        yield _("填写完整并上传材料后，由所在单位上报；个人不能上报。")
    elif len(scheme.submits) > 1:
        yield _("本人和所在单位都可以提交。")


def _documents(scheme: Scheme) -> Iterator[str]:
    if scheme.id_types:
        names = listed(IdType(one).label for one in scheme.id_types)
        yield (
            _("须持有以下证件之一：%(names)s。") % {"names": names}
            if len(scheme.id_types) > 1
            else _("须持有%(names)s。") % {"names": names}
        )


def _how_often(scheme: Scheme) -> Iterator[str]:
    if scheme.once:
        yield _("已通过的不再重复申报。")
    elif scheme.once_at_a_time and scheme.subject == "person":
        yield _("同一时间只能有一项正在办理的申报，办结后才能再次申报。")


def _of_units(scheme: Scheme) -> Iterator[str]:
    if scheme.opened_for_units and "unit" in scheme.fills_in:
        yield _("单位代为填写的，须先由主管机构为该单位开通本事项。")
    if scheme.needs is not None and (version := current_version(scheme.needs)) is not None:
        title = version.scheme.title.of(Wording(scheme).language)
        months = version.scheme.valid_months
        yield (
            _("单位须先取得“%(title)s”（有效期 %(months)d 个月），且尚未到期。") % {"title": title, "months": months}
            if months
            else _("单位须先取得“%(title)s”。") % {"title": title}
        )


def _renewed(scheme: Scheme, wording: Wording) -> Iterator[str]:
    rule = scheme.renews
    if rule is None:
        return
    version = current_version(rule.scheme)
    title = wording.of(version.scheme.title) if version else rule.scheme
    yield _("须已通过“%(title)s”，并自通过之日起满 %(months)d 个月。") % {"title": title, "months": rule.after_months}
    if rule.match:
        names = listed(wording.fact(key) for key in rule.match)
        yield _("以下内容须与上次通过时一致：%(names)s。") % {"names": names}
    if rule.same:
        names = listed(wording.fact(key) for key in rule.same)
        yield _("以下内容不能变更：%(names)s。") % {"names": names}
    if rule.otherwise:
        yield wording.of(rule.otherwise)
