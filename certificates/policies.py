"""Who may have the file of a certificate. Verifying one needs no right at all."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from applications.choices import State
from certificates.choices import CertificateState
from certificates.models import Certificate
from portal.people.models import User

_viewers: list[Callable[[User, Certificate], bool]] = []


def register_viewer(may_view: Callable[[User, Certificate], bool]) -> None:
    """Let `may_view(user, certificate)` admit further people than the holder, such as the bureau that issued it."""
    _viewers.append(may_view)


def may_view(user: User, certificate: Certificate) -> bool:
    """The holder, and whom the apps above admit. To everybody else the certificate does not exist."""
    return certificate.holder_id == user.pk or any(admits(user, certificate) for admits in _viewers)


def may_download(user: User, certificate: Certificate) -> str | None:
    """Return why this person cannot have the PDF now, or None (NB-93, NB-98)."""
    if not may_view(user, certificate):
        return _("只有持证人本人可以下载证书。")
    if certificate.is_imported:
        return _("该证书由原系统发放，本系统没有它的文件；仍可凭编号和姓名在此查验。需要文件的，请联系发证机构。")
    if certificate.state == CertificateState.REVOKED:
        return _("该证书已撤销，不能再下载。如有疑问，请联系发证机构。")
    if certificate.rendered_at and not certificate.pdf:
        return _("该证书已失效并超过保存期限，文件已清除；仍可凭编号查验。")
    if certificate.application.state != State.APPROVED:
        return _("经审批并公示无异议后才能下载证书。")
    return None
