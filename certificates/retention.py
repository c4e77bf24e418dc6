"""A certificate outlives the account and the case: the public can verify it as long as there is a row."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.services.erasing import register_case_keeper
from certificates.choices import CertificateState
from certificates.models import Certificate
from portal.audit.services import record_event
from portal.calendar import now
from portal.people.masking import mask_name
from portal.people.models import User
from portal.privacy.leaving import Kept, register_kept
from portal.privacy.retention import Rule, register_rule


def register() -> None:
    register_rule(ENDED)
    register_case_keeper(_needed_until)
    register_kept(_kept)


def _needed_until(application: Application) -> dt.date | None:
    """Until it ends the holder may have it printed anew. One without an end has its file, and needs the case no more."""
    certificate = Certificate.objects.filter(application=application).first()
    return (certificate.ended_on or certificate.valid_until) if certificate else None


def _ended(before: dt.datetime) -> QuerySet[Certificate]:
    day = timezone.localdate(before)
    expired = Q(state=CertificateState.VALID, valid_until__lt=day)
    certificates = Certificate.objects.filter(expired | Q(ended_on__lt=day))
    return certificates.exclude(pdf="", content__photo=None, content__id_masked="")


@transaction.atomic
def _erase(certificate: Certificate) -> int:
    """Leave what verification answers with: number, dates, category, the masked name. It names nobody any more."""
    if file := certificate.pdf.name:
        transaction.on_commit(partial(default_storage.delete, file), robust=True)
    masked = mask_name(certificate.holder_name)
    certificate.content = certificate.content | {"name": masked, "id_type": None, "id_masked": "", "photo": None}
    certificate.holder_name, certificate.pdf, certificate.pdf_sha256 = masked, "", ""
    certificate.rendered_at = certificate.rendered_at or now()
    certificate.save()
    record_event(action="certificate.erased", target=certificate, detail={"number": certificate.number})
    return 1


def _kept(user: User) -> list[Kept]:
    """Without a date: other offices rely on the answer."""
    why = gettext("供有关部门和个人查验真伪；查验只显示遮盖后的姓名")
    numbers = Certificate.objects.filter(holder=user).values_list("number", flat=True)
    return [Kept(gettext("电子证书 %(number)s") % {"number": number}, why) for number in numbers]


ENDED = Rule(
    "certificates",
    _("已失效的电子证书（文件、照片和全名；查验仍答复）"),
    _("证书已失效，保存年限届满"),
    10 * 365,
    366,
    _ended,
    _erase,
)
