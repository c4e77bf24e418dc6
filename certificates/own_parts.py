"""A person's certificates as they get them with a copy of their own data (PIPL 45)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from portal.people.models import User
from portal.privacy.own_data import Collected, OwnFile, Part, register_own_data


def register() -> None:
    register_own_data(CERTIFICATES)


def _collect(user: User) -> Collected:
    certificates = list(Certificate.objects.filter(holder=user).order_by("id"))
    return Collected([_record(one) for one in certificates], [_file(one) for one in certificates if one.pdf])


def _record(certificate: Certificate) -> dict[str, Any]:
    return {
        "number": certificate.number,
        "holder": certificate.holder_name,
        "state": certificate.get_state_display(),
        "issued_on": certificate.issued_on,
        "valid_until": certificate.valid_until,
        "ended_on": certificate.ended_on,
        "end_reason": certificate.end_reason,
        "content": certificate.content,
    }


def _file(certificate: Certificate) -> OwnFile:
    return OwnFile(f"certificates/{certificate.pk}.pdf", 0, partial(certificate.pdf.open, "rb"))


CERTIFICATES = Part(
    "certificates",
    _("电子证书"),
    {
        "number": _("证书编号"),
        "holder": _("持证人"),
        "state": _("状态"),
        "issued_on": _("发证日期"),
        "valid_until": _("有效期至"),
        "ended_on": _("失效日期"),
        "end_reason": _("失效原因"),
    },
    _collect,
)
