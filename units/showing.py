"""Certifications in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from portal.calendar import now
from portal.ui.templatetags.ui import moment
from units.choices import CertificationState
from units.models import Certification, Unit

PATIENCE = dt.timedelta(seconds=25)
"""After so long the form is there to be filled in by hand; what the engine reads later is compared with it."""


def is_overdue(certification: Certification) -> bool:
    """Whether the reading takes longer than anybody should have to wait for it."""
    return certification.state == CertificationState.READING and now() - certification.created_at > PATIENCE


def advice_words(keys: Iterable[str]) -> list[str]:
    """Return what is wrong with a picture and how to take a better one (CY-17)."""
    words = {
        "too_small": _("图片太小，看不清文字：请离近一些拍，让执照占满画面，或上传原图而不是缩略图。"),
        "too_dark": _("光线太暗：请在明亮处拍摄，避免阴影。"),
        "blurred": _("图片模糊：请对准文字对焦，手持稳定后再拍，或改用扫描件。"),
        "no_licence": _("没有找到营业执照上的文字：请上传营业执照正本或副本，拍下整张执照，不要倒置或遮挡。"),
    }
    return [words[key] for key in keys if key in words] or [words["no_licence"]]


def outcome_rows(unit: Unit, certification: Certification | None) -> list[tuple[str, str]]:
    """Return the certified unit in names and values (CY-18); one that an office opened has no certification."""
    rows = [(_("单位名称"), unit.name), (_("统一社会信用代码"), unit.uscc)]
    if certification is None:
        return rows
    return [*rows, (_("认证时间"), moment(certification.passed_at)), (_("认证经办人"), certification.user.name)]


def steps_of(certification: Certification) -> list[dict[str, str]]:
    """Return how far a certification is, for `components/steps.html`."""
    at = {CertificationState.READING: 1, CertificationState.UNREADABLE: 0, CertificationState.PASSED: 4}
    current = at.get(CertificationState(certification.state), 2)
    labels = (_("上传营业执照"), _("系统识别"), _("核对信息"), _("已通过"))
    return [
        {"label": label, "state": "done" if place < current else "current" if place == current else "todo"}
        for place, label in enumerate(labels)
    ]


def difference_words(certification: Certification) -> list[str]:
    """Return what was submitted otherwise than it was read, a line for each field (CY-23)."""
    names = {"name": _("单位名称"), "uscc": _("统一社会信用代码")}
    return [
        _("%(field)s：识别为“%(read)s”，提交为“%(submitted)s”")
        % {**one, "field": names.get(one["field"], one["field"]), "read": one["read"] or "—"}
        for one in certification.differences
    ]
