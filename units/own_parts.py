"""The licences that a person has uploaded, as they get them with a copy of their own data (PIPL 45)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.files.documents import ENDINGS
from portal.people.models import User
from portal.privacy.own_data import Collected, OwnFile, Part, register_own_data
from units.models import Certification


def register() -> None:
    register_own_data(CERTIFICATIONS)


def _collect(user: User) -> Collected:
    rows = list(Certification.objects.filter(user=user).order_by("id"))
    return Collected([_record(one) for one in rows], [_file(one) for one in rows])


def _record(one: Certification) -> dict[str, Any]:
    return {
        "created_at": one.created_at,
        "state": one.get_state_display(),
        "read_name": one.read_name,
        "read_uscc": one.read_uscc,
        "name": one.name,
        "uscc": one.uscc,
        "email": one.email,
        "passed_at": one.passed_at,
        "file": _path(one),
    }


def _file(one: Certification) -> OwnFile:
    return OwnFile(_path(one), one.size, lambda: one.file.open("rb"))


def _path(one: Certification) -> str:
    return f"licences/{one.public_id}.{ENDINGS[one.content_type]}"


CERTIFICATIONS = Part(
    "certifications",
    _("单位认证"),
    {
        "created_at": _("上传时间"),
        "state": _("状态"),
        "read_name": _("识别的名称"),
        "read_uscc": _("识别的代码"),
        "name": _("单位名称"),
        "uscc": _("统一社会信用代码"),
        "email": _("邮箱"),
        "passed_at": _("通过时间"),
        "file": _("文件"),
    },
    _collect,
)
